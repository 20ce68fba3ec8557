#pragma once

#include <QPen>

#include "ui/shell/theme.h"

namespace slipway::ui {

/// Seven hues by three line styles; later curves are drawn in grey and take a hue while they are pointed at.
inline constexpr int kDistinctSeries = 21;

/// Pen of series number `slot`, or of a baseline.
inline QPen curvePen(int slot, bool reference, double width) {
    if (reference) return {color(Token::Reference), width, Qt::DashDotLine, Qt::FlatCap, Qt::RoundJoin};
    if (slot >= kDistinctSeries) return {color(Token::Reference), width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin};
    return {Theme::current().series(slot), width, seriesStyle(slot), Qt::FlatCap, Qt::RoundJoin};
}

/// The same while it is pointed at: always with a hue.
inline QPen pointedPen(int slot, bool reference, double width) {
    if (reference) return curvePen(slot, true, width);
    return {Theme::current().series(slot), width, seriesStyle(slot % kDistinctSeries), Qt::FlatCap, Qt::RoundJoin};
}

/// A value of 0 … 1 on the sequential scale.
inline QColor sequentialColor(double share) {
    const QColor low = color(Token::SequentialLow), high = color(Token::SequentialHigh);
    const auto mix = [share](double a, double b) { return a + (b - a) * share; };
    return QColor::fromRgbF(static_cast<float>(mix(low.redF(), high.redF())),
        static_cast<float>(mix(low.greenF(), high.greenF())), static_cast<float>(mix(low.blueF(), high.blueF())));
}

} // namespace slipway::ui
