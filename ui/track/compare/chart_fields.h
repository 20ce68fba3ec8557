#pragma once

#include "ui/track/compare/compared_runs.h"
#include "ui/widgets/parallel_chart.h"

namespace slipway::ui {

/// A field as numbers for a chart: texts that are no numbers become places among their different values, which are
/// sorted by name.
ParallelChart::Axis axisOf(const track::ComparedField& field);
/// Are the values above 0 and over more than two powers of ten? Learning rates are.
bool wantsLogarithm(const ParallelChart::Axis& axis);

/// What differs in a sweep: parameters that differ (fewest different values last), and the metric that most runs have.
QStringList sweepFields(const ComparedRuns& runs, qsizetype most);
/// The metric that a person would look at first: what most runs have, tests before validation before the rest.
QString mainMetric(const ComparedRuns& runs);

} // namespace slipway::ui
