#include "ui/track/table/chip.h"

#include <QPainter>
#include <QtMath>

#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {
constexpr int kHeight = 26, kPadding = 11, kMark = 16;
}

Chip::Chip(const QString& text, const QString& objectName, QWidget* parent) : QAbstractButton(parent) {
    setObjectName(objectName);
    setText(text);
    setAccessibleName(text);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&Theme::current(), &Theme::changed, this, [this] { updateGeometry(); });
}

QSize Chip::sizeHint() const {
    const int mark = m_shape || !m_icon.isEmpty() ? kMark : 0;
    return {qCeil(QFontMetricsF(fontFor(FontRole::Caption)).horizontalAdvance(text())) + 2 * kPadding + mark, kHeight};
}

void Chip::enterEvent(QEnterEvent* event) {
    QAbstractButton::enterEvent(event);
    update();
}

void Chip::leaveEvent(QEvent* event) {
    QAbstractButton::leaveEvent(event);
    update();
}

void Chip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool strong = isChecked() || (!isCheckable() && isEnabled());
    const Token fill = strong ? Token::AccentFill : underMouse() && isEnabled() ? Token::Hover : Token::Surface;
    const bool focus = hasFocus() && property("kf").toBool();
    painter.setBrush(color(fill));
    painter.setPen(QPen(color(focus ? Token::Focus : strong ? Token::AccentText : Token::LineButton), focus ? 2 : 1));
    const double inset = focus ? 1 : 0.5;
    const QRectF box = QRectF(rect()).adjusted(inset, inset, -inset, -inset);
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2);
    const QColor ink = color(!isEnabled() ? Token::TextMuted : strong ? Token::AccentText : Token::Text);
    double left = kPadding;
    if (m_shape) {
        paintPillShape(&painter, {left + 4, height() / 2.0}, *m_shape, color(pillText(*m_shape)));
        left += kMark;
    } else if (!m_icon.isEmpty()) {
        paintIcon(&painter, QRectF(left - 2, height() / 2.0 - 7, 14, 14), m_icon, ink);
        left += kMark;
    }
    painter.setFont(fontFor(FontRole::Caption));
    painter.setPen(ink);
    painter.drawText(
        QRectF(left, 0, width() - left - kPadding + 2, height()), Qt::AlignLeft | Qt::AlignVCenter, text());
}

} // namespace slipway::ui
