#include <algorithm>
#include <random>
#include <set>

#include <QTest>

#include "core/label/assist/auto_label_looks.h"
#include "core/label/assist/auto_labeler.h"
#include "core/label/assist/held_out.h"
#include "core/label/blind_tasks.h"
#include "tests/core/label/assist_fixture.h"

using namespace slipway;
using namespace slipway::label;
using testkit::AssistFixture;

namespace {

constexpr auto kModel = "critic:1";

/// A model that is nearly always right where its score is 0.75 or more, and often wrong below, with the truth.
struct Guesses {
    std::map<std::int64_t, std::string> truth;
    std::map<std::int64_t, AssistFixture::Said> said;

    Guesses(int tasks, unsigned seed, double sure) {
        std::mt19937 random(seed);
        const auto share = [&] { return static_cast<double>(random() % 1'000'000) / 1'000'000; };
        for (std::int64_t n = 1; n <= tasks; ++n) {
            truth[n] = random() % 2 == 0 ? "good" : "bad";
            const bool knows = share() < sure;
            const double score = knows ? 0.75 + 0.25 * share() : 0.5 + 0.25 * share();
            said[n] = {share() < (knows ? 0.985 : 0.6) ? truth[n] : other(truth[n]), score};
        }
    }
    static std::string other(const std::string& label) { return label == "good" ? "bad" : "good"; }
    std::vector<std::pair<std::int64_t, std::string>> answers(const std::vector<std::int64_t>& numbers) const {
        std::vector<std::pair<std::int64_t, std::string>> result;
        for (const auto number : numbers) result.emplace_back(number, truth.at(number));
        return result;
    }
};

AutoLabelRequest wish(double precision) {
    AutoLabelRequest request;
    request.wish.precision = precision;
    request.model = kModel;
    return request;
}

std::vector<std::int64_t> firsts(const std::vector<std::int64_t>& numbers, std::size_t count) {
    return {numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(count)};
}

/// A project whose random sample of 200 is answered and whose model has guessed at all tasks.
struct Ready : AssistFixture {
    Guesses guesses;
    Project project;
    std::vector<std::int64_t> order;
    AutoLabeler labeler{ledger, labels};

    explicit Ready(int tasks = 500, unsigned draw = 1, double sure = 1, TaskOrder given = TaskOrder::Uncertain)
        : guesses(tasks, draw, sure),
          project((seed = draw, classProject("p", tasks, given))),
          order(byChance(project, tasks)) {
        suggestAll(project, kModel, guesses.said);
        answerAll(project, "bob", guesses.answers(firsts(order, std::min<std::size_t>(200, order.size()))));
    }
    AutoLabeler::Applied apply(double precision = 0.9) {
        return must(labeler.apply(ada, project, wish(precision), progress));
    }
    std::vector<std::int64_t> tasksOf(int role) {
        auto select = must(db.prepare("SELECT t.number FROM label_auto AS u JOIN label_task AS t ON t.id = u.task_id "
                                      "WHERE u.role = ? ORDER BY t.number"));
        select.bind(1, role);
        std::vector<std::int64_t> numbers;
        while (must(select.step())) numbers.push_back(select.integer(0));
        return numbers;
    }
};

} // namespace

class TestAutoLabeler : public QObject {
    Q_OBJECT
private slots:
    void thePrecisionThatWasAskedForHoldsInMostDraws() {
        int used = 0, kept = 0;
        for (unsigned seed = 1; seed <= 12; ++seed) {
            Ready f(600, seed, 0.6);
            const auto applied = f.apply(0.9);
            if (applied.batch == 0) continue;
            ++used;
            std::int64_t labelled = 0, right = 0;
            for (const int role : {0, 1})
                for (const auto number : f.tasksOf(role)) {
                    ++labelled;
                    right += f.guesses.said[number].label == f.guesses.truth[number];
                    QVERIFY(f.guesses.said[number].score >= *applied.plan.rule.threshold);
                }
            QCOMPARE(labelled, applied.labelled);
            kept += static_cast<double>(right) >= 0.9 * static_cast<double>(labelled);
        }
        QVERIFY2(used >= 6, qPrintable(QString::number(used)));
        QVERIFY2(kept >= used - 1, qPrintable(QString("%1 of %2").arg(kept).arg(used)));
    }

    void itIsMeasuredOnTheRandomSampleOnly() {
        Ready f(600);
        Progress progress;
        // Answers beyond the sample's end, all wrong ones, change nothing.
        const auto before = f.must(f.labeler.plan(f.ada, f.project, wish(0.9), progress));
        QCOMPARE(before.heldOut, std::int64_t{200});
        std::vector<std::pair<std::int64_t, std::string>> wrong;
        for (std::size_t i = 230; i < 270; ++i)
            wrong.emplace_back(f.order[i], Guesses::other(f.guesses.said[f.order[i]].label));
        f.answerAll(f.project, "bob", wrong);
        const auto after = f.must(f.labeler.plan(f.ada, f.project, wish(0.9), progress));
        QCOMPARE(after.heldOut, std::int64_t{200});
        QCOMPARE(after.unlabelled, before.unlabelled - 40);
        // Skipped tasks have no label and do not end the sample; once it reaches those answers, they count.
        f.answerAll(f.project, "bob", {{f.order[200], ""}}, AnnotationState::Skipped);
        std::vector<std::int64_t> between(f.order.begin() + 201, f.order.begin() + 230);
        f.answerAll(f.project, "bob", f.guesses.answers(between));
        QCOMPARE(f.must(f.labeler.plan(f.ada, f.project, wish(0.9), progress)).heldOut, std::int64_t{269});
    }

    void theSampleEndsWhereTheModelSaidNothing() {
        Ready f;
        auto remove = f.must(f.db.prepare("DELETE FROM label_prediction WHERE task_id = ?"));
        QVERIFY(remove.bind(1, f.task(f.project, f.order[120]).id).run());
        const auto plan = f.must(f.labeler.plan(f.ada, f.project, wish(0.9), f.progress));
        QCOMPARE(plan.heldOut, std::int64_t{120});
    }

    void withTooFewLabelsItSaysHowManyMore() {
        AssistFixture f;
        const Guesses guesses(300, 3, 1);
        const auto project = f.classProject("p", 300, TaskOrder::Random);
        f.suggestAll(project, kModel, guesses.said);
        f.answerAll(project, "bob", guesses.answers(firsts(AssistFixture::byChance(project, 300), 10)));
        AutoLabeler labeler(f.ledger, f.labels);
        const auto plan = f.must(labeler.plan(f.ada, project, wish(0.95), f.progress));
        QCOMPARE(plan.heldOut, std::int64_t{10});
        QVERIFY(!plan.rule.threshold);
        QVERIFY(plan.rule.moreLabels.value_or(0) > 20);
        QVERIFY(!plan.summary.empty());
        const auto applied = f.must(labeler.apply(f.ada, project, wish(0.95), f.progress));
        QCOMPARE(applied.batch, std::int64_t{0});
        QVERIFY(f.labels.store().people(project.id)->size() == 1);
    }

    void whatItLabelsIsNoPersonsAndOutOfTheQueue() {
        Ready f;
        const auto applied = f.apply();
        QVERIFY(applied.batch > 0);
        QVERIFY(applied.labelled > 100);
        const auto alone = f.tasksOf(0), audited = f.tasksOf(1);
        QCOMPARE(static_cast<std::int64_t>(audited.size()), applied.sampled);
        QVERIFY(audited.size() >= 20);
        const auto task = f.task(f.project, alone.front());
        QCOMPARE(task.state, TaskState::Submitted);
        QCOMPARE(task.annotations, 1);
        const auto stored = f.must(f.labels.store().annotations(task.id));
        QCOMPARE(stored.size(), std::size_t{1});
        QCOMPARE(stored[0].annotation.annotator, std::string("auto:critic:1"));
        QCOMPARE(stored[0].annotation.classes.front().label, f.guesses.said[alone.front()].label);
        QCOMPARE(stored[0].annotation.classes.front().score, f.guesses.said[alone.front()].score);
        const auto people = f.must(f.labels.store().people(f.project.id));
        QCOMPARE(people.size(), std::size_t{1});
        QCOMPARE(people[0].answers, std::int64_t{200});
        QCOMPARE(f.labels.find("p")->submitted, std::int64_t{200} + std::ssize(alone));
        // Held-out tasks that the rule would have labelled say nothing of what remains.
        QCOMPARE(static_cast<std::int64_t>(f.tasksOf(2).size()), applied.plan.rule.accepted);
        QCOMPARE(
            f.must(f.labeler.plan(f.ada, f.project, wish(0.9), f.progress)).heldOut, 200 - applied.plan.rule.accepted);
        const std::set<std::int64_t> gone(alone.begin(), alone.end());
        for (auto number = f.nextOf(f.cy, f.project); number != 0; number = f.nextOf(f.cy, f.project)) {
            QVERIFY(!gone.contains(number));
            f.answerAll(f.project, "cy", {{number, "good"}});
        }
        const auto corpus = f.must(f.labels.corpus(f.ada, f.project, f.progress));
        for (const auto& item : corpus.items) QCOMPARE(item.annotations.size(), std::size_t{1});
    }

    void peopleSeeTheAuditSoonAndNotWhatTheModelSaid() {
        for (const auto order : {TaskOrder::Uncertain, TaskOrder::Sequential, TaskOrder::Random}) {
            Ready f(400, 2, 1, order);
            QVERIFY(f.apply().batch > 0);
            const auto audited = f.tasksOf(1);
            std::set<std::int64_t> seen;
            for (std::size_t i = 0; i < audited.size() + 100 && seen.size() < audited.size(); ++i) {
                const auto number = f.nextOf(f.cy, f.project);
                if (number == 0) break;
                if (std::ranges::find(audited, number) != audited.end()) {
                    seen.insert(number);
                    const auto task = f.task(f.project, number);
                    QCOMPARE(task.state, TaskState::New);
                    QCOMPARE(task.annotations, 0);
                    QVERIFY(f.must(isAnsweredBlind(f.db, f.project, task)));
                    QVERIFY(f.labels.annotations(f.cy, f.project, task.id, LabelService::View::Label)->empty());
                }
                f.answerAll(f.project, "cy", {{number, f.guesses.truth[number]}});
            }
            QCOMPARE(seen.size(), audited.size());
            const auto status = f.must(f.labeler.status(f.project));
            QCOMPARE(status.batches.size(), std::size_t{1});
            QCOMPARE(status.batches[0].audited, status.batches[0].sampled);
            QVERIFY(!status.batches[0].stopped);
        }
    }

    void aModelThatPeopleFindWrongIsStoppedUntilItsLabelsAreTakenBack() {
        Ready f;
        const auto applied = f.apply();
        for (const auto number : f.tasksOf(1))
            f.answerAll(f.project, "cy", {{number, Guesses::other(f.guesses.said[number].label)}});
        auto status = f.must(f.labeler.status(f.project));
        QVERIFY(status.batches[0].stopped);
        QCOMPARE(status.batches[0].correct, std::int64_t{0});
        QVERIFY(status.batches[0].upperBound < 0.9);
        const auto refused = f.labeler.apply(f.ada, f.project, wish(0.9), f.progress);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::CheckNotMet);
        QVERIFY(!f.must(f.labeler.plan(f.ada, f.project, wish(0.9), f.progress)).refusal.empty());
        const auto alone = f.tasksOf(0);
        const auto removed = f.must(f.labeler.remove(f.ada, f.project, applied.batch, f.progress));
        QCOMPARE(removed, applied.labelled);
        QCOMPARE(f.task(f.project, alone.front()).state, TaskState::New);
        QVERIFY(f.labels.store().annotations(f.task(f.project, alone.front()).id)->empty());
        QVERIFY(f.must(f.labeler.status(f.project)).batches.empty());
        QVERIFY(f.must(f.labeler.plan(f.ada, f.project, wish(0.9), f.progress)).refusal.empty());
        QCOMPARE(f.labels.find("p")->submitted, 200 + applied.sampled);
        QVERIFY(!f.labeler.remove(f.ada, f.project, applied.batch, f.progress));
    }

    void aGoodModelIsNotStoppedByAFewMistakes() {
        Ready f;
        const auto applied = f.apply();
        const auto audited = f.tasksOf(1);
        for (std::size_t i = 0; i < audited.size(); ++i) {
            const auto& said = f.guesses.said[audited[i]].label;
            f.answerAll(f.project, "cy", {{audited[i], i == 7 ? Guesses::other(said) : said}});
        }
        const auto status = f.must(f.labeler.status(f.project));
        QCOMPARE(status.batches[0].correct, applied.sampled - 1);
        QVERIFY(!status.batches[0].stopped);
        QVERIFY(status.refusal.empty());
    }

    void whatSomebodyHasBegunOrIsTheirsIsLeftAlone() {
        Ready f;
        std::int64_t drafted = f.order[300], assigned = f.order[301];
        f.answerAll(f.project, "cy", {{drafted, "good"}}, AnnotationState::Draft);
        QVERIFY(f.labels.assign(f.ada, f.project, {assigned}, "cy"));
        QVERIFY(f.apply().labelled > 0);
        for (const int role : {0, 1})
            for (const auto number : f.tasksOf(role)) QVERIFY(number != drafted && number != assigned);
    }

    void noClassIsSuggestedToPeopleForWhatModelsAreMeasuredBy() {
        AssistFixture f;
        const Guesses guesses(400, 1, 1);
        const auto project = f.classProject("p", 400, TaskOrder::Sequential);
        f.suggestAll(project, kModel, guesses.said);
        const auto order = AssistFixture::byChance(project, 400);
        f.answerAll(project, "bob", guesses.answers(order));
        std::set<std::int64_t> measured;
        for (const auto& task : f.must(randomSample(f.db, project, f.progress))) measured.insert(task.number);
        QVERIFY2(measured.size() > 160 && measured.size() < 240, qPrintable(QString::number(measured.size())));
        for (const auto number : order) {
            const auto shown = f.must(suggestionsWhileLabeling(f.db, project, f.task(project, number)));
            QCOMPARE(shown.empty(), measured.contains(number));
        }
        // Shapes are shown: no model is measured by them.
        Prediction prediction;
        prediction.model = prediction.answer.annotator = "finder:1";
        prediction.answer.classes.push_back({"", "good", {}});
        prediction.answer.regions.push_back({.id = "r", .label = "good", .shape = Span{0, 4}});
        const auto blind = f.task(project, *measured.begin());
        QVERIFY(SuggestionWriter(f.ledger, f.ada, project, "label.suggest")
                .write("finder:1", {{blind.id, prediction, {}}}));
        const auto shown = f.must(suggestionsWhileLabeling(f.db, project, blind));
        QCOMPARE(shown.size(), std::size_t{1});
        QVERIFY(shown[0].answer.classes.empty() && shown[0].answer.regions.size() == 1);
    }

    void aPacketDoesNotTellEither() {
        Ready f(400);
        auto fix = f.must(f.db.prepare("UPDATE label_project SET uid = ? WHERE id = ?"));
        QVERIFY(fix.bindAll(newId(), f.project.id).run());
        f.project = f.must(f.labels.find("p"));
        const auto file = f.files.path() / "cy.packet";
        std::vector<std::int64_t> all(400);
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::int64_t>(i) + 1;
        QVERIFY(f.labels.exportPacket(f.ada, f.project, all, "cy", file, f.progress));
        AssistFixture away;
        QVERIFY(away.labels.mergePacket(away.ada, file, away.progress));
        const auto project = away.must(away.labels.find("p"));
        for (const auto number : all) {
            const bool blind = f.must(isAnsweredBlind(f.db, f.project, f.task(f.project, number)));
            const auto task = away.task(project, number);
            QCOMPARE(away.must(suggestionsWhileLabeling(away.db, project, task)).empty(), blind);
        }
        QVERIFY(!away.must(AutoLabeler(away.ledger, away.labels).plan(away.ada, project, wish(0.9), away.progress))
                .refusal.empty());
    }

    void smallProjectsShowAllAndMeasureNothing() {
        AssistFixture f;
        const Guesses guesses(60, 1, 1);
        const auto project = f.classProject("p", 60, TaskOrder::Random);
        f.suggestAll(project, kModel, guesses.said);
        for (std::int64_t n = 1; n <= 60; ++n)
            QCOMPARE(f.must(suggestionsWhileLabeling(f.db, project, f.task(project, n))).size(), std::size_t{1});
        f.answerAll(project, "bob", guesses.answers(firsts(AssistFixture::byChance(project, 60), 50)));
        AutoLabeler labeler(f.ledger, f.labels);
        const auto plan = f.must(labeler.plan(f.ada, project, wish(0.5), f.progress));
        QCOMPARE(plan.heldOut, std::int64_t{0});
        QVERIFY(!plan.refusal.empty());
        QCOMPARE(labeler.apply(f.ada, project, wish(0.5), f.progress).error().code, ErrorCode::CheckNotMet);
    }

    void eachNewLookIsCounted() {
        Ready f;
        const auto look = [&](double precision) {
            return f.must(f.labeler.plan(f.ada, f.project, wish(precision), f.progress));
        };
        const auto first = look(0.9);
        QCOMPARE(first.look, std::int64_t{1});
        QCOMPARE(look(0.9).look, std::int64_t{1}); // shows the same
        QCOMPARE(look(0.92).look, std::int64_t{2});
        const auto third = look(0.9);
        QCOMPARE(third.look, std::int64_t{3});
        QVERIFY(third.rule.accepted != first.rule.accepted || third.rule.lowerBound < first.rule.lowerBound);
        QCOMPARE(f.apply(0.9).plan.look, std::int64_t{3});
        QCOMPARE(AutoLabeler(f.ledger, f.labels).plan({"stranger"}, f.project, wish(0.8), f.progress).error().code,
            ErrorCode::PermissionDenied);
    }

    /// A model that is right a little less often than wished, and somebody who looks after every 25 labels until the
    /// wish is proven.
    void lookingUntilItIsProvenIsWrongNoMoreOftenThanAllowed() {
        constexpr int kDraws = 200, kLooks = 16, kEach = 25;
        constexpr double kScore = 0.8;
        std::mt19937 random(11);
        const auto share = [&] { return static_cast<double>(random() % 1'000'000) / 1'000'000; };
        const std::vector<double> unlabelled(50, kScore);
        int alike = 0, split = 0;
        for (int draw = 0; draw < kDraws; ++draw) {
            std::vector<HeldOut> heldOut;
            bool everyLook = false, eachItsPart = false;
            for (int look = 1; look <= kLooks; ++look) {
                for (int i = 0; i < kEach; ++i) heldOut.push_back({kScore, share() < 0.899});
                const auto proves = [&](double alpha) {
                    return chooseThreshold(heldOut, unlabelled, {0.9, alpha}).threshold.has_value();
                };
                everyLook = everyLook || proves(0.05);
                eachItsPart = eachItsPart || proves(alphaOfLook(0.05, look));
            }
            alike += everyLook;
            split += eachItsPart;
        }
        QVERIFY2(alike > kDraws * 0.05, qPrintable(QString::number(alike)));
        QVERIFY2(split <= kDraws * 0.05, qPrintable(QString::number(split)));
        qInfo("wrong in %d of %d when every look tests at alpha, in %d when they share it", alike, kDraws, split);
    }

    void wishesThatMakeNoSenseAreRefused() {
        Ready f(30);
        for (const double precision : {0.0, 1.0, -1.0, 1.5})
            QCOMPARE(
                f.labeler.plan(f.ada, f.project, wish(precision), f.progress).error().code, ErrorCode::InvalidArgument);
        auto request = wish(0.9);
        request.model.clear();
        QCOMPARE(f.labeler.plan(f.ada, f.project, request, f.progress).error().code, ErrorCode::NotFound);
        QVERIFY(f.labeler.plan(f.ada, f.project, wish(0.9), f.progress));
    }
};

QTEST_GUILESS_MAIN(TestAutoLabeler)
#include "tst_auto_labeler.moc"
