#pragma once

#include <QRectF>
#include <QString>

class QPainter;

namespace slipway::ui {

class CurvePlot;

/// The same in words, for a screen reader: "step 40: baseline 0.31, deep 0.28".
QString readoutText(const CurvePlot& plot, double x);
/// Dots on the curves at `x`.
void paintReadoutDots(QPainter& painter, const CurvePlot& plot, double x);
/// The box with their values, highest first, at most 10 and the highlighted one always; on the roomier side. On a chart
/// under 480 wide only the first three. `bounds` is what it stays inside.
void paintReadout(QPainter& painter, const CurvePlot& plot, double x, int highlighted, const QRectF& bounds);

} // namespace slipway::ui
