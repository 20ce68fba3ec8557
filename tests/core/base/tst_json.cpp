#include <cmath>

#include <QTest>

#include "core/base/json.h"
#include "core/base/long_json.h"

using namespace slipway;

class TestJson : public QObject {
    Q_OBJECT
private slots:
    void saysWhereTextIsBroken() {
        const auto parsed = parseJson("{\"a\":\n 1,}", "body");
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().code, ErrorCode::BadData);
        QVERIFY(parsed.error().message.find("line 2") != std::string::npos);
    }
    void refusesDeepNesting() {
        QVERIFY(!parseJson(std::string(100000, '['), "body"));
        QVERIFY(!parseJson(std::string(300, '[') + std::string(300, ']'), "body"));
        QVERIFY(parseJson(std::string(100, '[') + std::string(100, ']'), "body"));
    }
    void bracketsInTextAreNoNesting() {
        const std::string brackets(5000, '[');
        const auto parsed = parseJson("{\"text\":\"\\\\\\\"" + brackets + "\"}", "body");
        QVERIFY(parsed);
        QCOMPARE((*parsed)["text"].get<std::string>(), "\\\"" + brackets);
        QVERIFY(!parseJson("{\"text\":\"a\",\"b\":" + std::string(300, '[') + std::string(300, ']') + "}", "body"));
    }
    void aLongTextStopsWhenItIsNotWantedAnyMore() {
        std::string text = "[{}";
        for (int i = 0; i < 100000; ++i) text += ",{\"a\":[1]}";
        text += "]";
        Progress progress;
        QCOMPARE(parseJson(text, "body", progress)->size(), std::size_t{100001});
        progress.cancel();
        QVERIFY(parseJson(text, "body", progress).error().code == ErrorCode::Cancelled);
    }
    void anEmptyTextAndWhatComesBehindADocumentAreErrors() {
        for (const char* text : {"", " ", "{} {}", "[1,]", "{\"a\":1", "nul", "\"\xff\"", "1e999"})
            QVERIFY2(parseJson(text, "body").error().code == ErrorCode::BadData, text);
    }
    void nonFiniteNumbersAreText() {
        QCOMPARE(dump(jsonNumber(INFINITY)), std::string("\"Infinity\""));
        QCOMPARE(numberFromJson(jsonNumber(-INFINITY)), -INFINITY);
        QVERIFY(std::isnan(numberFromJson(jsonNumber(NAN))));
        QCOMPARE(numberFromJson(jsonNumber(0.1)), 0.1);
    }
    void badUtf8NeverThrows() { QVERIFY(!dump(Json("\xff")).empty()); }
};

QTEST_GUILESS_MAIN(TestJson)
#include "tst_json.moc"
