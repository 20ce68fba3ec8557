#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/train/metric_sums.h"

namespace slipway::train {

namespace {

constexpr double kEpsilon = 2.220446049250313e-16;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Counts of rows at or above a distinct score; steps run from the highest score down.
struct Step {
    double score = 0, truePositives = 0, falsePositives = 0;
};

std::vector<Step> thresholdSteps(const std::vector<bool>& positive, const std::vector<double>& scores) {
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    std::vector<Step> steps;
    Step running;
    for (std::size_t i = 0; i < order.size(); ++i) {
        (positive[order[i]] ? running.truePositives : running.falsePositives) += 1;
        running.score = scores[order[i]];
        const bool tied = i + 1 < order.size() && scores[order[i + 1]] == running.score;
        if (!tied) steps.push_back(running);
    }
    return steps;
}

double areaUnderRoc(const std::vector<Step>& steps) {
    double twiceArea = 0, lastTrue = 0, lastFalse = 0;
    for (const auto& step : steps) {
        twiceArea += (step.falsePositives - lastFalse) * (step.truePositives + lastTrue);
        lastTrue = step.truePositives;
        lastFalse = step.falsePositives;
    }
    return twiceArea / 2 / (lastTrue * lastFalse);
}

double averagePrecision(const std::vector<Step>& steps) {
    double sum = 0, lastRecall = 0;
    for (const auto& step : steps) {
        const double recall = step.truePositives / steps.back().truePositives;
        sum += (recall - lastRecall) * step.truePositives / (step.truePositives + step.falsePositives);
        lastRecall = recall;
    }
    return sum;
}

/// A point is dropped when the steps before and after it have the same direction and length, as scikit-learn does.
bool isCorner(const std::vector<Step>& steps, std::size_t i) {
    if (i == 0 || i + 1 == steps.size()) return true;
    const auto& a = steps[i - 1];
    const auto& b = steps[i];
    const auto& c = steps[i + 1];
    return c.truePositives - b.truePositives != b.truePositives - a.truePositives ||
           c.falsePositives - b.falsePositives != b.falsePositives - a.falsePositives;
}

std::vector<CurvePoint> rocCurve(const std::vector<Step>& steps) {
    const double positives = steps.back().truePositives, negatives = steps.back().falsePositives;
    std::vector<CurvePoint> curve{{0, 0, kInfinity}};
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (steps.size() <= 2 || isCorner(steps, i))
            curve.push_back({steps[i].falsePositives / negatives, steps[i].truePositives / positives, steps[i].score});
    return curve;
}

/// From recall 1 down to the made-up point (0, 1) that no score reaches.
std::vector<CurvePoint> precisionRecallCurve(const std::vector<Step>& steps) {
    std::vector<CurvePoint> curve;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step)
        curve.push_back({step->truePositives / steps.back().truePositives,
            step->truePositives / (step->truePositives + step->falsePositives), step->score});
    curve.push_back({0, 1, kInfinity});
    return curve;
}

void addProbabilityMetrics(const std::vector<bool>& positive, const std::vector<double>& scores, MetricMap& metrics) {
    double logLoss = 0, brier = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const double p = std::clamp(scores[i], kEpsilon, 1 - kEpsilon);
        logLoss -= std::log(positive[i] ? p : 1 - p);
        const double miss = scores[i] - (positive[i] ? 1 : 0);
        brier += miss * miss;
    }
    const auto rows = static_cast<double>(scores.size());
    metrics["log_loss"] = logLoss / rows;
    metrics["brier"] = brier / rows;
}

void addCalibration(const std::vector<bool>& positive, const std::vector<double>& scores, Evaluation& evaluation) {
    struct Bin {
        double scores = 0, positives = 0, rows = 0;
    };
    std::array<Bin, 10> bins{};
    for (std::size_t i = 0; i < scores.size(); ++i) {
        std::size_t index = 0;
        while (index < 9 && static_cast<double>(index + 1) * 0.1 < scores[i]) ++index;
        bins[index].scores += scores[i];
        bins[index].positives += positive[i] ? 1 : 0;
        bins[index].rows += 1;
    }
    double error = 0;
    for (const auto& bin : bins) {
        if (bin.rows == 0) continue;
        evaluation.calibration.push_back({bin.scores / bin.rows, bin.positives / bin.rows, bin.rows});
        error += std::abs(bin.positives - bin.scores) / static_cast<double>(scores.size());
    }
    evaluation.metrics["ece"] = error;
}

void leaveOut(Evaluation& evaluation, std::initializer_list<const char*> names, const std::string& reason) {
    for (const auto* name : names) {
        evaluation.metrics[name] = std::nullopt;
        evaluation.notes[name] = reason;
    }
}

} // namespace

void addScoreMetrics(const std::vector<bool>& positive, const std::vector<double>& scores, Evaluation& evaluation) {
    const auto steps = thresholdSteps(positive, scores);
    if (steps.back().truePositives == 0 || steps.back().falsePositives == 0) {
        leaveOut(evaluation, {"roc_auc", "average_precision"}, "the truth holds one class only");
    } else {
        evaluation.metrics["roc_auc"] = areaUnderRoc(steps);
        evaluation.metrics["average_precision"] = averagePrecision(steps);
        evaluation.roc = rocCurve(steps);
        evaluation.pr = precisionRecallCurve(steps);
    }
    const auto [low, high] = std::ranges::minmax(scores);
    if (low < 0 || high > 1) {
        leaveOut(evaluation, {"log_loss", "brier", "ece"}, "scores lie outside 0 … 1, so they are no probabilities");
        return;
    }
    addProbabilityMetrics(positive, scores, evaluation.metrics);
    addCalibration(positive, scores, evaluation);
}

} // namespace slipway::train
