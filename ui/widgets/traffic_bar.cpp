#include "ui/widgets/traffic_bar.h"

#include <QPainter>
#include <QPainterPath>

#include "ui/shell/theme.h"
#include "ui/widgets/digits.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

TrafficBar::TrafficBar(const QString& name, QWidget* parent) : QWidget(parent), m_name(name) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(name);
}

void TrafficBar::setParts(std::vector<Part> parts) {
    m_parts = std::move(parts);
    QStringList words;
    for (const Part& part : m_parts) words.push_back(part.name + ' ' + format::percent(part.share));
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    setToolTip(words.join('\n'));
    update();
}

void TrafficBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF bar(0, 2, width(), 10);
    QPainterPath clip;
    clip.addRoundedRect(bar, 5, 5);
    painter.setClipPath(clip);
    painter.fillRect(bar, color(Token::Sunken));
    double x = 0;
    for (const Part& part : m_parts) {
        const double length = part.share * bar.width();
        painter.fillRect(
            QRectF(x, bar.top(), std::max(0.0, length - 1), bar.height()), Theme::current().series(part.slot));
        x += length;
    }
    painter.setClipping(false);
    const QFont used = fontFor(FontRole::Caption);
    const double y = bar.bottom() + 4;
    double from = 0;
    for (const Part& part : m_parts) {
        const QString text = part.name + QStringLiteral("  ") + format::percent(part.share);
        const double needed = 14 + tabularWidth(used, text);
        if (from + 20 > width()) break;
        painter.setPen(Qt::NoPen);
        painter.setBrush(Theme::current().series(part.slot));
        painter.drawRoundedRect(QRectF(from, y + 4, 8, 8), 2, 2);
        painter.setPen(color(Token::TextSecondary));
        paintTabular(&painter, QRectF(from + 14, y, std::min(needed, width() - from - 14), 16), used, text, false);
        from += needed + 16;
    }
}

} // namespace slipway::ui
