#include "ui/widgets/digits.h"

#include <QFontMetricsF>
#include <QHash>
#include <QPainter>
#include <algorithm>
#include <memory>

namespace slipway::ui {

namespace {

/// Advances of one font, measured once.
class Advances {
public:
    explicit Advances(const QFont& font) : m_metrics(font), m_zero(m_metrics.horizontalAdvance('0')) {}
    double of(QChar character) {
        if (character.isDigit()) return m_zero;
        const auto found = m_known.constFind(character);
        if (found != m_known.constEnd()) return *found;
        return *m_known.insert(character, m_metrics.horizontalAdvance(character));
    }
    double inset(QChar digit) const { return (m_zero - m_metrics.horizontalAdvance(digit)) / 2; }
    double ascent() const { return m_metrics.ascent(); }
    double height() const { return m_metrics.height(); }

private:
    QFontMetricsF m_metrics;
    double m_zero;
    QHash<QChar, double> m_known;
};

Advances& advancesOf(const QFont& font) {
    static QHash<QString, std::shared_ptr<Advances>> cache;
    auto& entry = cache[font.key()];
    if (!entry) entry = std::make_shared<Advances>(font);
    return *entry;
}

bool isNumeric(const QString& text) {
    return std::ranges::any_of(text, [](QChar c) { return c.isDigit(); }) && text.size() <= 24;
}

} // namespace

double tabularWidth(const QFont& font, const QString& text) {
    Advances& advances = advancesOf(font);
    double width = 0;
    for (const QChar character : text) width += advances.of(character);
    return width;
}

void paintTabular(QPainter* painter, const QRectF& rect, const QFont& font, const QString& text, bool right) {
    painter->setFont(font);
    const double width = tabularWidth(font, text);
    if (!isNumeric(text) || width > rect.width() + 1) {
        const QString shown = QFontMetricsF(font).elidedText(text, Qt::ElideRight, rect.width());
        painter->drawText(rect, Qt::AlignVCenter | (right ? Qt::AlignRight : Qt::AlignLeft), shown);
        return;
    }
    Advances& advances = advancesOf(font);
    double x = right ? rect.right() - width : rect.left();
    const double y = rect.center().y() - advances.height() / 2 + advances.ascent();
    // Runs of other characters are drawn whole, so that words keep their kerning.
    qsizetype i = 0;
    while (i < text.size()) {
        if (text[i].isDigit()) {
            painter->drawText(QPointF(x + advances.inset(text[i]), y), QString(text[i]));
            x += advances.of(text[i++]);
            continue;
        }
        const qsizetype from = i;
        double run = 0;
        while (i < text.size() && !text[i].isDigit()) run += advances.of(text[i++]);
        painter->drawText(QPointF(x, y), text.mid(from, i - from));
        x += run;
    }
}

} // namespace slipway::ui
