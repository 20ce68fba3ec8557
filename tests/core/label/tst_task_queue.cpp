#include <set>

#include <QTest>

#include "core/label/chance_order.h"
#include "core/label/task_permutation.h"
#include "tests/core/label/label_fixture.h"

using namespace slipway;
using namespace slipway::label;
using testkit::LabelFixture;

class TestTaskQueue : public QObject {
    Q_OBJECT
private slots:
    void tasksComeAsTheyWereAddedUntilNoneIsLeft() {
        LabelFixture f;
        const auto project = f.project("p", 3);
        for (const std::int64_t number : {1, 2, 3}) {
            QCOMPARE(f.nextOf(f.bob, project), number);
            f.answer(f.bob, project, number, "good");
        }
        QCOMPARE(f.nextOf(f.bob, project), 0);
        QCOMPARE(f.nextOf(f.cy, project), 0);
    }

    void aDraftComesFirstAndIsNobodyElses() {
        LabelFixture f;
        const auto project = f.project("p", 4);
        LabelFixture::mark(*f.open(f.bob, project, 3), 1);
        QCOMPARE(f.nextOf(f.bob, project), 3);
        QCOMPARE(f.nextOf(f.cy, project, 2), 4);
        // Looking ahead, a draft that was left comes last.
        QCOMPARE(f.nextOf(f.bob, project, 4), 1);
        for (const std::int64_t number : {1, 2, 4}) f.answer(f.cy, project, number, "good");
        QCOMPARE(f.nextOf(f.bob, project, 4), 3);
        QCOMPARE(f.nextOf(f.bob, project, 3), 0);
        QCOMPARE(f.nextOf(f.cy, project), 0);
        const auto draft = f.labels.store().annotationOf(f.task(project, 3).id, "bob")->value();
        QVERIFY(!f.labels.discard(f.cy, project, draft.annotation.id));
        QVERIFY(f.labels.discard(f.bob, project, draft.annotation.id));
        QCOMPARE(f.nextOf(f.cy, project), 3);
        QCOMPARE(f.task(project, 3).state, TaskState::New);
    }

    void whatSomebodyHasOpenIsPassedOver() {
        LabelFixture f;
        const auto project = f.project("p", 3);
        const auto open = f.open(f.bob, project, 1);
        QCOMPARE(f.nextOf(f.cy, project), 2);
        QCOMPARE(f.nextOf(f.bob, project, 1), 2);
    }

    void theNextOneIsKnownBeforeThisOneIsDone() {
        for (const auto order :
            {TaskOrder::Sequential, TaskOrder::Uncertain, TaskOrder::Disagreement, TaskOrder::Random}) {
            LabelFixture f;
            const auto project = f.project("p", 30, 1, false, order);
            std::vector<std::pair<std::int64_t, double>> values;
            std::vector<std::pair<std::int64_t, std::optional<double>>> agreements;
            for (std::int64_t n = 1; n <= 20; ++n) {
                values.emplace_back(n, static_cast<double>(n * 7 % 20) / 20.0);
                agreements.emplace_back(n, static_cast<double>(n * 3 % 20) / 20.0);
            }
            QVERIFY(f.labels.setUncertainties(f.ada, project, values));
            QVERIFY(f.labels.setAgreements(f.ada, project, agreements));
            std::set<std::int64_t> seen;
            auto now = f.nextOf(f.bob, project);
            while (now != 0) {
                QVERIFY(seen.insert(now).second);
                const auto session = f.open(f.bob, project, now);
                const auto ahead = f.nextOf(f.bob, project, now);
                LabelFixture::classify(*session, "good");
                QVERIFY(session->submit());
                QCOMPARE(f.nextOf(f.bob, project, now), ahead);
                now = ahead;
            }
            QCOMPARE(seen.size(), std::size_t{30});
        }
    }

    void theLeastCertainComesFirst() {
        LabelFixture f;
        const auto project = f.project("p", 12, 1, false, TaskOrder::Uncertain);
        QVERIFY(f.labels.setUncertainties(f.ada, project, {{5, 0.9}, {7, 0.9}, {2, 0.3}}));
        std::vector<std::int64_t> order;
        for (int i = 0; i < 4; ++i) {
            order.push_back(f.nextOf(f.bob, project));
            f.answer(f.bob, project, order.back(), "good");
        }
        QCOMPARE(order, (std::vector<std::int64_t>{5, 7, 2, 1}));
        QVERIFY(f.labels.setUncertainties(f.ada, project, {{12, 0.5}})); // the queue is read again
        QCOMPARE(f.nextOf(f.bob, project), 12);
    }

    void theLeastAgreementComesFirst() {
        LabelFixture f;
        const auto project = f.project("p", 5, 1, false, TaskOrder::Disagreement);
        QVERIFY(f.labels.setAgreements(f.ada, project, {{4, 0.1}, {3, 0.8}}));
        for (const std::int64_t number : {4, 3, 1, 2, 5}) {
            QCOMPARE(f.nextOf(f.bob, project), number);
            f.answer(f.bob, project, number, "good");
        }
    }

    void everyTaskIsAnsweredByAsManyPeopleAsWished() {
        LabelFixture f;
        const auto project = f.project("p", 20, 2);
        int answers = 0;
        for (bool any = true; any;) {
            any = false;
            for (const auto& person : {f.bob, f.cy, f.rita}) {
                const auto number = f.nextOf(person, project);
                if (number == 0) continue;
                any = true;
                ++answers;
                f.answer(person, project, number, "good");
            }
        }
        QCOMPARE(answers, 40);
        QCOMPARE(f.labels.find("p")->submitted, std::int64_t{20});
    }

    void assignedTasksComeFirstAndToNobodyElse() {
        LabelFixture f;
        const auto project = f.project("p", 5);
        QVERIFY(f.labels.assign(f.ada, project, {4, 5}, "bob"));
        QCOMPARE(f.nextOf(f.bob, project), 4);
        for (const std::int64_t number : {1, 2, 3}) {
            QCOMPARE(f.nextOf(f.cy, project), number);
            f.answer(f.cy, project, number, "good");
        }
        QCOMPARE(f.nextOf(f.cy, project), 0);
        f.answer(f.bob, project, 4, "good");
        QCOMPARE(f.nextOf(f.bob, project), 5);
        QCOMPARE(f.labels.store().people(project.id)->front().assigned, std::int64_t{1});
        QVERIFY(f.labels.assign(f.ada, project, {5}, ""));
        QCOMPARE(f.nextOf(f.cy, project), 5);
    }

    void whatWasSentBackComesBeforeNewTasks() {
        LabelFixture f;
        const auto project = f.project("p", 3, 1, true);
        const auto answer = f.answer(f.bob, project, 1, "bad");
        QCOMPARE(f.nextOf(f.bob, project), 2);
        QVERIFY(f.labels.review(f.rita, project, answer, LabelService::Verdict::SendBack, "look again"));
        QCOMPARE(f.nextOf(f.bob, project), 1);
        QCOMPARE(f.nextOf(f.cy, project), 2);
    }

    void aShuffleVisitsEveryPlaceOnce() {
        for (const std::int64_t size : {1, 2, 3, 10, 1000, 4097}) {
            const TaskPermutation shuffled(size, 5);
            std::set<std::int64_t> seen;
            bool sorted = true;
            std::int64_t last = -1;
            for (std::int64_t i = 0; i < size; ++i) {
                const auto value = shuffled.at(i);
                QVERIFY(value >= 0 && value < size && seen.insert(value).second);
                QCOMPARE(shuffled.placeOf(value), i);
                sorted = sorted && value > last;
                last = value;
            }
            QVERIFY(size < 10 || !sorted);
        }
    }

    void randomPicksAreTheFirstOfOneOrderByChance() {
        LabelFixture f;
        const auto project = f.project("p", 40, 1, false, TaskOrder::Random);
        const ChanceOrder order(project.uid, 40);
        std::vector<std::int64_t> byChance;
        for (std::int64_t place = 0; place < order.places(); ++place)
            if (order.numberAt(place) <= 40) byChance.push_back(order.numberAt(place));
        QCOMPARE(byChance.size(), std::size_t{40});
        for (std::size_t i = 0; i < 10; ++i) {
            const auto& person = i % 2 == 0 ? f.bob : f.cy;
            QCOMPARE(f.nextOf(person, project), byChance[i]);
            f.answer(person, project, byChance[i], "good");
        }
        // One that is left does not come at once again; from the start it does.
        QCOMPARE(f.nextOf(f.bob, project, byChance[10]), byChance[11]);
        QCOMPARE(f.nextOf(f.bob, project, byChance[11]), byChance[12]);
        QCOMPARE(f.nextOf(f.bob, project), byChance[10]);
        // Given back, a task is found again by whoever passed it.
        QVERIFY(f.labels.assign(f.ada, project, {byChance[10]}, "cy"));
        QCOMPARE(f.nextOf(f.bob, project), byChance[11]);
        QVERIFY(f.labels.assign(f.ada, project, {byChance[10]}, ""));
        QCOMPARE(f.nextOf(f.bob, project), byChance[10]);
    }

    void tasksKeepTheirOrderByChanceWhenOthersCome() {
        const ChanceOrder few("uid", 10), many("uid", 5000);
        for (std::int64_t a = 1; a <= 10; ++a)
            for (std::int64_t b = 1; b <= 10; ++b)
                QCOMPARE(few.placeOf(a) < few.placeOf(b), many.placeOf(a) < many.placeOf(b));
    }

    void everyTenthOfTheOrderUncertainIsByChance() {
        LabelFixture f;
        const auto project = f.project("p", 60, 1, false, TaskOrder::Uncertain);
        std::vector<std::pair<std::int64_t, double>> values;
        for (std::int64_t n = 1; n <= 60; ++n) values.emplace_back(n, static_cast<double>(n) / 60);
        QVERIFY(f.labels.setUncertainties(f.ada, project, values));
        const ChanceOrder order(project.uid, 60);
        std::set<std::int64_t> answered;
        for (int i = 0; i < 30; ++i) {
            const auto number = f.nextOf(f.bob, project);
            std::int64_t first = 0, highest = 60;
            for (std::int64_t place = 0; first == 0; ++place)
                if (order.numberAt(place) <= 60 && !answered.contains(order.numberAt(place)))
                    first = order.numberAt(place);
            while (answered.contains(highest)) --highest;
            QCOMPARE(number, i % 10 == 9 ? first : highest);
            answered.insert(number);
            f.answer(f.bob, project, number, "good");
        }
    }
};

QTEST_GUILESS_MAIN(TestTaskQueue)
#include "tst_task_queue.moc"
