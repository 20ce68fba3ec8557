#pragma once

#include <QPixmap>
#include <QWidget>

#include "ui/lineage/lineage_layout.h"

namespace slipway::ui {

/// Draws a laid-out graph. It opens at 100 % around what was asked for, where its text is readable. The wheel
/// scrolls and zooms with Ctrl, drag pans, a click selects; arrow keys follow edges, F frames, plus and minus zoom,
/// Enter opens. Text is left out below 40 %, and only what is in view is painted.
class LineageView : public QWidget {
    Q_OBJECT
public:
    explicit LineageView(QWidget* parent = nullptr);

    /// `root` is the node that was asked for; the selection is kept when it is still there.
    void setGraph(LaidGraph graph, const QString& root);
    const LaidGraph& graph() const { return m_graph; }
    void select(const QString& id);
    QString selectedId() const;
    void frameAll();
    double scale() const { return m_scale; }
    /// Where the overview of a graph stands that is larger than the view; a click in it shows that part.
    QRectF miniMapRect() const;
    /// Where a node is drawn now, for tests and tooltips; empty when it is not there.
    QRectF nodeRect(const QString& id) const;

signals:
    void selectedChanged(const QString& id);
    void activated(const QString& id);

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

private:
    QRectF toView(const QRectF& box) const;
    QPointF toView(const QPointF& point) const;
    int nodeAt(const QPointF& position) const;
    void choose(int index);
    void step(Qt::Key direction);
    int besideInLayer(bool down) const;
    void showFirst();
    double filled(double offset, double low, double high, double room) const;
    void centreOn(const QPointF& point);
    void centreAt(const QPointF& point);
    void ensureVisible(int index);
    void zoom(double factor, const QPointF& around);
    void paintEdges(QPainter& painter, const QRectF& visible);
    void paintEdge(QPainter& painter, const LaidEdge& edge, bool strong);
    void paintNodes(QPainter& painter, const QRectF& visible);
    void paintNode(QPainter& painter, int index);
    void paintMiniMap(QPainter& painter);
    bool hasMiniMap() const;
    double miniMapScale() const;
    QPointF fromMiniMap(const QPointF& position) const;

    LaidGraph m_graph;
    QString m_rootId;
    int m_root = -1, m_selected = -1, m_hover = -1;
    double m_scale = 1;
    QPointF m_offset; ///< view position of the graph's origin
    QPointF m_pressed, m_offsetAtPress;
    bool m_panning = false, m_inMap = false;
    enum class Follow { First, All, Nothing };
    Follow m_follow = Follow::First; ///< the widget's size, until a person pans or zooms
};

} // namespace slipway::ui
