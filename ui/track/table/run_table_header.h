#pragma once

#include "ui/widgets/table_header.h"

namespace slipway::ui {

/// Header of the runs table: a click asks for an order, a chevron under the pointer or a right click for the menu.
class RunTableHeader : public TableHeader {
    Q_OBJECT
public:
    explicit RunTableHeader(QWidget* parent);

signals:
    void orderWanted(int section);
    void menuWanted(int section, const QPoint& global);

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    QRect chevronOf(int section, const QRect& rect) const;
    QRect chevronOf(int section) const;
    void setHovered(int section);
    int m_hovered = -1, m_pressed = -1;
};

} // namespace slipway::ui
