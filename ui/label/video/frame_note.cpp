#include "ui/label/video/frame_note.h"

#include <QAccessible>
#include <QPainter>

#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {

constexpr int kPadding = 12, kIcon = 16;

} // namespace

FrameNote::FrameNote(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("frameNote"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

void FrameNote::say(const QString& text) {
    if (text == m_text) return;
    m_text = text;
    setAccessibleName(text);
    setVisible(!text.isEmpty());
    if (text.isEmpty()) return;
    resize(sizeHint());
    update();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

QSize FrameNote::sizeHint() const {
    const int text = QFontMetrics(fontFor(FontRole::Control)).horizontalAdvance(m_text);
    const int most = parentWidget() ? parentWidget()->width() - 32 : text + 100;
    return {std::min(text + 2 * kPadding + kIcon + 8, most), 36};
}

void FrameNote::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(color(Token::BadText));
    painter.setBrush(color(Token::BadFill));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    paintIcon(&painter, {double(kPadding), (height() - kIcon) / 2.0, kIcon, kIcon}, QStringLiteral("alert"),
        color(Token::BadText));
    const QFont words = fontFor(FontRole::Control);
    painter.setFont(words);
    const QRect room = rect().adjusted(kPadding + kIcon + 8, 0, -kPadding, 0);
    painter.drawText(room, Qt::AlignVCenter, QFontMetrics(words).elidedText(m_text, Qt::ElideRight, room.width()));
}

} // namespace slipway::ui
