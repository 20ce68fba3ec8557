#include <cmath>

#include "core/train/metric_sums.h"

namespace slipway::train {

namespace {

double ratio(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
}

/// What one class looks like from the confusion matrix.
struct ClassSums {
    double truth = 0, predicted = 0, hit = 0;
    double precision() const { return ratio(hit, predicted); }
    double recall() const { return ratio(hit, truth); }
    double f1() const { return ratio(2 * hit, truth + predicted); }
};

std::vector<ClassSums> classSums(const Confusion& confusion) {
    std::vector<ClassSums> sums(confusion.size());
    for (std::size_t t = 0; t < confusion.size(); ++t)
        for (std::size_t p = 0; p < confusion.size(); ++p) {
            const auto count = static_cast<double>(confusion[t][p]);
            sums[t].truth += count;
            sums[p].predicted += count;
            if (t == p) sums[t].hit += count;
        }
    return sums;
}

/// Gorodkin's R_K from the class totals.
double matthews(const std::vector<ClassSums>& classes, double rows) {
    double hits = 0, cross = 0, truthSquares = 0, predictedSquares = 0;
    for (const auto& c : classes) {
        hits += c.hit;
        cross += c.truth * c.predicted;
        truthSquares += c.truth * c.truth;
        predictedSquares += c.predicted * c.predicted;
    }
    const double truthSpread = rows * rows - truthSquares, predictedSpread = rows * rows - predictedSquares;
    if (truthSpread == 0 || predictedSpread == 0) return 0;
    return (hits * rows - cross) / std::sqrt(truthSpread) / std::sqrt(predictedSpread);
}

void addAverages(const std::vector<ClassSums>& classes, double rows, MetricMap& metrics) {
    double precision = 0, recall = 0, f1 = 0, weightedPrecision = 0, weightedRecall = 0, weightedF1 = 0;
    double presentRecall = 0, present = 0;
    for (const auto& c : classes) {
        precision += c.precision();
        recall += c.recall();
        f1 += c.f1();
        weightedPrecision += c.truth * c.precision();
        weightedRecall += c.truth * c.recall();
        weightedF1 += c.truth * c.f1();
        if (c.truth > 0) {
            presentRecall += c.recall();
            present += 1;
        }
    }
    const auto count = static_cast<double>(classes.size());
    metrics["precision_macro"] = precision / count;
    metrics["recall_macro"] = recall / count;
    metrics["f1_macro"] = f1 / count;
    metrics["precision_weighted"] = weightedPrecision / rows;
    metrics["recall_weighted"] = weightedRecall / rows;
    metrics["f1_weighted"] = weightedF1 / rows;
    metrics["balanced_accuracy"] = presentRecall / present;
}

} // namespace

void addLabelMetrics(const Confusion& confusion, MetricMap& metrics) {
    const auto classes = classSums(confusion);
    double rows = 0, hits = 0;
    for (const auto& c : classes) {
        rows += c.truth;
        hits += c.hit;
    }
    metrics["accuracy"] = hits / rows;
    metrics["mcc"] = matthews(classes, rows);
    addAverages(classes, rows, metrics);
    if (classes.size() <= 2) {
        metrics["precision"] = classes.back().precision();
        metrics["recall"] = classes.back().recall();
        metrics["f1"] = classes.back().f1();
    } else {
        metrics["precision"] = metrics["precision_macro"];
        metrics["recall"] = metrics["recall_macro"];
        metrics["f1"] = metrics["f1_macro"];
    }
}

} // namespace slipway::train
