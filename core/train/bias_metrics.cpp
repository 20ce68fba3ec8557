#include "core/train/bias_metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/train/nearest_rows.h"

namespace slipway::train {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double ratio(double part, double whole) {
    if (whole != 0) return part / whole;
    return part == 0 ? 0 : std::copysign(kInfinity, part);
}

double difference(double a, double b) {
    return a == b ? 0 : a - b; // also infinity - infinity
}

/// Rows of one facet by label and prediction.
struct FacetCounts {
    double tp = 0, fp = 0, fn = 0, tn = 0;
    double rows() const { return tp + fp + fn + tn; }
    double positive() const { return tp + fn; }
    double negative() const { return fp + tn; }
    double accepted() const { return tp + fp; }
    double rejected() const { return fn + tn; }
};

struct BothFacets {
    FacetCounts a, d;
};

BothFacets count(const std::vector<BiasRow>& rows) {
    BothFacets counts;
    for (const auto& row : rows) {
        auto& facet = row.disadvantaged ? counts.d : counts.a;
        if (row.positive)
            (row.predicted ? facet.tp : facet.fn) += 1;
        else
            (row.predicted ? facet.fp : facet.tn) += 1;
    }
    return counts;
}

/// Shares of the labels that both facets have.
std::vector<std::pair<double, double>> commonShares(const FacetCounts& a, const FacetCounts& d) {
    std::vector<std::pair<double, double>> shares;
    if (a.negative() > 0 && d.negative() > 0) shares.emplace_back(a.negative() / a.rows(), d.negative() / d.rows());
    if (a.positive() > 0 && d.positive() > 0) shares.emplace_back(a.positive() / a.rows(), d.positive() / d.rows());
    return shares;
}

void addDistances(const std::vector<std::pair<double, double>>& shares, BiasMetrics& metrics) {
    if (shares.empty()) {
        for (const auto* name : {"KL", "JS", "LP", "TVD", "KS"})
            metrics.leaveOut(name, "the facets have no label in common");
        return;
    }
    double kl = 0, js = 0, squares = 0, total = 0, largest = 0;
    for (const auto& [a, d] : shares) {
        const double middle = (a + d) / 2;
        kl += a * std::log(a / d);
        js += (a * std::log(a / middle) + d * std::log(d / middle)) / 2;
        squares += (a - d) * (a - d);
        total += std::abs(a - d);
        largest = std::max(largest, std::abs(a - d));
    }
    metrics.values["KL"] = kl;
    metrics.values["JS"] = js;
    metrics.values["LP"] = std::sqrt(squares);
    metrics.values["TVD"] = total / 2;
    metrics.values["KS"] = largest;
}

} // namespace

void BiasMetrics::leaveOut(const std::string& metric, const std::string& reason) {
    values[metric] = std::nullopt;
    notes[metric] = reason;
}

void addPreTraining(const std::vector<BiasRow>& rows, BiasMetrics& metrics) {
    const auto [a, d] = count(rows);
    metrics.values["CI"] = (a.rows() - d.rows()) / (a.rows() + d.rows());
    metrics.values["DPL"] = a.positive() / a.rows() - d.positive() / d.rows();
    addDistances(commonShares(a, d), metrics);
}

void addPostTraining(const std::vector<BiasRow>& rows, BiasMetrics& metrics) {
    const auto [a, d] = count(rows);
    auto& values = metrics.values;
    const double acceptedA = a.accepted() / a.rows(), acceptedD = d.accepted() / d.rows();
    values["DPPL"] = acceptedA - acceptedD;
    values["DI"] = ratio(acceptedD, acceptedA);
    values["DCA"] = difference(ratio(a.positive(), a.accepted()), ratio(d.positive(), d.accepted()));
    values["DCR"] = difference(ratio(d.negative(), d.rejected()), ratio(a.negative(), a.rejected()));
    values["SD"] = difference(ratio(d.tn, d.negative()), ratio(a.tn, a.negative()));
    values["RD"] = difference(ratio(a.tp, a.positive()), ratio(d.tp, d.positive()));
    values["DAR"] = difference(ratio(a.tp, a.accepted()), ratio(d.tp, d.accepted()));
    values["DRR"] = difference(ratio(d.tn, d.rejected()), ratio(a.tn, a.rejected()));
    values["AD"] = (a.tp + a.tn) / a.rows() - (d.tp + d.tn) / d.rows();
    values["TE"] = difference(ratio(d.fn, d.fp), ratio(a.fn, a.fp));
}

void addConditionalDisparity(
    const std::vector<BiasRow>& rows, std::size_t groupCount, bool ofPredictions, BiasMetrics& metrics) {
    const std::string name = ofPredictions ? "CDDPL" : "CDDL";
    struct Group {
        std::array<double, 2> all{}, disadvantaged{}; ///< by outcome: rejected, accepted
    };
    std::vector<Group> groups(groupCount);
    std::array<double, 2> total{};
    for (const auto& row : rows) {
        const auto outcome = (ofPredictions ? row.predicted : row.positive) ? 1u : 0u;
        groups[row.group].all[outcome] += 1;
        if (row.disadvantaged) groups[row.group].disadvantaged[outcome] += 1;
        total[outcome] += 1;
    }
    const std::string what = ofPredictions ? "prediction" : "label";
    if (total[1] == 0) return metrics.leaveOut(name, "no " + what + " is positive");
    if (total[0] == 0) return metrics.leaveOut(name, "no " + what + " is negative");
    double sum = 0;
    for (const auto& group : groups) {
        const double disparity =
            ratio(group.disadvantaged[0], group.all[0]) - ratio(group.disadvantaged[1], group.all[1]);
        sum += (group.all[0] + group.all[1]) * disparity;
    }
    metrics.values[name] = sum / static_cast<double>(rows.size());
}

void addGeneralizedEntropy(const std::vector<BiasRow>& rows, BiasMetrics& metrics) {
    double sum = 0, squares = 0;
    for (const auto& row : rows) {
        const double benefit = (row.predicted ? 1 : 0) - (row.positive ? 1 : 0) + 1;
        sum += benefit;
        squares += benefit * benefit;
    }
    if (sum == 0) return metrics.leaveOut("GE", "every prediction is a false negative");
    const auto count = static_cast<double>(rows.size());
    const double mean = sum / count;
    metrics.values["GE"] = (squares / (mean * mean) - count) / (2 * count);
}

void addFlipTest(
    const std::vector<BiasRow>& rows, const std::vector<double>& features, std::size_t columns, BiasMetrics& metrics) {
    std::vector<double> advantaged;
    std::vector<bool> accepted;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].disadvantaged) continue;
        const auto first = features.begin() + static_cast<std::ptrdiff_t>(i * columns);
        advantaged.insert(advantaged.end(), first, first + static_cast<std::ptrdiff_t>(columns));
        accepted.push_back(rows[i].predicted);
    }
    const std::size_t neighbours = accepted.size() < 10 ? 1 : 5;
    const NearestRows twins(advantaged, columns, neighbours);
    double flips = 0, disadvantaged = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!rows[i].disadvantaged) continue;
        const auto nearest = twins.find(&features[i * columns]);
        const auto votes = std::ranges::count_if(nearest, [&](std::size_t row) { return accepted[row]; });
        const bool twinAccepted = static_cast<std::size_t>(votes) * 2 > nearest.size();
        flips += (rows[i].predicted ? 1 : 0) - (twinAccepted ? 1 : 0);
        disadvantaged += 1;
    }
    metrics.values["FT"] = flips / disadvantaged;
}

} // namespace slipway::train
