#include "ui/widgets/chart_axis.h"

#include <cmath>

#include "ui/widgets/formatting.h"

namespace slipway::ui {

bool ChartAxis::accepts(double value) const {
    return std::isfinite(value) && (!log || value > 0);
}

double ChartAxis::share(double value) const {
    const double width = log ? std::log(to / from) : to - from;
    if (!(width > 0)) return 0.5;
    return (log ? std::log(value / from) : value - from) / width;
}

double ChartAxis::valueAt(double share) const {
    return log ? from * std::pow(to / from, share) : from + share * (to - from);
}

Ticks ChartAxis::ticks(int wanted, bool grow) const {
    if (log) return logTicks(from, to, wanted);
    if (kind == Kind::Time) return timeTicks(from, to, wanted);
    if (kind == Kind::Duration) return durationTicks(from, to, wanted);
    return niceTicks(from, to, wanted, grow);
}

void ChartAxis::zoom(double factor, double share) {
    const double low = valueAt(share - share * factor), high = valueAt(share + (1 - share) * factor);
    if (!std::isfinite(low) || !std::isfinite(high) || !(high - low > std::abs(high) * 1e-12)) return;
    from = low;
    to = high;
}

void ChartAxis::pan(double shares) {
    const double low = valueAt(shares), high = valueAt(1 + shares);
    from = low;
    to = high;
}

QString ChartAxis::text(double value) const {
    if (kind == Kind::Time) return format::absolute(static_cast<std::int64_t>(value));
    if (kind == Kind::Duration) return format::duration(static_cast<std::int64_t>(value));
    return format::number(value);
}

} // namespace slipway::ui
