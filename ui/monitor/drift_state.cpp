#include "ui/monitor/drift_state.h"

#include <QHash>
#include <QObject>
#include <algorithm>
#include <numeric>

#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr double kLargestRatio = 100;

} // namespace

double driftRatio(const monitor::ColumnDrift& column) {
    if (!column.score || column.method.empty()) return 0;
    const double above = column.pValue ? column.threshold : *column.score;
    const double below = column.pValue ? *column.score : column.threshold;
    if (!(above > 0)) return 0;
    return below > 0 ? std::min(above / below, kLargestRatio) : kLargestRatio;
}

DriftState driftState(const monitor::ColumnDrift& column) {
    if (column.method.empty() || !column.score) return DriftState::NoData;
    if (column.drifted) return DriftState::Alert;
    return driftRatio(column) >= 0.5 ? DriftState::Watch : DriftState::Stable;
}

PillLook driftLook(DriftState state) {
    switch (state) {
    case DriftState::Stable:
        return {PillKind::Ok, QObject::tr("Stable")};
    case DriftState::Watch:
        return {PillKind::Warn, QObject::tr("Watch")};
    case DriftState::Alert:
        return {PillKind::Bad, QObject::tr("Alert")};
    case DriftState::NoData:
        break;
    }
    return {PillKind::Neutral, QObject::tr("No data")};
}

QString methodTitle(const std::string& method) {
    static const QHash<QString, const char*> titles{{"ks", "Kolmogorov-Smirnov"}, {"wasserstein", "Wasserstein"},
        {"psi", "PSI"}, {"jensenshannon", "Jensen-Shannon"}, {"kl", "Kullback-Leibler"}, {"chisquare", "Chi-square"},
        {"z", "Z test"}, {"hellinger", "Hellinger"}, {"anderson", "Anderson-Darling"},
        {"cramervonmises", "Cramér-von Mises"}, {"energy", "Energy distance"}, {"tvd", "Total variation"}};
    if (method.empty()) return format::missing();
    const auto found = titles.constFind(format::text(method));
    return found == titles.constEnd() ? format::text(method) : QString::fromUtf8(*found);
}

std::vector<std::size_t> mostDriftedFirst(const monitor::DriftReport& report) {
    std::vector<std::size_t> order(report.columns.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
        const auto& left = report.columns[a];
        const auto& right = report.columns[b];
        if (driftState(left) != driftState(right)) return driftState(left) > driftState(right);
        return driftRatio(left) > driftRatio(right);
    });
    return order;
}

} // namespace slipway::ui
