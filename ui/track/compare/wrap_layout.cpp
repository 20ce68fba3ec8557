#include "ui/track/compare/wrap_layout.h"

#include <QWidget>
#include <algorithm>

namespace slipway::ui {

WrapLayout::WrapLayout(QWidget* parent, int gap) : QLayout(parent), m_gap(gap) {
    setContentsMargins(0, 0, 0, 0);
}

WrapLayout::~WrapLayout() {
    qDeleteAll(m_items);
}

QLayoutItem* WrapLayout::takeAt(int index) {
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

QSize WrapLayout::sizeHint() const {
    int width = 0, height = 0;
    for (const QLayoutItem* item : m_items) {
        if (item->isEmpty()) continue;
        width += item->sizeHint().width() + m_gap;
        height = std::max(height, item->sizeHint().height());
    }
    return {std::max(0, width - m_gap), height};
}

QSize WrapLayout::minimumSize() const {
    QSize size;
    for (const QLayoutItem* item : m_items)
        if (!item->isEmpty()) size = size.expandedTo(item->minimumSize());
    return size;
}

void WrapLayout::setGeometry(const QRect& rect) {
    QLayout::setGeometry(rect);
    place(rect, true);
}

int WrapLayout::place(const QRect& rect, bool move) const {
    int x = rect.left(), y = rect.top(), rowHeight = 0;
    QList<std::pair<QLayoutItem*, QRect>> row;
    const auto flush = [&] {
        if (move)
            for (auto& [item, box] : row) item->setGeometry(box.translated(0, (rowHeight - box.height()) / 2));
        row.clear();
    };
    for (QLayoutItem* item : m_items) {
        if (item->isEmpty()) continue;
        const QSize size = item->sizeHint();
        if (x > rect.left() && x + size.width() > rect.left() + rect.width()) {
            flush();
            x = rect.left();
            y += rowHeight + m_gap;
            rowHeight = 0;
        }
        rowHeight = std::max(rowHeight, size.height());
        row.push_back({item, QRect(QPoint(x, y), QSize(std::min(size.width(), rect.width()), size.height()))});
        x += size.width() + m_gap;
    }
    flush();
    return y + rowHeight - rect.top();
}

} // namespace slipway::ui
