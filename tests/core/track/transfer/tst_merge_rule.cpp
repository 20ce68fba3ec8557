#include <QTest>

#include <random>

#include "core/track/transfer/merge_rule.h"
#include "core/track/transfer/portable_text.h"

using namespace slipway;
using namespace slipway::track;
using namespace slipway::track::transfer;

namespace {

/// A state of one run out of few values, so that fields often meet.
RunFacts randomFacts(std::mt19937& random) {
    const auto one = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    const std::string texts[] = {"", "a", "b", "aa", "ab", "abc"};
    RunFacts facts;
    facts.id = std::string(32, '1');
    facts.name = one(3) == 0 ? standInName(facts.id) : "n" + texts[one(6)];
    facts.status = static_cast<RunStatus>(one(5));
    facts.startedAt = one(3);
    facts.endedAt = one(3);
    facts.userId = texts[one(6)];
    facts.deleted = one(4) == 0;
    facts.deletedAt = facts.deleted ? one(3) : 0;
    for (const char* key : {"k", "l", "m"}) {
        if (one(2) == 0) facts.parameters[key] = texts[one(6)];
        if (one(2) == 0) facts.tags[key] = texts[one(6)];
    }
    facts.tags["mlflow.runName"] = facts.name;
    return facts;
}

RunFacts join(const RunFacts& a, const RunFacts& b) {
    Conflicts unheard;
    return merged(a, b, unheard);
}

} // namespace

class TestMergeRule : public QObject {
    Q_OBJECT
private slots:
    void orderAndRepetitionMakeNoDifference() {
        std::mt19937 random(4);
        for (int i = 0; i < 20000; ++i) {
            const auto a = randomFacts(random), b = randomFacts(random), c = randomFacts(random);
            QVERIFY(join(a, a) == a);
            QVERIFY(join(a, b) == join(b, a));
            QVERIFY(join(join(a, b), c) == join(a, join(b, c)));
            QVERIFY(join(join(a, b), a) == join(a, b));
        }
    }

    void anEndedRunBeatsOneThatGoesOn() {
        RunFacts early, late;
        early.id = late.id = std::string(32, '1');
        early.status = RunStatus::Running;
        early.startedAt = 5;
        late.status = RunStatus::Failed;
        late.startedAt = 7;
        late.endedAt = 9;
        const auto both = join(early, late);
        QVERIFY(both.status == RunStatus::Failed);
        QCOMPARE(both.endedAt, Timestamp(9));
        QCOMPARE(both.startedAt, Timestamp(5));
    }

    void whatTwoSidesSayDifferentlyIsTold() {
        RunFacts a, b;
        a.id = b.id = std::string(32, '1');
        a.parameters = {{"lr", "0.1"}, {"depth", "3"}};
        b.parameters = {{"lr", "0.25"}, {"eta", "1"}};
        Conflicts conflicts;
        const auto both = merged(a, b, conflicts);
        QCOMPARE(both.parameters.size(), std::size_t(3));
        QCOMPARE(both.parameters.at("lr"), std::string("0.25"));
        QCOMPARE(conflicts.count(), std::int64_t(1));
        QCOMPARE(conflicts.first().front().field, std::string("parameter lr"));
        QCOMPARE(conflicts.first().front().other, std::string("0.1"));
    }

    void aNameStoodInForWantOfOneGivesWay() {
        RunFacts nameless, named;
        nameless.id = named.id = std::string(32, '1');
        nameless.name = standInName(nameless.id);
        named.name = "x";
        QCOMPARE(join(nameless, named).name, std::string("x"));
        QCOMPARE(join(named, nameless).name, std::string("x"));
    }

    void keysBecomeWhatKeysMayBe() {
        QCOMPARE(keyOf("train/loss"), std::string("train/loss"));
        QCOMPARE(keyOf("top@5 (val)"), std::string("top_5 _val_"));
        QCOMPARE(keyOf("/a//../b/"), std::string("a/b"));
        QCOMPARE(keyOf(""), std::string("_"));
        QCOMPARE(keyOf("größe"), std::string("größe"));
        const auto cut = keyOf(std::string(300, 'x')), other = keyOf(std::string(301, 'x'));
        QCOMPARE(cut.size(), std::size_t(250));
        QVERIFY(cut != other);
        QCOMPARE(keyOf(cut), cut);
    }

    void idsThatAreNoneAreDerived() {
        QCOMPARE(runIdOf("mlflow", std::string(32, 'A')), std::string(32, 'a'));
        QCOMPARE(runIdOf("wandb", "x").size(), std::size_t(32));
        QCOMPARE(runIdOf("wandb", "x"), runIdOf("wandb", "x"));
        QVERIFY(runIdOf("wandb", "x") != runIdOf("tensorboard", "x"));
    }
};

QTEST_GUILESS_MAIN(TestMergeRule)
#include "tst_merge_rule.moc"
