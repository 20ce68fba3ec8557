#pragma once

#include <QPointer>
#include <QWidget>
#include <optional>

#include "ui/widgets/chart_crosshair.h"
#include "ui/widgets/curve_plot.h"

namespace slipway::ui {

/// The plot of a LineChart on the screen: the curves as a picture that is kept between paints, and above it what moves
/// with the pointer and the keys.
class LineChartView : public QWidget {
    Q_OBJECT
public:
    explicit LineChartView(QWidget* parent = nullptr);

    CurvePlot plot;
    QString emptyText;

    /// Brings axes and picture up to date with `plot`; prepared() when its curves or smoothing changed, too.
    void rebuild();
    void prepareAndRebuild();
    void resetZoom();
    bool isZoomed() const { return m_zoomed; }
    void setCrosshair(ChartCrosshair* crosshair);
    void highlight(int curve); ///< -1: none
    int highlighted() const { return m_pointed; }
    /// Everything but what follows the pointer; lines stay lines.
    void paintPlot(QPainter& painter, const QSizeF& size) const;
    std::vector<double> shownXs() const; ///< every x in the shown range that has a point, rising

signals:
    void rangeChanged(double from, double to, bool zoomed);
    void activated(int curve);
    void tableAsked();
    void exportAsked(const QPoint& globalPlace);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    enum class Drag { None, Select, Pan };
    void point(const QPointF& place);
    void setCross(std::optional<double> x);
    void moveCrosshair(int points);
    void stepHighlight(int curves);
    void zoomX(double factor, double centre);
    void zoomY(double factor, double share);
    void panBy(double sharesX, double sharesY);
    void showRange(double from, double to);
    void rangeMoved();
    void drawSelection(QPainter& painter) const;
    void drawCrosshair(QPainter& painter) const;

    QImage m_layer;
    bool m_layerValid = false, m_zoomed = false, m_yZoomed = false, m_spaceDown = false;
    std::optional<double> m_cross;
    int m_pointed = -1;
    bool m_pinned = false; ///< highlighted by a click or a key: stays until the next one or Esc
    Drag m_drag = Drag::None;
    QPointF m_dragFrom, m_dragAt;
    QPointer<ChartCrosshair> m_crosshair;
};

} // namespace slipway::ui
