#include "ui/widgets/labels.h"

#include <QPainter>
#include <QResizeEvent>

namespace slipway::ui {

TextLabel::TextLabel(const QString& text, FontRole role, Token token, QWidget* parent)
    : QLabel(text, parent), m_role(role), m_token(token) {
    setTextFormat(Qt::PlainText);
    restyle();
    connect(&Theme::current(), &Theme::changed, this, &TextLabel::restyle);
}

void TextLabel::setToken(Token token) {
    m_token = token;
    restyle();
}

void TextLabel::setRole(FontRole role) {
    m_role = role;
    restyle();
}

void TextLabel::restyle() {
    setFont(fontFor(m_role));
    QPalette p = palette();
    p.setColor(QPalette::WindowText, color(m_token));
    p.setColor(QPalette::Text, color(m_token));
    setPalette(p);
}

ElidedLabel::ElidedLabel(const QString& text, FontRole role, Token token, QWidget* parent)
    : QWidget(parent), m_text(text), m_role(role), m_token(token) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(text);
    connect(&Theme::current(), &Theme::changed, this, [this] { updateGeometry(); });
}

void ElidedLabel::setText(const QString& text) {
    if (text == m_text) return;
    m_text = text;
    setAccessibleName(text);
    updateTip();
    updateGeometry();
    update();
}

void ElidedLabel::setToken(Token token) {
    m_token = token;
    update();
}

QSize ElidedLabel::sizeHint() const {
    const QFontMetrics metrics(fontFor(m_role));
    return {metrics.horizontalAdvance(m_text) + 2, metrics.height() + 2};
}

QSize ElidedLabel::minimumSizeHint() const {
    const QFontMetrics metrics(fontFor(m_role));
    return {std::min(sizeHint().width(), metrics.averageCharWidth() * 4), metrics.height() + 2};
}

void ElidedLabel::updateTip() {
    const QFontMetrics metrics(fontFor(m_role));
    setToolTip(metrics.horizontalAdvance(m_text) > width() ? m_text : QString());
}

void ElidedLabel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    updateTip();
}

void ElidedLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QFont used = fontFor(m_role);
    painter.setFont(used);
    painter.setPen(color(m_token));
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft, QFontMetrics(used).elidedText(m_text, m_mode, width()));
}

} // namespace slipway::ui
