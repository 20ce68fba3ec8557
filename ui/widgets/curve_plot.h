#pragma once

#include <QImage>
#include <QRectF>
#include <QSet>
#include <optional>
#include <vector>

#include "ui/widgets/chart_axis.h"
#include "ui/widgets/line_chart.h"

class QPainter;

namespace slipway::ui {

/// What a LineChart draws, without being a widget: curves, axes and marks, and how they come onto a painter. After a
/// change of curves or of what is drawn of them: prepare(); of size or range: fit() and place().
class CurvePlot {
public:
    std::vector<Curve> curves; ///< slots filled in
    std::vector<Threshold> thresholds;
    QString xTitle, yTitle;
    ChartAxis x, y;
    std::optional<double> yFrom, yTo;
    QSet<int> hidden;
    double smoothing = 0;
    bool ignoreOutliers = false;
    bool growY = true; ///< to whole ticks; not when a person chose the range

    struct LeftOut {
        qsizetype notFinite = 0;   ///< NaN and infinities
        qsizetype notPositive = 0; ///< on a logarithmic axis
    };

    void prepare();
    bool hasPoints() const;
    ChartAxis wholeX() const; ///< with the range of all curves
    void fitY();              ///< to what is shown of x
    void place(const QSizeF& size);
    LeftOut leftOut() const;

    const QRectF& rect() const { return m_rect; }
    /// The points that count for curve `i`: smoothed when there is smoothing, else raw with its detail.
    const QVector<QPointF>& line(int i) const { return m_lines[static_cast<std::size_t>(i)]; }
    const QVector<QPointF>& raw(int i) const { return m_raw[static_cast<std::size_t>(i)]; }
    bool isShown(int i) const { return !hidden.contains(i) && !raw(i).isEmpty(); }
    QPointF toPlot(double atX, double atY) const;
    /// The curve nearest to a place, at most `reach` pixels away from it; -1: none.
    int curveAt(const QPointF& place, double reach) const;

    void paintAxes(QPainter& painter) const;
    /// All curves in pixels of the device; drawn at rect().
    QImage curveLayer(double deviceRatio) const;
    /// All curves as lines that stay lines in a drawing.
    void paintCurves(QPainter& painter) const;
    void paintPointed(QPainter& painter, int curve) const;
    void paintThresholds(QPainter& painter) const;
    /// Small marks on the upper and lower edge where values are not finite.
    void paintGaps(QPainter& painter) const;

private:
    std::vector<QPointF> pixels(const QVector<QPointF>& points, double scale) const;
    void paintBands(QPainter& painter) const;
    void paintLine(QPainter& painter, const QVector<QPointF>& points, const QPen& pen) const;

    std::vector<QVector<QPointF>> m_raw, m_lines;
    Ticks m_xTicks, m_yTicks;
    QRectF m_rect{0, 0, 10, 10};
};

/// The point of a curve that is nearest to `x`; the curve has points.
QPointF nearestPoint(const QVector<QPointF>& points, double x);

} // namespace slipway::ui
