#pragma once

#include <QString>
#include <memory>
#include <optional>
#include <vector>

#include "core/track/run_comparison.h"
#include "ui/track/compare/charted_run.h"

namespace slipway::ui {

/// What the parts of the compare page look at: the runs, and everything that they have, side by side.
struct ComparedRuns {
    std::vector<ChartedRun> runs; ///< one a column of `table`
    track::RunComparison table;

    /// By label(); nullptr: none of the runs has it.
    const track::ComparedField* find(const QString& label) const;
    /// Labels of fields with numbers in two runs or more, parameters before metrics.
    QStringList numericFields() const;
    /// The same and texts with up to 50 different values that two runs have.
    QStringList chartableFields() const;
    QStringList metricFields() const;
};
using SharedRuns = std::shared_ptr<const ComparedRuns>;

/// "params.eta", "metrics.loss", "tags.team", "duration".
QString label(const track::RunField& field);
/// A number, or a text that is one; NaN and infinities are none.
std::optional<double> numberOf(const track::RunCell& cell);
bool isMissing(const track::RunCell& cell);
/// For people: metrics to four digits, times and durations in words; missing is an en dash.
QString textOf(const track::RunField& field, const track::RunCell& cell);
/// To the last digit, for tooltips and files; "" when missing.
QString fullTextOf(const track::RunField& field, const track::RunCell& cell);

} // namespace slipway::ui
