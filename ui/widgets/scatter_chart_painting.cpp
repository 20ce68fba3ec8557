#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/shell/theme.h"
#include "ui/widgets/chart_pens.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/scatter_chart.h"

namespace slipway::ui {

namespace {

constexpr double kLegendWidth = 96, kTitle = 16;
constexpr int kMostListed = 12;

QString written(const ChartField& field, double value) {
    return field.categories.isEmpty() ? format::number(value) : field.categories.value(static_cast<int>(value));
}

Ticks ticksOf(const ChartAxis& axis, const ChartField& field, int wanted) {
    if (field.categories.isEmpty()) return axis.ticks(wanted, false);
    Ticks ticks;
    const int step =
        std::max(1, static_cast<int>(std::ceil(field.categories.size() / static_cast<double>(kMostListed))));
    for (int i = 0; i < field.categories.size(); i += step) {
        ticks.values.push_back(i);
        ticks.labels.push_back(field.categories[i]);
    }
    return ticks;
}

} // namespace

void ScatterChart::place(const QSizeF& size) {
    m_xTicks = ticksOf(m_x, m_data.x, std::clamp(static_cast<int>(size.width()) / 110, 3, 7));
    m_yTicks = ticksOf(m_y, m_data.y, std::clamp(static_cast<int>(size.height()) / 50, 3, 7));
    const QFontMetricsF metrics(fontFor(FontRole::Axis));
    double label = 30;
    for (const QString& text : m_yTicks.labels)
        label = std::max(label, std::min(120.0, metrics.horizontalAdvance(text)));
    const double right = m_data.color ? kLegendWidth + 16 : 16;
    m_rect = QRectF(
        label + 34, 12, std::max(10.0, size.width() - label - 34 - right), std::max(10.0, size.height() - 12 - 44));
    m_layerValid = false;
}

QImage ScatterChart::contourImage(const QSize& pixels) const {
    QImage image(pixels, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    const auto cells = m_surface->raster(pixels.width(), pixels.height());
    std::vector<QRgb> bands;
    for (std::size_t band = 0; band <= m_levels.size(); ++band)
        bands.push_back(
            bandColor(band == 0 ? m_surface->lowest() : std::nextafter(m_levels[band - 1], INFINITY)).rgba());
    for (int row = 0; row < pixels.height(); ++row) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(row));
        for (int column = 0; column < pixels.width(); ++column) {
            const float value = cells[static_cast<std::size_t>(row) * static_cast<std::size_t>(pixels.width()) +
                                      static_cast<std::size_t>(column)];
            if (std::isnan(value)) continue;
            line[column] =
                bands[static_cast<std::size_t>(std::ranges::lower_bound(m_levels, value) - m_levels.begin())];
        }
    }
    return image;
}

void ScatterChart::paintAxes(QPainter& painter) const {
    const QFontMetricsF metrics(fontFor(FontRole::Axis));
    painter.setFont(fontFor(FontRole::Axis));
    const auto sharp = [](double at) { return std::floor(at) + 0.5; };
    for (std::size_t i = 0; i < m_yTicks.values.size(); ++i) {
        const double at = m_rect.bottom() - m_y.share(m_yTicks.values[i]) * m_rect.height();
        if (at < m_rect.top() - 1 || at > m_rect.bottom() + 1) continue;
        painter.setPen(QPen(color(Token::Line), 1));
        painter.drawLine(QPointF(m_rect.left(), sharp(at)), QPointF(m_rect.right(), sharp(at)));
        painter.setPen(color(Token::TextMuted));
        painter.drawText(QRectF(22, at - 9, m_rect.left() - 30, 18), Qt::AlignVCenter | Qt::AlignRight,
            metrics.elidedText(m_yTicks.labels[i], Qt::ElideRight, m_rect.left() - 30));
    }
    const double room = m_rect.width() / std::max<double>(1, static_cast<double>(m_xTicks.values.size())) - 6;
    for (std::size_t i = 0; i < m_xTicks.values.size(); ++i) {
        const double at = m_rect.left() + m_x.share(m_xTicks.values[i]) * m_rect.width();
        if (at < m_rect.left() - 1 || at > m_rect.right() + 1) continue;
        painter.setPen(QPen(color(Token::LineButton), 1));
        painter.drawLine(QPointF(sharp(at), m_rect.bottom()), QPointF(sharp(at), m_rect.bottom() + 4));
        painter.setPen(color(Token::TextMuted));
        const double wide = std::max(60.0, room);
        painter.drawText(QRectF(at - wide / 2, m_rect.bottom() + 5, wide, 16), Qt::AlignCenter,
            metrics.elidedText(m_xTicks.labels[i], Qt::ElideRight, wide));
    }
    painter.setPen(QPen(color(Token::LineButton), 1));
    painter.drawLine(QPointF(m_rect.left(), sharp(m_rect.bottom())), QPointF(m_rect.right(), sharp(m_rect.bottom())));
    painter.setPen(color(Token::TextSecondary));
    painter.drawText(QRectF(m_rect.left(), m_rect.bottom() + 24, m_rect.width(), kTitle), Qt::AlignCenter,
        m_data.x.title + (m_x.log ? tr(" (log)") : QString()));
    painter.save();
    painter.translate(12, m_rect.center().y());
    painter.rotate(-90);
    painter.drawText(QRectF(-m_rect.height() / 2, -9, m_rect.height(), 18), Qt::AlignCenter,
        metrics.elidedText(m_data.y.title + (m_y.log ? tr(" (log)") : QString()), Qt::ElideMiddle, m_rect.height()));
    painter.restore();
}

/// Categories have a shape of their own, so that colour is not all that tells them apart.
void ScatterChart::paintPoint(QPainter& painter, int run, double radius) const {
    const QPointF at = placeOf(run);
    int shape = 0;
    if (m_data.color && !m_data.color->categories.isEmpty())
        shape = static_cast<int>(m_data.color->values[static_cast<std::size_t>(run)].value_or(0)) % 4;
    const double r = radius;
    if (shape == 0)
        painter.drawEllipse(at, r, r);
    else if (shape == 1)
        painter.drawRect(QRectF(at.x() - r * 0.88, at.y() - r * 0.88, r * 1.76, r * 1.76));
    else if (shape == 2)
        painter.drawPolygon(
            QPolygonF({at + QPointF(0, -r * 1.2), at + QPointF(r * 1.1, r * 0.8), at + QPointF(-r * 1.1, r * 0.8)}));
    else
        painter.drawPolygon(QPolygonF({at + QPointF(0, -r * 1.25), at + QPointF(r * 1.25, 0), at + QPointF(0, r * 1.25),
            at + QPointF(-r * 1.25, 0)}));
}

void ScatterChart::paintFront(QPainter& painter) const {
    const auto runs = front();
    QPolygonF steps;
    for (const int run : runs) {
        const QPointF at = placeOf(run);
        if (!steps.isEmpty()) steps.push_back({at.x(), steps.last().y()});
        steps.push_back(at);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color(Token::Text), 1.5, Qt::DashLine, Qt::FlatCap));
    painter.drawPolyline(steps);
    painter.setPen(QPen(color(Token::Text), 1.5));
    for (const int run : runs) painter.drawEllipse(placeOf(run), 8, 8);
}

void ScatterChart::paintLegend(QPainter& painter) const {
    if (!m_data.color) return;
    const QFontMetricsF metrics(fontFor(FontRole::Axis));
    const double left = m_rect.right() + 20;
    painter.setFont(fontFor(FontRole::Axis));
    painter.setPen(color(Token::TextSecondary));
    painter.drawText(QRectF(left, m_rect.top() - 4, kLegendWidth - 8, 16), Qt::AlignVCenter | Qt::AlignLeft,
        metrics.elidedText(m_data.color->title, Qt::ElideMiddle, kLegendWidth - 8));
    const double top = m_rect.top() + 18, height = std::min(180.0, m_rect.height() - 24);
    if (!m_data.color->categories.isEmpty()) {
        for (int i = 0; i < std::min<int>(kMostListed, static_cast<int>(m_data.color->categories.size())); ++i) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(Theme::current().series(i));
            painter.drawEllipse(QPointF(left + 5, top + 9 + 18 * i), 4.5, 4.5);
            painter.setPen(color(Token::TextSecondary));
            painter.drawText(QRectF(left + 16, top + 18 * i, kLegendWidth - 24, 18), Qt::AlignVCenter | Qt::AlignLeft,
                metrics.elidedText(m_data.color->categories[i], Qt::ElideRight, kLegendWidth - 24));
        }
        return;
    }
    const auto at = [&](double share) { return top + height * (1 - share); };
    if (m_surface) {
        std::vector<double> edges{m_surface->lowest()};
        edges.insert(edges.end(), m_levels.begin(), m_levels.end());
        edges.push_back(m_surface->highest());
        for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
            const double low = at(static_cast<double>(i) / static_cast<double>(edges.size() - 1));
            const double high = at(static_cast<double>(i + 1) / static_cast<double>(edges.size() - 1));
            painter.fillRect(QRectF(left, high, 12, low - high), bandColor((edges[i] + edges[i + 1]) / 2));
            painter.setPen(color(Token::TextMuted));
            painter.drawText(
                QRectF(left + 18, low - 8, 70, 16), Qt::AlignVCenter | Qt::AlignLeft, format::number(edges[i]));
        }
        painter.drawText(
            QRectF(left + 18, at(1) - 8, 70, 16), Qt::AlignVCenter | Qt::AlignLeft, format::number(edges.back()));
        return;
    }
    QLinearGradient fill(0, at(0), 0, at(1));
    fill.setColorAt(0, sequentialColor(0.25));
    fill.setColorAt(1, sequentialColor(1));
    painter.fillRect(QRectF(left, top, 12, height), fill);
    painter.setPen(color(Token::TextMuted));
    for (const double share : {0.0, 0.5, 1.0})
        painter.drawText(QRectF(left + 18, at(share) - 8, 70, 16), Qt::AlignVCenter | Qt::AlignLeft,
            format::number(
                m_data.color->log ? m_low * std::pow(m_high / m_low, share) : m_low + share * (m_high - m_low)));
}

void ScatterChart::paintAll(QPainter& painter) const {
    painter.setRenderHint(QPainter::Antialiasing);
    paintAxes(painter);
    if (m_surface)
        painter.drawImage(m_rect, contourImage((m_rect.size() * painter.device()->devicePixelRatioF()).toSize()));
    paintLegend(painter);
    const bool chosen = !m_selection.isEmpty();
    const double radius = m_data.runs.size() > 1000 ? 3 : 5;
    for (int run = 0; run < m_data.runs.size(); ++run) {
        if (!isShown(run)) continue;
        const bool faint = chosen && !m_selection.contains(run);
        painter.setOpacity(faint ? 0.25 : 1);
        // Pale points have a dark edge: they are 3:1 to the surface at least.
        const bool scale = m_data.color && m_data.color->categories.isEmpty();
        painter.setPen(QPen(m_surface ? color(Token::Text)
                            : scale   ? sequentialColor(1)
                                      : color(Token::Surface),
            m_surface ? 1.2 : 1));
        painter.setBrush(m_surface ? color(Token::Surface) : colorOf(run));
        paintPoint(painter, run, m_surface ? 3.5 : radius);
    }
    painter.setOpacity(1);
    if (m_frontShown) paintFront(painter);
}

void ScatterChart::paintTip(QPainter& painter) const {
    if (m_pointed < 0 || !isShown(m_pointed)) return;
    const auto run = static_cast<std::size_t>(m_pointed);
    painter.setPen(QPen(color(Token::Text), 2));
    painter.setBrush(colorOf(m_pointed));
    paintPoint(painter, m_pointed, 7);
    QStringList rows{m_data.runs[m_pointed]};
    const auto add = [&](const ChartField& field) {
        const auto& value = field.values[run];
        rows.push_back(field.title + QStringLiteral("  ") + (value ? written(field, *value) : format::missing()));
    };
    add(m_data.x);
    add(m_data.y);
    if (m_data.color) add(*m_data.color);
    const QFontMetricsF metrics(fontFor(FontRole::Caption));
    double wide = QFontMetricsF(fontFor(FontRole::TableHeader)).horizontalAdvance(rows[0]);
    for (const QString& row : rows) wide = std::max(wide, metrics.horizontalAdvance(row));
    wide = std::min(wide, 320.0);
    const QPointF at = placeOf(m_pointed);
    const double height = 18.0 * static_cast<double>(rows.size()) + 12;
    const double left = at.x() > width() / 2.0 ? at.x() - wide - 40 : at.x() + 16;
    const QRectF box(std::max(2.0, left),
        std::clamp(at.y() - height / 2, 2.0, std::max(2.0, this->height() - height - 2)), wide + 24, height);
    painter.setPen(QPen(color(Token::Line), 1));
    painter.setBrush(color(Token::Raised));
    painter.drawRoundedRect(box, 8, 8);
    painter.setBrush(Qt::NoBrush);
    for (int i = 0; i < rows.size(); ++i) {
        painter.setFont(fontFor(i == 0 ? FontRole::TableHeader : FontRole::Caption));
        painter.setPen(color(i == 0 ? Token::Text : Token::TextSecondary));
        painter.drawText(QRectF(box.left() + 12, box.top() + 6 + 18 * i, wide + 4, 18),
            Qt::AlignVCenter | Qt::AlignLeft, metrics.elidedText(rows[i], Qt::ElideMiddle, wide + 4));
    }
}

void ScatterChart::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (shownCount() == 0) {
        painter.setFont(fontFor(FontRole::Body));
        painter.setPen(color(Token::TextMuted));
        painter.drawText(rect().adjusted(24, 0, -24, 0), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
    } else {
        const double ratio = devicePixelRatioF();
        if (!m_layerValid || m_layer.devicePixelRatio() != ratio) {
            m_layer = QImage(size() * ratio, QImage::Format_ARGB32_Premultiplied);
            m_layer.setDevicePixelRatio(ratio);
            m_layer.fill(Qt::transparent);
            QPainter onLayer(&m_layer);
            paintAll(onLayer);
            m_layerValid = true;
        }
        painter.drawImage(0, 0, m_layer);
        if (m_dragging) {
            QColor fill = color(Token::Accent);
            fill.setAlphaF(0.14F);
            painter.setBrush(fill);
            painter.setPen(QPen(color(Token::Accent), 1));
            painter.drawRect(QRectF(m_dragFrom, m_dragAt).normalized());
        }
        paintTip(painter);
    }
    if (!property("kf").toBool() || !hasFocus()) return;
    painter.setPen(QPen(color(Token::Focus), 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
}

void ScatterChart::paintChart(QPainter& painter, const QSizeF& size) const {
    painter.fillRect(QRectF({}, size), color(Token::Surface));
    paintAll(painter);
    painter.setFont(fontFor(FontRole::Caption));
    painter.setPen(color(Token::TextMuted));
    painter.drawText(QRectF(12, size.height() - 18, size.width() - 24, 16), Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(fontFor(FontRole::Caption))
            .elidedText(m_name + QStringLiteral(" · ") + summary(), Qt::ElideRight, size.width() - 24));
}

} // namespace slipway::ui
