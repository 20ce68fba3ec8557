#include "ui/registry/metric_change.h"

#include <QObject>
#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string_view>

#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

struct KnownMetric {
    std::string_view name;
    const char* title;
    Better better;
};

/// In the order in which people look at them.
constexpr std::array kKnown{
    KnownMetric{"roc_auc", "ROC AUC", Better::Higher},
    KnownMetric{"auc", "AUC", Better::Higher},
    KnownMetric{"accuracy", "Accuracy", Better::Higher},
    KnownMetric{"balanced_accuracy", "Balanced accuracy", Better::Higher},
    KnownMetric{"log_loss", "Log loss", Better::Lower},
    KnownMetric{"logloss", "Log loss", Better::Lower},
    KnownMetric{"f1", "F1", Better::Higher},
    KnownMetric{"f1_macro", "F1, macro", Better::Higher},
    KnownMetric{"f1_weighted", "F1, weighted", Better::Higher},
    KnownMetric{"precision", "Precision", Better::Higher},
    KnownMetric{"recall", "Recall", Better::Higher},
    KnownMetric{"average_precision", "Average precision", Better::Higher},
    KnownMetric{"brier", "Brier score", Better::Lower},
    KnownMetric{"ece", "Calibration error", Better::Lower},
    KnownMetric{"mcc", "Matthews correlation", Better::Higher},
    KnownMetric{"rmse", "RMSE", Better::Lower},
    KnownMetric{"mae", "MAE", Better::Lower},
    KnownMetric{"mse", "MSE", Better::Lower},
    KnownMetric{"mape", "MAPE", Better::Lower},
    KnownMetric{"median_absolute_error", "Median absolute error", Better::Lower},
    KnownMetric{"r2", "R²", Better::Higher},
};

constexpr std::string_view kTestPrefix = "test_";

std::string_view bareName(std::string_view metric) {
    return metric.starts_with(kTestPrefix) ? metric.substr(kTestPrefix.size()) : metric;
}

const KnownMetric* knownMetric(std::string_view metric) {
    const auto bare = bareName(metric);
    const auto found = std::ranges::find(kKnown, bare, &KnownMetric::name);
    return found == kKnown.end() ? nullptr : &*found;
}

std::size_t rankOf(const std::string& metric) {
    const auto* known = knownMetric(metric);
    return known ? static_cast<std::size_t>(known - kKnown.data()) : kKnown.size();
}

MetricChange::Verdict verdictOf(const MetricChange& change) {
    using Verdict = MetricChange::Verdict;
    if (!change.value || !change.base) return Verdict::Unknown;
    const double delta = change.delta();
    if (std::abs(delta) < 5e-5) return Verdict::Same; // would round to no change
    const auto better = betterOf(change.metric);
    if (better == Better::Unknown) return Verdict::Unknown;
    return (delta > 0) == (better == Better::Higher) ? Verdict::Better : Verdict::Worse;
}

std::optional<double> valueIn(const std::map<std::string, double>& metrics, const std::string& name) {
    const auto found = metrics.find(name);
    return found == metrics.end() ? std::nullopt : std::optional(found->second);
}

} // namespace

Better betterOf(const std::string& metric) {
    if (const auto* known = knownMetric(metric)) return known->better;
    for (const auto* word : {"loss", "error", "rmse", "mae", "latency", "deviance"})
        if (metric.find(word) != std::string::npos) return Better::Lower;
    for (const auto* word : {"auc", "accuracy", "precision", "recall", "score"})
        if (metric.find(word) != std::string::npos) return Better::Higher;
    return Better::Unknown;
}

QString metricTitle(const std::string& metric) {
    if (const auto* known = knownMetric(metric)) return QObject::tr(known->title);
    QString words = format::text(std::string(bareName(metric))).replace('_', ' ');
    if (!words.isEmpty()) words[0] = words[0].toUpper();
    return words;
}

QString MetricChange::text() const {
    if (!value || !base) return format::missing();
    if (verdict == Verdict::Same) return QObject::tr("no change");
    const double change = delta();
    return QStringLiteral("%1 %2%3").arg(change > 0 ? QStringLiteral("▲") : QStringLiteral("▼"),
        change > 0 ? QStringLiteral("+") : QStringLiteral("−"), QString::number(std::abs(change), 'f', 4));
}

PillLook MetricChange::look() const {
    switch (verdict) {
    case Verdict::Better:
        return {PillKind::Ok, QObject::tr("Better")};
    case Verdict::Worse:
        return {PillKind::Warn, QObject::tr("Worse")};
    case Verdict::Same:
        return {PillKind::Neutral, QObject::tr("Same")};
    case Verdict::Unknown:
        break;
    }
    return {PillKind::Neutral, base && value ? QObject::tr("Changed") : QObject::tr("Only here")};
}

std::vector<MetricChange> metricChanges(
    const std::map<std::string, double>& mine, const std::map<std::string, double>* base) {
    std::set<std::string> names, heldOut;
    for (const auto* side : {&mine, base})
        if (side)
            for (const auto& [name, value] : *side) {
                names.insert(name);
                if (name.starts_with(kTestPrefix)) heldOut.insert(name);
            }
    std::vector<MetricChange> changes;
    for (const auto& name : heldOut.empty() ? names : heldOut) {
        MetricChange change{name, valueIn(mine, name), base ? valueIn(*base, name) : std::nullopt, {}};
        change.verdict = verdictOf(change);
        changes.push_back(std::move(change));
    }
    std::ranges::stable_sort(changes, {}, [](const auto& change) { return rankOf(change.metric); });
    return changes;
}

std::vector<TableColumn> metricColumns(const QString& mine, const QString& base) {
    std::vector<TableColumn> columns{
        {QObject::tr("Metric"), Align::Left, 150, true, {}}, {mine, Align::Right, 96, false, {}}};
    if (base.isEmpty()) return columns;
    columns.push_back({base, Align::Right, 96, false, {}});
    columns.push_back({QObject::tr("Change"), Align::Right, 104, false, {}});
    columns.push_back({QObject::tr("Verdict"), Align::Left, 100, false, {}});
    return columns;
}

std::vector<TableRow> metricRows(const std::vector<MetricChange>& changes) {
    std::vector<TableRow> rows;
    for (const auto& change : changes) {
        Cell name(metricTitle(change.metric));
        name.tip = format::text(change.metric);
        Cell difference(change.text());
        difference.sort = change.delta();
        rows.push_back({format::text(change.metric),
            {name, Cell::metric(change.value), Cell::metric(change.base), difference, Cell::withPill(change.look())},
            {}});
    }
    return rows;
}

} // namespace slipway::ui
