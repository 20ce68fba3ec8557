#pragma once

#include <optional>
#include <vector>

#include "core/track/curves.h"
#include "ui/track/compare/charted_run.h"
#include "ui/widgets/line_chart.h"

namespace slipway::ui {

enum class CurveAxis { Step, Relative, Wall, Metric };

/// How curves are shown; what a person chooses beside the charts.
struct CurveOptions {
    double smoothing = 0;
    CurveAxis axis = CurveAxis::Step;
    QString axisMetric; ///< of CurveAxis::Metric
    bool logX = false, logY = false, ignoreOutliers = false;
    QString groupBy; ///< a parameter; "": every run by itself
    bool operator==(const CurveOptions&) const = default;
};

/// One run's curve as it was read.
struct RunCurve {
    ChartedRun run;
    track::Curve curve;
    track::Curve detail; ///< of the range that is shown, when the curve is thinned
    track::Curve axis;   ///< of the metric that is the axis
    QString group;       ///< the run's value of the parameter that groups
};

/// Curves for a chart. Relative time counts from the start of each run, in milliseconds; a metric as axis gives each
/// point the value it had at that step or the last one before. By group: the mean of its runs as a line, their lowest
/// and highest value as a band.
std::vector<Curve> chartCurves(const std::vector<RunCurve>& read, const CurveOptions& options);

/// The steps of a curve whose points lie in [from, to] on the axis, with one neighbour on each side; nothing where no
/// detail can be had: the curve is whole, or a metric is the axis.
std::optional<std::pair<std::int64_t, std::int64_t>> stepsIn(
    const RunCurve& read, const CurveOptions& options, double from, double to);

} // namespace slipway::ui
