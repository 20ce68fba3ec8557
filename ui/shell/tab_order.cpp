#include "ui/shell/tab_order.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QWidget>
#include <algorithm>

namespace slipway::ui {

namespace {

/// The visible children row by row: what begins above the middle of a row's first widget is in that row.
QList<QWidget*> childrenInOrder(const QWidget* parent) {
    QList<QWidget*> children;
    for (QObject* child : parent->children()) {
        auto* widget = qobject_cast<QWidget*>(child);
        if (widget && widget->isVisible() && widget->isEnabled() && !widget->isWindow()) children.push_back(widget);
    }
    const auto top = [](const QWidget* widget) { return widget->geometry().top(); };
    const auto left = [](const QWidget* widget) { return widget->geometry().left(); };
    std::ranges::stable_sort(children, {}, top);
    for (auto row = children.begin(); row != children.end();) {
        const int middle = (*row)->geometry().center().y();
        const auto end = std::find_if(row, children.end(), [&](const QWidget* next) { return top(next) > middle; });
        const auto next = end == row ? row + 1 : end;
        std::ranges::stable_sort(row, next, {}, left);
        row = next;
    }
    return children;
}

bool isOnePiece(const QWidget* widget) {
    return qobject_cast<const QAbstractItemView*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget) ||
           qobject_cast<const QComboBox*>(widget);
}

void collect(QWidget* widget, QList<QWidget*>& order) {
    if ((widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && !widget->focusProxy()) order.push_back(widget);
    if (isOnePiece(widget)) return;
    for (QWidget* child : childrenInOrder(widget)) collect(child, order);
}

} // namespace

QList<QWidget*> tabOrder(QWidget* region) {
    QList<QWidget*> order;
    if (region->isVisible() && region->isEnabled()) collect(region, order);
    return order;
}

} // namespace slipway::ui
