#pragma once

#include <QSet>
#include <QtCharts/QCategoryAxis>
#include <QtCharts/QChart>
#include <QtCharts/QChartView>
#include <optional>
#include <vector>

#include "ui/widgets/line_chart.h"

namespace slipway::ui {

/// The plot of a LineChart: a bare QChart with our ticks, thresholds and hairline drawn in the foreground.
class LineChartView : public QChartView {
    Q_OBJECT
public:
    explicit LineChartView(QWidget* parent = nullptr);

    std::vector<Curve> curves; ///< slots filled in
    std::vector<Threshold> thresholds;
    QString xTitle, yTitle, emptyText;
    bool timeAxis = false;
    std::optional<double> yFrom, yTo;
    QSet<int> hidden;

    /// Brings chart, axes and series up to date with the fields above.
    void rebuild();
    void resetZoom();
    bool hasPoints() const;
    double shownFrom() const { return m_from; }
    double shownTo() const { return m_to; }

protected:
    void drawForeground(QPainter* painter, const QRectF& rect) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Extent {
        double from = 0, to = 1;
    };
    Extent xExtent() const;
    Extent yExtent() const;
    void styleAxis(QCategoryAxis& axis, const QString& title) const;
    void placePlot();
    void fillSeries();
    void setTicks(QCategoryAxis& axis, const struct Ticks& ticks) const;
    void zoom(double factor, double centre);
    void moveCrosshair(int points);
    std::vector<double> shownXs() const;
    QPointF toPlot(double x, double y) const;
    void drawThresholds(QPainter& painter) const;
    void drawCrosshair(QPainter& painter) const;
    QString xText(double x) const;

    QCategoryAxis* m_x;
    QCategoryAxis* m_y;
    double m_from = 0, m_to = 1;
    bool m_zoomed = false;
    std::optional<double> m_cross;
};

} // namespace slipway::ui
