#include "ui/track/run/link_text.h"

#include <QKeyEvent>
#include <QPainter>
#include <algorithm>

#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {
constexpr int kHeight = 22;
}

LinkText::LinkText(const QString& text, const QString& objectName, QWidget* parent) : QAbstractButton(parent) {
    setText(text);
    setObjectName(objectName);
    setAccessibleName(text);
    setToolTip(text);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&Theme::current(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize LinkText::sizeHint() const {
    return {QFontMetrics(fontFor(FontRole::Control)).horizontalAdvance(text()) + 2, kHeight};
}

QSize LinkText::minimumSizeHint() const {
    return {std::min(sizeHint().width(), 40), kHeight};
}

void LinkText::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    auto used = fontFor(FontRole::Control);
    used.setUnderline(underMouse());
    painter.setFont(used);
    painter.setPen(color(isEnabled() ? Token::AccentText : Token::TextMuted));
    const auto shown = QFontMetrics(used).elidedText(text(), Qt::ElideMiddle, width());
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignTop, shown);
    if (!hasFocus() || !property("kf").toBool()) return;
    painter.setPen(QPen(color(Token::Focus), 2));
    const int wide = std::min(width(), QFontMetrics(used).horizontalAdvance(shown) + 4);
    painter.drawRoundedRect(QRect(0, 0, wide, height()).adjusted(1, 1, -1, -1), 4, 4);
}

void LinkText::enterEvent(QEnterEvent* event) {
    QAbstractButton::enterEvent(event);
    update();
}

void LinkText::leaveEvent(QEvent* event) {
    QAbstractButton::leaveEvent(event);
    update();
}

void LinkText::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) return click();
    QAbstractButton::keyPressEvent(event);
}

} // namespace slipway::ui
