#include <QTest>

#include "core/event/event_log.h"
#include "core/event/rule.h"

using namespace slipway;
using namespace slipway::event;

namespace {

Event approved() {
    return {7, 1, 1, "model.approved", "model/census/3", "ada",
        R"({"model":"census","version":3,"ok":true,"drift":{"share":0.5},"a.b":"dotted"})"};
}

} // namespace

class TestRule : public QObject {
    Q_OBJECT
private slots:
    void matchesByTypeAndPayload() {
        Rule rule{"r", "model.approved", {}, "deploy", {}, true};
        QVERIFY(matches(rule, approved()));
        rule.where = {{"model", "census"}, {"version", "3"}, {"ok", "true"}, {"drift.share", "0.5"}, {"a.b", "dotted"}};
        QVERIFY(matches(rule, approved()));
        rule.where["model"] = "other";
        QVERIFY(!matches(rule, approved()));
        rule.where = {{"missing", ""}};
        QVERIFY(!matches(rule, approved()));
        QVERIFY(!matches({"r", "model.rejected", {}, "deploy", {}, true}, approved()));
        QVERIFY(!matches({"r", "model.approved", {}, "deploy", {}, false}, approved()));
    }
    void argumentsTakeValuesOfTheEvent() {
        Rule rule{"r", "model.approved", {}, "deploy",
            {{"name", "${payload.model}-${payload.version}!"}, {"who", "${actor}"}, {"what", "${subject}"},
                {"share", "${payload.drift.share}"}, {"plain", "$x {y}"}, {"empty", ""}},
            true};
        const auto arguments = argumentsFor(rule, approved());
        QVERIFY(arguments.has_value());
        QCOMPARE(arguments->at("name"), std::string("census-3!"));
        QCOMPARE(arguments->at("who"), std::string("ada"));
        QCOMPARE(arguments->at("what"), std::string("model/census/3"));
        QCOMPARE(arguments->at("share"), std::string("0.5"));
        QCOMPARE(arguments->at("plain"), std::string("$x {y}"));
    }
    void whatTheEventLacksIsNamed() {
        const auto arguments =
            argumentsFor({"r", "model.approved", {}, "deploy", {{"a", "${payload.stage}"}}, true}, approved());
        QVERIFY(!arguments);
        QVERIFY(arguments.error().message.find("payload.stage") != std::string::npos);
        QVERIFY(!argumentsFor({"r", "x", {}, "deploy", {{"a", "${payload.model"}}, true}, approved()));
        QVERIFY(!argumentsFor({"r", "x", {}, "deploy", {{"a", "${}"}}, true}, approved()));
    }
    void aValueIsNotFilledInTwice() {
        auto event = approved();
        event.payload = R"({"model":"${actor}"})";
        const auto arguments = argumentsFor({"r", "x", {}, "deploy", {{"a", "${payload.model}"}}, true}, event);
        QCOMPARE(arguments->at("a"), std::string("${actor}"));
    }
};

QTEST_GUILESS_MAIN(TestRule)
#include "tst_rule.moc"
