#pragma once

#include <QImage>
#include <QSet>
#include <QWidget>
#include <optional>
#include <vector>

#include "ui/widgets/chart_axis.h"
#include "ui/widgets/chart_field.h"
#include "ui/widgets/chart_surface.h"
#include "ui/widgets/exportable_chart.h"

namespace slipway::ui {

/// Runs as points over two fields, coloured by a third, with an optional Pareto front; or over filled contours of the
/// third. Pointing at a point tells it, a click opens it, a drag selects what is in the rectangle. With keys: Left and
/// Right go from point to point by x, Enter opens, Esc clears the selection.
class ScatterChart : public QWidget, public ExportableChart {
    Q_OBJECT
public:
    enum class Better { Lower, Higher };
    struct Data {
        QStringList runs;
        ChartField x, y;
        std::optional<ChartField> color;
    };

    explicit ScatterChart(const QString& name, QWidget* parent = nullptr);
    void setData(Data data);
    /// Marks the points that no other one beats in both directions.
    void setFront(bool shown, Better x, Better y);
    /// Fills the plane with contours of the colour field; off, or with too few runs, there are only points.
    void setContours(bool shown);
    const QString& refusal() const { return m_refusal; } ///< why there are no contours; "" when there are
    void setEmptyText(const QString& text) { m_emptyText = text; }

    std::vector<int> front() const; ///< runs, by x
    const QSet<int>& selection() const { return m_selection; }
    QPointF placeOf(int run) const;
    int highlighted() const { return m_pointed; }
    QString summary() const;
    const std::vector<double>& levels() const { return m_levels; } ///< between the contours' bands

    QString chartTitle() const override { return m_name; }
    QString chartCsv() const override;
    QSize chartSize() const override { return size(); }
    void paintChart(QPainter& painter, const QSizeF& size) const override;
    QSize sizeHint() const override { return {640, 420}; }
    QSize minimumSizeHint() const override { return {320, 240}; }

signals:
    void opened(int run);
    void selectionChanged(int count);
    void exportAsked(const QPoint& globalPlace);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    bool isShown(int run) const;
    int shownCount() const;
    int runAt(const QPointF& place) const;
    QColor colorOf(int run) const;
    QColor bandColor(double value) const;
    double colorShare(double value) const;
    void fit();
    void place(const QSizeF& size);
    void findSurface();
    void select(QSet<int> runs);
    void stepTo(int by);
    QImage contourImage(const QSize& pixels) const;
    void paintAll(QPainter& painter) const;
    void paintAxes(QPainter& painter) const;
    void paintPoint(QPainter& painter, int run, double radius) const;
    void paintFront(QPainter& painter) const;
    void paintLegend(QPainter& painter) const;
    void paintTip(QPainter& painter) const;

    QString m_name, m_emptyText, m_refusal;
    Data m_data;
    ChartAxis m_x, m_y;
    Ticks m_xTicks, m_yTicks;
    double m_low = 0, m_high = 1; ///< of the colour
    QRectF m_rect;
    bool m_frontShown = false, m_contoursShown = false;
    Better m_betterX = Better::Lower, m_betterY = Better::Lower;
    std::optional<ChartSurface> m_surface;
    std::vector<double> m_levels;
    QImage m_layer;
    bool m_layerValid = false;
    QSet<int> m_selection;
    int m_pointed = -1;
    bool m_dragging = false;
    QPointF m_dragFrom, m_dragAt;
};

} // namespace slipway::ui
