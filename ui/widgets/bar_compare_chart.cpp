#include "ui/widgets/bar_compare_chart.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QPixmap>
#include <algorithm>
#include <cmath>

#include "ui/shell/theme.h"
#include "ui/widgets/chart_scale.h"
#include "ui/widgets/digits.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {
constexpr int kCurrentSlot = 0;
}

BarCompareChart::BarCompareChart(const QString& name, QWidget* parent) : QWidget(parent), m_name(name) {
    setAccessibleName(name);
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    m_emptyText = tr("No data yet");
}

void BarCompareChart::setData(Distributions distributions) {
    m_data = std::move(distributions);
    m_hover = -1;
    setAccessibleDescription(summary());
    update();
}

void BarCompareChart::setEmptyText(const QString& text) {
    m_emptyText = text;
    update();
}

int BarCompareChart::binCount() const {
    return static_cast<int>(std::max(m_data.reference.size(), m_data.current.size()));
}

QRectF BarCompareChart::plotRect() const {
    const double bottom = m_data.unit.isEmpty() ? 24 : 40;
    return QRectF(44, 32, std::max(10, width() - 44 - 8), std::max(10.0, height() - 32 - bottom));
}

QString BarCompareChart::binLabel(int bin) const {
    const auto at = static_cast<std::size_t>(bin);
    if (bin < m_data.categories.size()) return m_data.categories[bin];
    if (at + 1 < m_data.edges.size())
        return format::number(m_data.edges[at]) + QStringLiteral(" to ") + format::number(m_data.edges[at + 1]);
    return {};
}

int BarCompareChart::binAt(double x) const {
    const QRectF plot = plotRect();
    if (binCount() == 0 || x < plot.left() || x > plot.right()) return -1;
    return std::clamp(static_cast<int>((x - plot.left()) / plot.width() * binCount()), 0, binCount() - 1);
}

QString BarCompareChart::summary() const {
    if (binCount() == 0) return m_emptyText;
    const auto biggest = [&](const std::vector<double>& shares) {
        const auto most = std::ranges::max_element(shares);
        return tr("%1 (%2)").arg(binLabel(static_cast<int>(most - shares.begin())), format::percent(*most));
    };
    if (m_data.current.empty() || m_data.reference.empty())
        return tr("%1: most frequent is %2")
            .arg(m_name, biggest(m_data.reference.empty() ? m_data.current : m_data.reference));
    return tr("%1: most frequent in %2 is %3, in %4 is %5")
        .arg(m_name, m_data.referenceName, biggest(m_data.reference), m_data.currentName, biggest(m_data.current));
}

QString BarCompareChart::csv() const {
    QStringList lines{QStringLiteral("bin,%1,%2").arg(m_data.referenceName, m_data.currentName)};
    for (int i = 0; i < binCount(); ++i) {
        const auto share = [&](const std::vector<double>& shares) {
            return static_cast<std::size_t>(i) < shares.size() ? format::fullNumber(shares[static_cast<std::size_t>(i)])
                                                               : QString();
        };
        lines.push_back(QStringLiteral("\"%1\",%2,%3")
                .arg(binLabel(i).replace('"', QLatin1String("\"\"")), share(m_data.reference), share(m_data.current)));
    }
    return lines.join('\n') + '\n';
}

Status BarCompareChart::exportPng(const QString& file, double scale) const {
    QPixmap pixmap(size() * scale);
    pixmap.setDevicePixelRatio(scale);
    pixmap.fill(color(Token::Surface));
    const_cast<BarCompareChart*>(this)->render(&pixmap, {}, {}, QWidget::DrawChildren);
    if (!pixmap.save(file, "PNG"))
        return fail(ErrorCode::PermissionDenied, "the picture could not be written to " + file.toStdString());
    return {};
}

void BarCompareChart::paintLegend(QPainter& painter) const {
    double x = plotRect().left();
    const QFont used = fontFor(FontRole::Caption);
    const auto entry = [&](const QString& name, const QColor& tint, bool line) {
        if (name.isEmpty()) return;
        painter.setPen(Qt::NoPen);
        if (line)
            painter.fillRect(QRectF(x, 11, 14, 3), tint);
        else
            painter.fillRect(QRectF(x, 8, 10, 10), tint);
        x += line ? 20 : 16;
        const double left = std::max(0.0, width() - x);
        const QString shown = QFontMetricsF(used).elidedText(name, Qt::ElideRight, left);
        painter.setFont(used);
        painter.setPen(color(Token::TextSecondary));
        painter.drawText(QRectF(x, 4, left, 18), Qt::AlignVCenter | Qt::AlignLeft, shown);
        x += QFontMetricsF(used).horizontalAdvance(shown) + 20;
    };
    if (!m_data.reference.empty()) entry(m_data.referenceName, color(Token::Reference), false);
    if (!m_data.current.empty())
        entry(m_data.currentName, Theme::current().series(kCurrentSlot),
            m_data.categories.isEmpty() && !m_data.reference.empty());
}

void BarCompareChart::paintAxes(QPainter& painter, double top) const {
    const QRectF plot = plotRect();
    const QFont used = fontFor(FontRole::Axis);
    const Ticks ticks = niceTicks(0, top * 100, 5, true);
    for (std::size_t i = 0; i < ticks.values.size(); ++i) {
        const double y = plot.bottom() - ticks.values[i] / ticks.to * plot.height();
        painter.fillRect(QRectF(plot.left(), std::round(y), plot.width(), 1), color(Token::Line));
        painter.setPen(color(Token::TextMuted));
        paintTabular(
            &painter, QRectF(0, y - 8, plot.left() - 8, 16), used, ticks.labels[i] + QStringLiteral("\u00A0%"), true);
    }
    if (!m_data.categories.isEmpty()) {
        paintCategoryLabels(painter);
    } else if (m_data.edges.size() > 1) {
        const double from = m_data.edges.front(), to = m_data.edges.back();
        const Ticks x = niceTicks(from, to, std::clamp(width() / 70, 4, 8), false);
        painter.setPen(color(Token::TextMuted));
        painter.setFont(used);
        for (std::size_t i = 0; i < x.values.size(); ++i) {
            const double at = plot.left() + (x.values[i] - from) / (to - from) * plot.width();
            const double half = QFontMetricsF(used).horizontalAdvance(x.labels[i]) / 2;
            const double left = std::clamp(at - half, 0.0, width() - 2 * half - 1);
            painter.drawText(QPointF(left, plot.bottom() + 16), x.labels[i]);
        }
    }
    if (m_data.unit.isEmpty()) return;
    painter.setFont(used);
    painter.setPen(color(Token::TextMuted));
    painter.drawText(QRectF(plot.left(), height() - 18, plot.width(), 16), Qt::AlignRight, m_data.unit);
}

/// Every n-th category's label, so that none is cut to nothing.
void BarCompareChart::paintCategoryLabels(QPainter& painter) const {
    const QRectF plot = plotRect();
    const QFont used = fontFor(FontRole::Axis);
    const QFontMetricsF metrics(used);
    const double cell = plot.width() / std::max<qsizetype>(1, m_data.categories.size());
    const int every = std::max(1, static_cast<int>(std::ceil(52 / cell)));
    painter.setFont(used);
    painter.setPen(color(Token::TextMuted));
    for (int i = 0; i < m_data.categories.size(); i += every) {
        const double room = cell * every - 6;
        const QString shown = metrics.elidedText(m_data.categories[i], Qt::ElideRight, room);
        painter.drawText(
            QRectF(plot.left() + i * cell + cell / 2 - room / 2, plot.bottom() + 4, room, 16), Qt::AlignHCenter, shown);
    }
}

void BarCompareChart::paintBars(QPainter& painter, double top) const {
    const QRectF plot = plotRect();
    const double scale = plot.height() / top;
    const double cell = plot.width() / binCount();
    const bool both = !m_data.reference.empty() && !m_data.current.empty();
    const QColor tint = Theme::current().series(kCurrentSlot);
    const auto bar = [&](double x, double width, double share, const QColor& fill) {
        const double height = share > 0 ? std::max(1.5, share * scale) : 0;
        painter.fillRect(QRectF(x, plot.bottom() - height, std::max(1.0, width), height), fill);
    };
    if (!m_data.categories.isEmpty()) {
        const double gap = std::min(12.0, cell * 0.25);
        const double one = both ? (cell - gap) / 2 - 1 : cell - gap;
        for (int i = 0; i < binCount(); ++i) {
            const auto at = static_cast<std::size_t>(i);
            const double x = plot.left() + i * cell + gap / 2;
            if (at < m_data.reference.size()) bar(x, one, m_data.reference[at], color(Token::Reference));
            if (at < m_data.current.size()) bar(both ? x + one + 2 : x, one, m_data.current[at], tint);
        }
        return;
    }
    const auto& filled = m_data.reference.empty() ? m_data.current : m_data.reference;
    QColor fill = m_data.reference.empty() ? tint : color(Token::Reference);
    if (both) fill.setAlphaF(0.55F);
    for (std::size_t i = 0; i < filled.size(); ++i)
        bar(plot.left() + static_cast<double>(i) * cell, cell - (cell > 4 ? 1 : 0), filled[i], fill);
    if (!both) return;
    QPainterPath step(QPointF(plot.left(), plot.bottom()));
    for (std::size_t i = 0; i < m_data.current.size(); ++i) {
        const double y = plot.bottom() - m_data.current[i] * scale;
        step.lineTo(plot.left() + static_cast<double>(i) * cell, y);
        step.lineTo(plot.left() + static_cast<double>(i + 1) * cell, y);
    }
    step.lineTo(plot.right(), plot.bottom());
    painter.setPen(QPen(tint, 2, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(step);
}

void BarCompareChart::paintReadout(QPainter& painter) const {
    if (m_hover < 0 || m_hover >= binCount()) return;
    const QRectF plot = plotRect();
    const double cell = plot.width() / binCount();
    const auto at = static_cast<std::size_t>(m_hover);
    QStringList lines{binLabel(m_hover)};
    if (at < m_data.reference.size())
        lines.push_back(m_data.referenceName + QStringLiteral("  ") + format::percent(m_data.reference[at]));
    if (at < m_data.current.size())
        lines.push_back(m_data.currentName + QStringLiteral("  ") + format::percent(m_data.current[at]));
    const QFont used = fontFor(FontRole::Caption);
    const QFontMetricsF metrics(used);
    double wide = 0;
    for (const QString& line : lines) wide = std::max(wide, metrics.horizontalAdvance(line));
    const double boxWidth = std::min(wide + 20, static_cast<double>(width()) - 8);
    const double centre = plot.left() + (m_hover + 0.5) * cell;
    painter.fillRect(QRectF(plot.left() + m_hover * cell, plot.top(), cell, plot.height()), QColor(128, 140, 160, 36));
    const double x = centre > plot.center().x() ? centre - cell / 2 - boxWidth - 8 : centre + cell / 2 + 8;
    const QRectF box(std::clamp(x, 2.0, std::max(2.0, width() - boxWidth - 2)), plot.top() + 2, boxWidth,
        18.0 * static_cast<double>(lines.size()) + 10);
    painter.setPen(QPen(color(Token::Line), 1));
    painter.setBrush(color(Token::Raised));
    painter.drawRoundedRect(box, 8, 8);
    for (int i = 0; i < lines.size(); ++i) {
        painter.setPen(color(i == 0 ? Token::Text : Token::TextSecondary));
        const QRectF line(box.left() + 10, box.top() + 5 + 18 * i, box.width() - 18, 18);
        painter.setFont(used);
        painter.drawText(
            line, Qt::AlignVCenter | Qt::AlignLeft, metrics.elidedText(lines[i], Qt::ElideMiddle, line.width()));
    }
}

void BarCompareChart::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (binCount() == 0) {
        painter.setFont(fontFor(FontRole::Body));
        painter.setPen(color(Token::TextMuted));
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
    } else {
        double top = 0.01;
        for (const double share : m_data.reference) top = std::max(top, share);
        for (const double share : m_data.current) top = std::max(top, share);
        top = niceTicks(0, top * 100, 5, true).to / 100;
        paintLegend(painter);
        paintAxes(painter, top);
        paintBars(painter, top);
        paintReadout(painter);
    }
    if (property("kf").toBool() && hasFocus()) {
        painter.setPen(QPen(color(Token::Focus), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
    }
}

void BarCompareChart::mouseMoveEvent(QMouseEvent* event) {
    m_hover = binAt(event->position().x());
    update();
}

void BarCompareChart::leaveEvent(QEvent*) {
    m_hover = -1;
    update();
}

void BarCompareChart::keyPressEvent(QKeyEvent* event) {
    const int last = binCount() - 1;
    switch (event->key()) {
    case Qt::Key_Left:
        m_hover = std::max(0, m_hover - 1);
        break;
    case Qt::Key_Right:
        m_hover = std::min(last, m_hover + 1);
        break;
    case Qt::Key_Home:
        m_hover = 0;
        break;
    case Qt::Key_End:
        m_hover = last;
        break;
    case Qt::Key_Escape:
        m_hover = -1;
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    update();
}

} // namespace slipway::ui
