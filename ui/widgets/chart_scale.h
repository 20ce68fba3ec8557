#pragma once

#include <QPointF>
#include <QString>
#include <QVector>
#include <vector>

namespace slipway::ui {

/// Where an axis has its ticks, and what stands there.
struct Ticks {
    std::vector<double> values;
    std::vector<QString> labels;
    double from = 0, to = 1; ///< range that the ticks span
};

/// 4 to 7 ticks on 1, 2, 2.5 or 5 times a power of ten; the range grows to whole ticks when `grow`.
Ticks niceTicks(double from, double to, int wanted, bool grow);
/// Milliseconds since 1970 on whole seconds, minutes, hours, days, months, in the local zone.
Ticks timeTicks(double from, double to, int wanted);
/// Milliseconds on whole seconds, minutes, hours: "30 s", "2 min".
Ticks durationTicks(double from, double to, int wanted);
/// Powers of ten, with 2 and 5 between them while there is room; within one power, round numbers. Both ends above 0.
Ticks logTicks(double from, double to, int wanted);

/// At most two points a pixel column (its minimum and maximum) plus the ends: spikes survive. Sorted by x.
QVector<QPointF> thinned(const QVector<QPointF>& points, int columns);
/// The part of `points` inside [from, to], with one neighbour on each side so that lines reach the border.
QVector<QPointF> inRange(const QVector<QPointF>& points, double from, double to);

} // namespace slipway::ui
