#include "ui/widgets/layouts.h"

#include <QLayout>
#include <QScrollArea>
#include <QWidget>

namespace slipway::ui {

void clearLayout(QLayout* layout) {
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (QLayout* inner = item->layout()) clearLayout(inner);
        if (QWidget* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
}

QWidget* inset(QWidget* widget) {
    widget->setContentsMargins(16, 0, 16, 0);
    return widget;
}

QScrollArea* scrollInCard(QWidget* content, const QString& name, QWidget* parent) {
    auto* scroll = new QScrollArea(parent);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(name);
    scroll->setWidget(content);
    // The areas would paint the page's colour over the card's.
    scroll->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    return scroll;
}

} // namespace slipway::ui
