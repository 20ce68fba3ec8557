#include <set>

#include <QTest>

#include "core/base/json.h"
#include "core/label/label_set.h"

using namespace slipway;
using namespace slipway::label;

namespace {

LabelSet fullSet() {
    LabelSet labels;
    addClass(labels, "person");
    addClass(labels, "car");
    labels.classes[0].skeleton = Skeleton{{"nose", "neck"}, {{0, 1}}};
    labels.classes[0].attributes = {{"pose", AttributeInput::Radio, {"sits", "stands"}, "stands", true}};
    labels.classes[1].parent = "vehicle";
    labels.classes[1].extra.set("coco", Json{{"id", 3}});
    labels.itemClasses = {"day", "night"};
    labels.severalItemClasses = true;
    labels.relations = {"drives"};
    labels.questions = {{"note", AttributeInput::Text, {}, "", false}};
    return labels;
}

} // namespace

class TestLabelSet : public QObject {
    Q_OBJECT
private slots:
    void classesGetTheNextColourAndKey() {
        LabelSet labels;
        for (int i = 0; i < 12; ++i) QCOMPARE(addClass(labels, "c" + std::to_string(i)), std::size_t(i));
        QCOMPARE(addClass(labels, "c3"), std::size_t(3));
        QCOMPARE(labels.classes.size(), std::size_t(12));
        QCOMPARE(labels.classes[0].color, std::string(regionColor(0)));
        QCOMPARE(labels.classes[7].color, std::string(regionColor(0)));
        QCOMPARE(labels.classes[9].hotkey, std::string("0"));
        QCOMPARE(labels.classes[10].hotkey, std::string());
        QVERIFY(check(labels).has_value());
    }
    void aFreedKeyIsGivenAgain() {
        LabelSet labels;
        for (const char* name : {"a", "b", "c"}) addClass(labels, name);
        labels.classes.erase(labels.classes.begin() + 1);
        addClass(labels, "d");
        QCOMPARE(labels.classes.back().hotkey, std::string("2"));
    }
    void everythingReadsBackFromItsJson() {
        const auto labels = fullSet();
        QVERIFY(check(labels).has_value());
        QVERIFY(*labelSetFromJson(*parseJson(dump(toJson(labels)), "it")) == labels);
        QVERIFY(!labelSetFromJson(Json::array()));
        QVERIFY(!labelSetFromJson(Json{{"classes", Json::array({1})}}));
    }
    void mistakesAreNamed() {
        const auto refuses = [](auto change, const char* word) {
            auto labels = fullSet();
            change(labels);
            const auto result = check(labels);
            return !result && result.error().message.find(word) != std::string::npos;
        };
        QVERIFY(refuses([](LabelSet& l) { l.classes[1].name = "person"; }, "person"));
        QVERIFY(refuses([](LabelSet& l) { l.classes[1].name.clear(); }, "no name"));
        QVERIFY(refuses([](LabelSet& l) { l.classes[1].color = "red"; }, "colour"));
        QVERIFY(refuses([](LabelSet& l) { l.classes[1].hotkey = "1"; }, "key 1"));
        QVERIFY(refuses([](LabelSet& l) { l.classes[0].skeleton->bones = {{0, 2}}; }, "joint 3"));
        QVERIFY(refuses([](LabelSet& l) { l.classes[0].attributes[0].values.clear(); }, "choose"));
        QVERIFY(refuses([](LabelSet& l) { l.itemClasses.push_back("day"); }, "day"));
    }
    void sevenColoursDiffer() {
        std::set<std::string_view> colors;
        for (std::size_t i = 0; i < 14; ++i) colors.insert(regionColor(i));
        QCOMPARE(colors.size(), std::size_t(7));
    }
};

QTEST_GUILESS_MAIN(TestLabelSet)
#include "tst_label_set.moc"
