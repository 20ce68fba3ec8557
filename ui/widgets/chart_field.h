#pragma once

#include <QStringList>
#include <optional>
#include <vector>

namespace slipway::ui {

/// One field of many runs, as charts draw it.
struct ChartField {
    QString title;
    std::vector<std::optional<double>> values; ///< one a run; nothing: the run lacks it
    QStringList categories;                    ///< not empty: values are places in it, evenly spaced
    bool log = false;                          ///< values up to 0 count as missing
};

} // namespace slipway::ui
