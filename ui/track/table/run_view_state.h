#pragma once

#include <QByteArray>
#include <optional>
#include <vector>

#include "ui/track/table/run_column.h"

namespace slipway::ui {

/// A way to look at runs: what a saved view holds and what is remembered between starts.
struct RunViewState {
    QString filter;
    std::vector<std::int64_t> experiments; ///< none: all
    std::vector<RunColumn> columns;        ///< none: the usual ones
    std::vector<track::Order> order;       ///< none: newest first
    std::vector<track::RunField> groupBy;

    /// Widths are no change that a person would want to save.
    bool sameAs(const RunViewState& other) const;
};

QByteArray toJson(const RunViewState& state);
/// Hostile or newer texts give what can be read of them; nothing when they are no JSON object.
std::optional<RunViewState> viewStateOf(const QByteArray& json);

} // namespace slipway::ui
