#pragma once

#include <QString>

namespace slipway::ui {

/// A run as charts name it: the colour slot is the one of its row in the runs table.
struct ChartedRun {
    QString id; ///< 32 hex digits
    QString name;
    int slot = -1;
    bool operator==(const ChartedRun&) const = default;
};

} // namespace slipway::ui
