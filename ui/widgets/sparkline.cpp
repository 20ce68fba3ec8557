#include "ui/widgets/sparkline.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "ui/shell/theme.h"
#include "ui/widgets/chart_scale.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

void paintSparkline(QPainter* painter, const QRectF& rect, const std::vector<double>& values, const QColor& tint) {
    QVector<QPointF> points;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (std::isfinite(values[i])) points.push_back({static_cast<double>(i), values[i]});
    if (points.isEmpty() || rect.width() < 4) return;
    points = thinned(points, static_cast<int>(rect.width()));
    const auto [low, high] = std::ranges::minmax(points, {}, &QPointF::y);
    const double span = high.y() - low.y();
    const double last = std::max<double>(1, static_cast<double>(values.size()) - 1);
    const auto place = [&](const QPointF& p) {
        const double up = span > 0 ? (p.y() - low.y()) / span : 0.5;
        return QPointF(rect.left() + p.x() / last * rect.width(), rect.bottom() - up * rect.height());
    };
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (points.size() > 1) {
        QPainterPath path(place(points.first()));
        for (const QPointF& point : points) path.lineTo(place(point));
        painter->setPen(QPen(tint, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->setBrush(Qt::NoBrush);
        painter->drawPath(path);
    }
    painter->setPen(Qt::NoPen);
    painter->setBrush(tint);
    painter->drawEllipse(place(points.last()), 2.2, 2.2);
    painter->restore();
}

void paintSparkBars(QPainter* painter, const QRectF& rect, const std::vector<double>& values, const QColor& tint) {
    if (values.empty()) return;
    const double top = std::max(1e-12, *std::ranges::max_element(values));
    const double step = rect.width() / static_cast<double>(values.size());
    const double gap = step > 4 ? 2 : step > 2 ? 1 : 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double height = std::max(values[i] > 0 ? 2.0 : 1.0, values[i] / top * rect.height());
        const QRectF bar(
            rect.left() + static_cast<double>(i) * step, rect.bottom() - height, std::max(1.0, step - gap), height);
        painter->fillRect(bar, values[i] > 0 ? tint : color(Token::Line));
    }
}

Sparkline::Sparkline(const QString& name, QWidget* parent) : QWidget(parent), m_name(name) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(name);
}

void Sparkline::setBars(bool bars) {
    m_bars = bars;
}

void Sparkline::setValues(std::vector<double> values) {
    m_values = std::move(values);
    if (!m_values.empty())
        setAccessibleDescription(
            tr("%1 from %2 to %3").arg(m_name, format::number(m_values.front()), format::number(m_values.back())));
    update();
}

void Sparkline::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QRectF box = QRectF(rect()).adjusted(3, 3, -3, -3);
    const QColor tint = Theme::current().series(0);
    if (m_bars)
        paintSparkBars(&painter, box, m_values, tint);
    else
        paintSparkline(&painter, box, m_values, tint);
}

} // namespace slipway::ui
