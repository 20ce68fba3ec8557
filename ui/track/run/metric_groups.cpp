#include "ui/track/run/metric_groups.h"

#include <algorithm>

#include "core/base/natural_order.h"

namespace slipway::ui {

namespace {

int rankOf(const QString& group) {
    if (group.isEmpty()) return 0;
    return group == QLatin1String("system") ? 2 : 1;
}

/// With what it is sorted by, made once.
struct Placed {
    MetricEntry entry;
    int rank = 0;
    std::string group, label;
};

bool before(const Placed& a, const Placed& b) {
    if (a.rank != b.rank) return a.rank < b.rank;
    if (a.group != b.group) return naturalLess(a.group, b.group);
    if (a.entry.single != b.entry.single) return a.entry.single;
    return naturalLess(a.label, b.label);
}

} // namespace

std::vector<MetricEntry> groupedMetrics(
    const std::map<std::string, track::MetricSummary>& metrics, const QString& wanted) {
    std::vector<Placed> placed;
    for (const auto& [key, summary] : metrics) {
        MetricEntry entry;
        entry.name = QString::fromStdString(key);
        if (!wanted.isEmpty() && !entry.name.contains(wanted, Qt::CaseInsensitive)) continue;
        const auto slash = entry.name.indexOf('/');
        const bool grouped = slash > 0 && slash + 1 < entry.name.size();
        entry.group = grouped ? entry.name.left(slash) : QString();
        entry.label = grouped ? entry.name.mid(slash + 1) : entry.name;
        entry.single = summary.points <= 1;
        const int rank = rankOf(entry.group);
        auto group = entry.group.toStdString(), label = entry.label.toStdString();
        placed.push_back({std::move(entry), rank, std::move(group), std::move(label)});
    }
    std::ranges::stable_sort(placed, before);
    std::vector<MetricEntry> entries;
    entries.reserve(placed.size());
    for (auto& item : placed) entries.push_back(std::move(item.entry));
    return entries;
}

} // namespace slipway::ui
