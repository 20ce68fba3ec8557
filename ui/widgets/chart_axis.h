#pragma once

#include "ui/widgets/chart_scale.h"

namespace slipway::ui {

/// One direction of a chart: the range that it shows and how values stand on it.
struct ChartAxis {
    enum class Kind {
        Number,
        Time,    ///< milliseconds since 1970
        Duration ///< milliseconds
    };
    Kind kind = Kind::Number;
    bool log = false;
    double from = 0, to = 1;

    /// Can the value stand here at all? NaN and infinities never, a logarithm only of what is above 0.
    bool accepts(double value) const;
    /// 0 at `from`, 1 at `to`, beyond them outside.
    double share(double value) const;
    double valueAt(double share) const;
    Ticks ticks(int wanted, bool grow) const;
    /// Shows `factor` of the present width (in a logarithm, of its powers), with the value at `share` staying in place.
    void zoom(double factor, double share);
    void pan(double shares);
    QString text(double value) const; ///< as a crosshair says it
};

} // namespace slipway::ui
