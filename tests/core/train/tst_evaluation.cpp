// Expected numbers are from scikit-learn 1.9 unless a comment says otherwise.
#include <cmath>
#include <limits>

#include <QTest>

#include "core/base/json.h"
#include "core/train/evaluation.h"

using namespace slipway;
using namespace slipway::train;
using table::Value;

namespace {

template <class T> std::vector<Value> cells(std::initializer_list<T> values) {
    std::vector<Value> column;
    for (const auto& value : values) column.emplace_back(value);
    return column;
}

std::vector<Value> texts(std::initializer_list<const char*> values) {
    std::vector<Value> column;
    for (const auto* value : values) column.emplace_back(std::string(value));
    return column;
}

const std::vector<Value> kTruth = cells<std::int64_t>({0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0});
const std::vector<Value> kScores = cells<double>({.1, .4, .35, .8, .4, .7, .2, .9, .4, .6, 1., .0});
const std::vector<Value> kPredictions = cells<std::int64_t>({0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0});

Evaluation evaluated(const EvaluationInput& input) {
    auto evaluation = evaluate(input);
    if (!evaluation) qFatal("%s", toLine(evaluation.error()).c_str());
    return *evaluation;
}

bool close(const std::optional<double>& a, double b) {
    return a && std::abs(*a - b) <= 1e-12 * std::max(1.0, std::abs(b));
}

void check(const Evaluation& evaluation, std::initializer_list<std::pair<const char*, double>> expected) {
    for (const auto& [name, value] : expected) {
        const auto found = evaluation.metrics.find(name);
        QVERIFY2(found != evaluation.metrics.end(), name);
        QVERIFY2(close(found->second, value), name);
    }
}

bool isLeftOut(const Evaluation& evaluation, const std::string& name) {
    const auto found = evaluation.metrics.find(name);
    return found != evaluation.metrics.end() && !found->second && evaluation.notes.contains(name);
}

} // namespace

class TestEvaluation : public QObject {
    Q_OBJECT
private slots:
    void binaryMetricsAgreeWithScikitLearn() {
        const auto evaluation = evaluated({kTruth, kPredictions, kScores, {}});
        QCOMPARE(evaluation.task, Task::Binary);
        check(evaluation, {{"accuracy", 0.75}, {"precision", 0.8}, {"recall", 2.0 / 3}, {"f1", 0.7272727272727273},
                              {"mcc", 0.50709255283711}, {"balanced_accuracy", 0.75}, {"f1_macro", 0.7482517482517483},
                              {"f1_weighted", 0.7482517482517483}, {"roc_auc", 0.8611111111111112},
                              {"average_precision", 0.8819444444444443}, {"log_loss", 0.4098114928051478},
                              {"brier", 0.13770833333333332}});
        QCOMPARE(evaluation.confusion, (std::vector<std::vector<std::int64_t>>{{5, 1}, {2, 4}}));
    }
    void curvesTakeTiesInOneStepAndDropCollinearPoints() {
        const auto evaluation = evaluated({kTruth, kPredictions, kScores, {}});
        const std::vector<std::array<double, 3>> roc = {{0, 0, std::numeric_limits<double>::infinity()},
            {0, 1.0 / 6, 1}, {0, 4.0 / 6, .7}, {1.0 / 6, 4.0 / 6, .6}, {.5, 5.0 / 6, .4}, {.5, 1, .35}, {1, 1, 0}};
        QCOMPARE(evaluation.roc.size(), roc.size());
        for (std::size_t i = 0; i < roc.size(); ++i) {
            QVERIFY(close(evaluation.roc[i].x, roc[i][0]) && close(evaluation.roc[i].y, roc[i][1]));
            QCOMPARE(evaluation.roc[i].threshold, roc[i][2]);
        }
        QCOMPARE(evaluation.pr.size(), std::size_t(11));
        QCOMPARE(evaluation.pr.front().y, 0.5);
        QCOMPARE(evaluation.pr.back().x, 0.0);
        QCOMPARE(evaluation.pr.back().y, 1.0);
    }
    void aBinsUpperEdgeBelongsToItInCalibration() {
        // By hand: 0.1 is in the first bin, 0.2 in the second, 1 in the last.
        const auto evaluation = evaluated(
            {cells<std::int64_t>({0, 1, 1}), cells<std::int64_t>({0, 0, 1}), cells<double>({.1, .2, 1.}), {}});
        QCOMPARE(evaluation.calibration.size(), std::size_t(3));
        QCOMPARE(evaluation.calibration[0].x, 0.1);
        QCOMPARE(evaluation.calibration[1].y, 1.0);
        check(evaluation, {{"ece", (0.1 + 0.8 + 0) / 3}});
    }
    void textLabelsAreSortedAndTheLastIsPositive() {
        const auto evaluation = evaluated({texts({">50K", "<=50K", ">50K"}), texts({">50K", ">50K", ">50K"}), {}, {}});
        QCOMPARE(evaluation.labels, (std::vector<std::string>{"<=50K", ">50K"}));
        check(evaluation, {{"precision", 2.0 / 3}, {"recall", 1}});
        QVERIFY(isLeftOut(evaluation, "roc_auc"));
    }
    void manyClassesAreAveragedOverTheUnionOfLabels() {
        const auto evaluation = evaluated(
            {texts({"a", "b", "c", "a", "b", "c", "b", "a"}), texts({"a", "c", "c", "b", "b", "c", "d", "a"}), {}, {}});
        QCOMPARE(evaluation.task, Task::Multiclass);
        QCOMPARE(evaluation.labels.size(), std::size_t(4)); // d is only predicted
        check(evaluation, {{"accuracy", 0.625}, {"precision", 0.5416666666666666}, {"recall", 0.5}, {"f1", 0.5},
                              {"f1_weighted", 0.65}, {"mcc", 0.5005173307126191}, {"balanced_accuracy", 2.0 / 3}});
    }
    void numbersSortByValueNotAsText() {
        const auto evaluation = evaluated({cells<std::int64_t>({2, 10, 9}), cells<std::int64_t>({2, 10, 10}), {}, {}});
        QCOMPARE(evaluation.labels, (std::vector<std::string>{"2", "9", "10"}));
    }
    void regressionMetricsAgreeWithScikitLearn() {
        const auto evaluation = evaluated({cells<double>({3, -.5, 2, 7}), cells<double>({2.5, 0, 2, 8}), {}, {}});
        QCOMPARE(evaluation.task, Task::Regression);
        check(evaluation, {{"mae", 0.5}, {"mse", 0.375}, {"rmse", std::sqrt(0.375)}, {"r2", 0.9486081370449679},
                              {"mape", 0.3273809523809524}, {"median_absolute_error", 0.5}});
    }
    void aConstantTruthHasR2OfZeroOrOne() {
        check(evaluated({cells<double>({.1, .1, .1}), cells<double>({.1, .2, .3}), {}, Task::Regression}), {{"r2", 0}});
        check(evaluated({cells<double>({.1, .1}), cells<double>({.1, .1}), {}, Task::Regression}), {{"r2", 1}});
        QVERIFY(isLeftOut(evaluated({cells<double>({.5}), cells<double>({.4}), {}, {}}), "r2"));
    }
    void oneZeroTruthMakesMapeHugeAsInScikitLearn() {
        const auto evaluation = evaluated({cells<double>({0, 1}), cells<double>({.5, 1}), {}, Task::Regression});
        check(evaluation, {{"mape", 0.25 / 2.220446049250313e-16}});
    }
    void rowsWithoutAValueAreSkippedAndCounted() {
        auto truth = kTruth, scores = kScores;
        truth[0] = std::monostate();
        scores[5] = std::numeric_limits<double>::quiet_NaN();
        scores[6] = std::numeric_limits<double>::infinity();
        const auto evaluation = evaluated({truth, kPredictions, scores, {}});
        QCOMPARE(evaluation.rows, std::int64_t(9));
        QCOMPARE(evaluation.skipped, std::int64_t(3));
    }
    void oneClassInTheTruthLeavesTheAreasOut() {
        const auto evaluation = evaluated(
            {cells<std::int64_t>({1, 1, 1}), cells<std::int64_t>({1, 0, 1}), cells<double>({.9, .2, .8}), {}});
        QVERIFY(isLeftOut(evaluation, "roc_auc") && isLeftOut(evaluation, "average_precision"));
        QVERIFY(evaluation.metrics.at("log_loss").has_value());
    }
    void oneLabelInAllDoesNotGuessWhatTheScoreMeans() {
        const auto evaluation =
            evaluated({cells<std::int64_t>({0, 0}), cells<std::int64_t>({0, 0}), cells<double>({.1, .2}), {}});
        QCOMPARE(evaluation.task, Task::Binary);
        QVERIFY(isLeftOut(evaluation, "log_loss"));
    }
    void scoresOutsideZeroToOneAreNoProbabilities() {
        const auto evaluation =
            evaluated({cells<std::int64_t>({0, 1}), cells<std::int64_t>({0, 1}), cells<double>({-2, 3}), {}});
        QVERIFY(isLeftOut(evaluation, "log_loss") && isLeftOut(evaluation, "brier"));
        check(evaluation, {{"roc_auc", 1}});
    }
    void aCertainMistakeCosts36() {
        const auto evaluation =
            evaluated({cells<std::int64_t>({0, 1}), cells<std::int64_t>({0, 1}), cells<double>({1, 1}), {}});
        check(evaluation, {{"log_loss", -std::log(2.220446049250313e-16) / 2}});
    }
    void neverPredictingAClassGivesZeroNotAnError() {
        const auto evaluation = evaluated({cells<std::int64_t>({0, 1}), cells<std::int64_t>({0, 0}), {}, {}});
        check(evaluation, {{"precision", 0}, {"recall", 0}, {"f1", 0}, {"mcc", 0}});
    }
    void badInputIsAnErrorThatSaysWhat() {
        QVERIFY(!evaluate({kTruth, cells<std::int64_t>({1}), {}, {}}));
        QVERIFY(!evaluate({{Value()}, {Value()}, {}, {}}));
        const auto words = evaluate({texts({"a"}), texts({"b"}), {}, Task::Regression});
        QVERIFY(!words && words.error().message.find("not a number") != std::string::npos);
    }
    void whatIsStoredReadsBack() {
        const auto evaluation = evaluated({kTruth, kPredictions, kScores, {}});
        const auto again = evaluationFromJson(toJson(evaluation));
        QVERIFY(again.has_value());
        QCOMPARE(again->metrics, evaluation.metrics);
        QCOMPARE(again->confusion, evaluation.confusion);
        QCOMPARE(again->roc.front().threshold, std::numeric_limits<double>::infinity());
        QVERIFY(!evaluationFromJson(Json::array()));
        QVERIFY(!evaluationFromJson(Json::parse(R"({"task":"binary","metrics":{"f1":[]}})")));
    }
    void longCurvesAreThinnedButKeepBothEnds() {
        EvaluationInput input;
        for (int i = 0; i < 5000; ++i) {
            input.truth.emplace_back(std::int64_t(i % 3 == 0));
            input.predictions.emplace_back(std::int64_t(i % 2));
            input.scores.emplace_back(i / 5000.0);
        }
        const auto json = toJson(evaluated(input));
        QCOMPARE(json["curves"]["pr"].size(), std::size_t(1000));
        QCOMPARE(json["curves"]["pr"].back()[1].get<double>(), 1.0);
        QCOMPARE(json["curves"]["roc"][0][2].get<std::string>(), std::string("Infinity"));
    }
};

QTEST_GUILESS_MAIN(TestEvaluation)
#include "tst_evaluation.moc"
