#include "ui/widgets/flow_row.h"

#include <QEvent>
#include <QLayout>

namespace slipway::ui {

namespace {
constexpr int kGap = 16;
}

FlowRow::FlowRow(int minimumWidth, QWidget* parent) : QWidget(parent), m_minimumWidth(minimumWidth) {
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void FlowRow::add(QWidget* child) {
    child->setParent(this);
    child->show();
    m_children.push_back(child);
    updateGeometry();
    place(width(), true);
}

void FlowRow::remove(QWidget* child) {
    if (!m_children.removeOne(child)) return;
    child->hide();
    child->deleteLater();
    updateGeometry();
    place(width(), true);
}

void FlowRow::clear() {
    for (QWidget* child : m_children) {
        child->hide();
        child->deleteLater();
    }
    m_children.clear();
    updateGeometry();
}

int FlowRow::columnsFor(int width) const {
    const int count = static_cast<int>(m_children.size());
    if (count == 0) return 1;
    int columns = std::clamp((width + kGap) / (m_minimumWidth + kGap), 1, count);
    const int rows = (count + columns - 1) / columns;
    return (count + rows - 1) / rows; // 5 in rows of 3 + 2 rather than 4 + 1
}

int FlowRow::place(int width, bool move) const {
    const int columns = columnsFor(width);
    const int cell = (width - kGap * (columns - 1)) / columns;
    int y = 0;
    for (int first = 0; first < m_children.size(); first += columns) {
        const int last = std::min<int>(first + columns, static_cast<int>(m_children.size()));
        int height = 0;
        for (int i = first; i < last; ++i) {
            const QWidget* child = m_children[i];
            const int wanted = child->hasHeightForWidth() ? child->heightForWidth(cell) : child->sizeHint().height();
            height = std::max({height, wanted, child->minimumHeight()});
        }
        if (move)
            for (int i = first; i < last; ++i) m_children[i]->setGeometry((i - first) * (cell + kGap), y, cell, height);
        y += height + kGap;
    }
    return std::max(0, y - kGap);
}

int FlowRow::heightForWidth(int width) const {
    return place(width, false);
}
QSize FlowRow::sizeHint() const {
    return {m_minimumWidth, place(std::max(width(), m_minimumWidth), false)};
}
QSize FlowRow::minimumSizeHint() const {
    return {m_minimumWidth, place(std::max(width(), m_minimumWidth), false)};
}

void FlowRow::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    place(width(), true);
    updateGeometry();
}

bool FlowRow::event(QEvent* event) {
    if (event->type() == QEvent::LayoutRequest) {
        place(width(), true);
        updateGeometry();
    }
    return QWidget::event(event);
}

} // namespace slipway::ui
