#pragma once

#include <QString>
#include <map>
#include <string>
#include <vector>

#include "core/track/run.h"

namespace slipway::ui {

/// A metric with its place on the page.
struct MetricEntry {
    QString name;        ///< as it was logged: "train/loss"
    QString group;       ///< before the first '/', "" without one
    QString label;       ///< the rest
    bool single = false; ///< one point: a number rather than a curve
    bool operator==(const MetricEntry&) const = default;
};

/// Those that have `wanted` in the name, group by group: what has no group first, what watches the machine ("system")
/// last; in a group numbers before curves, by name ("loss_2" before "loss_10").
std::vector<MetricEntry> groupedMetrics(
    const std::map<std::string, track::MetricSummary>& metrics, const QString& wanted);

} // namespace slipway::ui
