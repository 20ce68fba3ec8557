#include <algorithm>
#include <random>
#include <set>

#include <QTest>

#include "core/label/assist/active_learning.h"
#include "core/label/assist/auto_labeler.h"
#include "core/label/assist/held_out.h"
#include "core/label/blind_tasks.h"
#include "tests/core/label/assist_fixture.h"

using namespace slipway;
using namespace slipway::label;
using testkit::AssistFixture;

namespace {

/// Reviews in which one word of three tells how the writer liked it.
struct Reviews {
    std::vector<std::string> texts, truth;

    explicit Reviews(int count) {
        static const std::vector<std::string> kGood{"brilliant", "moving", "funny", "clever", "warm"};
        static const std::vector<std::string> kBad{"dull", "tedious", "clumsy", "flat", "shallow"};
        static const std::vector<std::string> kPlain{"the", "film", "a", "plot", "and", "actor", "scene", "music"};
        std::mt19937 random(7);
        for (int i = 0; i < count; ++i) {
            const bool good = random() % 2 == 0;
            std::string text = std::to_string(i);
            for (int word = 0; word < 15; ++word)
                text += " " + (random() % 3 == 0 ? (good ? kGood : kBad)[random() % 5] : kPlain[random() % 8]);
            texts.push_back(text);
            truth.push_back(good ? "good" : "bad");
        }
    }
    std::vector<std::pair<std::int64_t, std::string>> answers(const std::vector<std::int64_t>& numbers) const {
        std::vector<std::pair<std::int64_t, std::string>> result;
        for (const auto number : numbers) result.emplace_back(number, truth[static_cast<std::size_t>(number - 1)]);
        return result;
    }
};

ActiveLearning::Options quick() {
    ActiveLearning::Options options;
    options.classifier.rounds = 20;
    return options;
}

struct Ready : AssistFixture {
    Reviews reviews;
    Project project;
    ActiveLearning learning{ledger, labels};

    explicit Ready(int tasks, TaskOrder order = TaskOrder::Uncertain)
        : reviews(tasks), project(classProject("films", reviews.texts, order)) {}
    ActiveLearning::Learned learn() { return must(learning.learn(ada, project, quick(), progress)); }
    /// Answers what the queue gives out.
    void label(int count, const access::Actor& person) {
        for (int i = 0; i < count; ++i) answerAll(project, person.name, reviews.answers({nextOf(person, project)}));
    }
};

} // namespace

class TestActiveLearning : public QObject {
    Q_OBJECT
private slots:
    void itLearnsWithoutTheHeldOutAnswersAndSuggestsForTheRest() {
        Ready f(200);
        f.label(80, f.bob);
        const auto learned = f.learn();
        const auto heldOut = f.must(heldOutTasks(f.db, f.project, f.progress));
        QVERIFY(heldOut.size() >= 8); // every tenth was by chance
        QCOMPARE(learned.heldOut, std::ssize(heldOut));
        QCOMPARE(learned.labels, 80 - learned.heldOut);
        QCOMPARE(learned.model, "learner:films:" + std::to_string(learned.labels));
        QCOMPARE(learned.predicted, 120 + learned.heldOut);
        std::set<std::int64_t> measured;
        for (const auto& task : heldOut) measured.insert(task.number);
        int right = 0;
        for (std::int64_t n = 1; n <= 200; ++n) {
            const auto task = f.task(f.project, n);
            const auto suggestions = f.suggested(f.project, n);
            // Nothing is said of what it learned from: a fair sample must not hold it.
            QCOMPARE(suggestions.size(), std::size_t(task.annotations == 0 || measured.contains(n)));
            if (task.annotations > 0) continue;
            QVERIFY(task.uncertainty && *task.uncertainty >= 0 && *task.uncertainty <= 1);
            right += suggestions[0].answer.classes.front().label == f.reviews.truth[static_cast<std::size_t>(n - 1)];
        }
        QVERIFY2(right > 100, qPrintable(QString::number(right)));
    }

    void theNextOneIsTheLeastCertain() {
        Ready f(150);
        f.label(40, f.bob);
        f.learn();
        std::int64_t least = 0;
        double highest = -1;
        for (std::int64_t n = 1; n <= 150; ++n) {
            const auto task = f.task(f.project, n);
            if (task.annotations > 0 || *task.uncertainty <= highest) continue;
            highest = *task.uncertainty;
            least = n;
        }
        QCOMPARE(f.nextOf(f.cy, f.project), least);
    }

    void aLaterModelTakesThePlaceOfTheFormer() {
        Ready f(150);
        f.label(40, f.bob);
        const auto first = f.learn();
        f.suggestAll(f.project, "critic:1", {{150, {"good", 0.9}}});
        f.label(40, f.bob);
        const auto second = f.learn();
        QVERIFY(second.labels > first.labels);
        auto count = f.must(f.db.prepare("SELECT count(*) FROM label_prediction WHERE model = ?"));
        QVERIFY(*count.bind(1, first.model).step());
        QCOMPARE(count.integer(0), std::int64_t{0});
        count.reset();
        QVERIFY(*count.bind(1, second.model).step());
        QCOMPARE(count.integer(0), second.predicted);
        count.reset();
        QVERIFY(*count.bind(1, "critic:1").step());
        QCOMPARE(count.integer(0), std::int64_t{1});
    }

    void itIsDueAfterAsManyAnswersAsWished() {
        Ready f(100);
        QVERIFY(!*f.learning.isDue(f.project));
        QVERIFY(f.learning.set(f.ada, f.project, 30, ""));
        QVERIFY(!f.learning.set(f.ada, f.project, -1, ""));
        f.label(29, f.bob);
        QVERIFY(!*f.learning.isDue(f.project));
        f.label(1, f.cy);
        QVERIFY(*f.learning.isDue(f.project));
        const auto learned = f.learn();
        QVERIFY(!*f.learning.isDue(f.project));
        QCOMPARE(f.learning.setting(f.project)->every, std::int64_t{30});
        QCOMPARE(f.learning.setting(f.project)->model, learned.model);
        f.label(30, f.cy);
        QVERIFY(*f.learning.isDue(f.project));
        QVERIFY(f.learning.set(f.ada, f.project, 0, ""));
        QVERIFY(!*f.learning.isDue(f.project));
    }

    void inRandomOrderHalfOfTheSampleIsLeftToLearnFrom() {
        Ready f(200, TaskOrder::Random);
        f.label(120, f.bob);
        // It reaches as far as people answer without suggestions: about half of so small a project.
        const auto sample = f.must(randomSample(f.db, f.project, f.progress)).size();
        QVERIFY2(sample > 80 && sample < 120, qPrintable(QString::number(sample)));
        const auto learned = f.learn();
        QVERIFY2(learned.heldOut > 35 && learned.heldOut < 70, qPrintable(QString::number(learned.heldOut)));
        QCOMPARE(learned.labels, 120 - learned.heldOut);
        AutoLabelRequest request;
        request.wish.precision = 0.8;
        const auto plan = f.must(AutoLabeler(f.ledger, f.labels).plan(f.ada, f.project, request, f.progress));
        QCOMPARE(plan.request.model, learned.model);
        QCOMPARE(plan.heldOut, learned.heldOut);
        QCOMPARE(plan.unlabelled, std::int64_t{80});
    }

    void auditedTasksStayAtTheFrontOfTheQueue() {
        Ready f(300);
        f.label(60, f.bob);
        const auto order = AssistFixture::byChance(f.project, 300);
        std::vector<std::int64_t> sample;
        for (std::size_t i = 0; i < 120; ++i)
            if (f.task(f.project, order[i]).annotations == 0) sample.push_back(order[i]);
        f.answerAll(f.project, "bob", f.reviews.answers(sample));
        f.learn();
        AutoLabeler labeler(f.ledger, f.labels);
        AutoLabelRequest request;
        request.wish = {0.7, 0.2};
        const auto applied = f.must(labeler.apply(f.ada, f.project, request, f.progress));
        QVERIFY2(applied.batch > 0, applied.plan.summary.c_str());
        f.learn();
        for (std::int64_t i = 0; i < applied.sampled; ++i) {
            const auto number = f.nextOf(f.cy, f.project);
            QVERIFY(i % 10 == 9 || f.must(isAnsweredBlind(f.db, f.project, f.task(f.project, number))));
            f.answerAll(f.project, "cy", f.reviews.answers({number}));
        }
    }

    void withTooLittleToLearnFromItSaysSo() {
        Ready f(60);
        QCOMPARE(f.learning.learn(f.ada, f.project, quick(), f.progress).error().code, ErrorCode::FailedPrecondition);
        std::vector<std::pair<std::int64_t, std::string>> same;
        for (std::int64_t n = 1; n <= 40; ++n) same.emplace_back(n, "good");
        f.answerAll(f.project, "bob", same);
        QCOMPARE(f.learning.learn(f.ada, f.project, quick(), f.progress).error().code, ErrorCode::FailedPrecondition);
        QVERIFY(f.learning.setting(f.project)->model.empty());
    }

    void cancelledWhilePredictingItSaysThatThisModelIsNotWhole() {
        Ready f(60);
        f.label(50, f.bob);
        Progress progress([&](double, const std::string& message) {
            if (message.starts_with("round 20")) progress.cancel();
        });
        const auto learned = f.must(f.learning.learn(f.ada, f.project, quick(), progress));
        QVERIFY(!learned.complete);
        QVERIFY(f.learning.setting(f.project)->model.empty());
        QVERIFY(f.learn().complete);
    }
};

QTEST_GUILESS_MAIN(TestActiveLearning)
#include "tst_active_learning.moc"
