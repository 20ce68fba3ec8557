#include "ui/widgets/icon_tile.h"

#include <QPainter>

#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {

struct Measures {
    int size;
    double radius, margin;
};

Measures measuresOf(IconTile::Size size) {
    switch (size) {
    case IconTile::Size::Medium:
        return {44, 10, 10};
    case IconTile::Size::Disc:
        return {72, 36, 18};
    case IconTile::Size::Small:
        break;
    }
    return {32, 8, 7};
}

} // namespace

IconTile::IconTile(QString icon, Size size, QWidget* parent) : QWidget(parent), m_icon(std::move(icon)) {
    const Measures measures = measuresOf(size);
    m_radius = measures.radius;
    m_margin = measures.margin;
    setFixedSize(measures.size, measures.size);
}

void IconTile::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(Token::AccentFill));
    painter.drawRoundedRect(rect(), m_radius, m_radius);
    paintIcon(
        &painter, QRectF(rect()).adjusted(m_margin, m_margin, -m_margin, -m_margin), m_icon, color(Token::AccentText));
}

} // namespace slipway::ui
