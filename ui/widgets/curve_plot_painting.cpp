#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/shell/theme.h"
#include "ui/widgets/chart_pens.h"
#include "ui/widgets/curve_plot.h"
#include "ui/widgets/curve_raster.h"

namespace slipway::ui {

namespace {

constexpr double kRawOpacity = 0.22; ///< of raw lines behind smoothed ones
constexpr int kManyCurves = 30;      ///< from here on lines are thinner
constexpr int kVectorColumns = 1000; ///< of a curve in a drawing

double lineWidth(const CurvePlot& plot) {
    return static_cast<int>(plot.curves.size()) > kManyCurves ? 1.2 : 2;
}

} // namespace

void CurvePlot::place(const QSizeF& size) {
    const int across = std::clamp(static_cast<int>(size.width()) / 90, 3, 7);
    const int up = std::clamp(static_cast<int>(size.height()) / 44, 3, 6);
    m_xTicks = x.ticks(across, false);
    m_yTicks = y.ticks(up, growY && !yTo && !ignoreOutliers);
    if (!y.log && m_yTicks.to > m_yTicks.from) {
        y.from = m_yTicks.from;
        y.to = m_yTicks.to;
    }
    const QFontMetricsF metrics(fontFor(FontRole::Axis));
    double label = 0;
    for (const QString& text : m_yTicks.labels) label = std::max(label, metrics.horizontalAdvance(text));
    const double left = std::max(44.0, label + 14 + (yTitle.isEmpty() ? 0 : 20));
    const double bottom = xTitle.isEmpty() ? 24 : 40;
    m_rect = QRectF(left, 8, std::max(10.0, std::floor(size.width() - left - 14)),
        std::max(10.0, std::floor(size.height() - 8 - bottom)));
}

void CurvePlot::paintAxes(QPainter& painter) const {
    const QFontMetricsF metrics(fontFor(FontRole::Axis));
    painter.setFont(fontFor(FontRole::Axis));
    const auto sharp = [](double at) { return std::floor(at) + 0.5; };
    for (std::size_t i = 0; i < m_yTicks.values.size(); ++i) {
        const double at = toPlot(x.from, m_yTicks.values[i]).y();
        if (at < m_rect.top() - 1 || at > m_rect.bottom() + 1) continue;
        painter.setPen(QPen(color(Token::Line), 1));
        painter.drawLine(QPointF(m_rect.left(), sharp(at)), QPointF(m_rect.right(), sharp(at)));
        painter.setPen(color(Token::TextMuted));
        painter.drawText(
            QRectF(0, at - 10, m_rect.left() - 8, 20), Qt::AlignVCenter | Qt::AlignRight, m_yTicks.labels[i]);
    }
    painter.setPen(QPen(color(Token::LineButton), 1));
    painter.drawLine(QPointF(m_rect.left(), sharp(m_rect.bottom())), QPointF(m_rect.right(), sharp(m_rect.bottom())));
    double free = -1e9; // labels never touch
    for (std::size_t i = 0; i < m_xTicks.values.size(); ++i) {
        const double at = toPlot(m_xTicks.values[i], y.from).x();
        if (at < m_rect.left() - 1 || at > m_rect.right() + 1) continue;
        painter.setPen(QPen(color(Token::LineButton), 1));
        painter.drawLine(QPointF(sharp(at), m_rect.bottom()), QPointF(sharp(at), m_rect.bottom() + 4));
        const double wide = metrics.horizontalAdvance(m_xTicks.labels[i]);
        const double left = std::min(at - wide / 2, m_rect.right() + 12 - wide);
        if (left < free) continue;
        free = left + wide + 8;
        painter.setPen(color(Token::TextMuted));
        painter.drawText(QRectF(left - 1, m_rect.bottom() + 5, wide + 2, 16), Qt::AlignCenter, m_xTicks.labels[i]);
    }
    if (!xTitle.isEmpty())
        painter.drawText(QRectF(m_rect.left(), m_rect.bottom() + 21, m_rect.width(), 17), Qt::AlignCenter,
            metrics.elidedText(xTitle, Qt::ElideRight, m_rect.width()));
    if (yTitle.isEmpty()) return;
    painter.save();
    painter.translate(10, m_rect.center().y());
    painter.rotate(-90);
    painter.drawText(QRectF(-m_rect.height() / 2, -9, m_rect.height(), 18), Qt::AlignCenter,
        metrics.elidedText(yTitle, Qt::ElideMiddle, m_rect.height()));
    painter.restore();
}

/// In device pixels relative to rect(); only what is in sight, with one neighbour on each side.
std::vector<QPointF> CurvePlot::pixels(const QVector<QPointF>& points, double scale) const {
    auto first =
        std::lower_bound(points.begin(), points.end(), x.from, [](const QPointF& p, double v) { return p.x() < v; });
    auto last = std::upper_bound(first, points.end(), x.to, [](double v, const QPointF& p) { return v < p.x(); });
    if (first != points.begin()) --first;
    if (last != points.end()) ++last;
    std::vector<QPointF> result;
    result.reserve(static_cast<std::size_t>(last - first));
    for (; first != last; ++first) {
        if (!x.accepts(first->x()) || !y.accepts(first->y())) {
            result.emplace_back(0, NAN);
            continue;
        }
        const QPointF place = (toPlot(first->x(), first->y()) - m_rect.topLeft()) * scale;
        // Far away is as good as very far away, and numbers stay in range.
        result.emplace_back(std::clamp(place.x(), -1e5, 1e5), std::clamp(place.y(), -1e5, 1e5));
    }
    return result;
}

QImage CurvePlot::curveLayer(double deviceRatio) const {
    CurveRaster raster((m_rect.size() * deviceRatio).toSize());
    const auto draw = [&](const QVector<QPointF>& points, const QPen& pen, double opacity) {
        raster.draw(pixels(points, deviceRatio), {pen.color(), pen.widthF() * deviceRatio, pen.style(), opacity});
    };
    const double width = lineWidth(*this);
    // Grey lines first: the colours lie above them.
    for (const bool coloured : {false, true})
        for (int i = 0; i < static_cast<int>(curves.size()); ++i) {
            const Curve& curve = curves[static_cast<std::size_t>(i)];
            if (!isShown(i) || (curve.reference || curve.slot >= kDistinctSeries) == coloured) continue;
            const QPen pen = curvePen(curve.slot, curve.reference, width);
            if (smoothing > 0) {
                QPen faint = pen;
                faint.setStyle(Qt::SolidLine);
                faint.setWidthF(1);
                draw(raw(i), faint, kRawOpacity);
            }
            draw(line(i), pen, 1);
        }
    QImage image = raster.image();
    if (std::ranges::any_of(curves, [](const Curve& curve) { return !curve.low.isEmpty(); })) {
        QImage below(image.size(), QImage::Format_ARGB32_Premultiplied);
        below.fill(Qt::transparent);
        QPainter painter(&below);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(deviceRatio, deviceRatio);
        painter.translate(-m_rect.topLeft());
        paintBands(painter);
        painter.resetTransform();
        painter.drawImage(0, 0, image);
        painter.end();
        image = below;
    }
    image.setDevicePixelRatio(deviceRatio);
    return image;
}

void CurvePlot::paintBands(QPainter& painter) const {
    for (int i = 0; i < static_cast<int>(curves.size()); ++i) {
        const Curve& curve = curves[static_cast<std::size_t>(i)];
        if (!isShown(i) || curve.low.size() != curve.high.size() || curve.low.isEmpty()) continue;
        QPolygonF outline;
        for (const QPointF& p : curve.high)
            if (y.accepts(p.y()) && x.accepts(p.x())) outline.push_back(toPlot(p.x(), p.y()));
        for (auto p = curve.low.rbegin(); p != curve.low.rend(); ++p)
            if (y.accepts(p->y()) && x.accepts(p->x())) outline.push_back(toPlot(p->x(), p->y()));
        QColor fill = curvePen(curve.slot, curve.reference, 1).color();
        fill.setAlphaF(0.12F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawPolygon(outline);
    }
    painter.setBrush(Qt::NoBrush);
}

void CurvePlot::paintLine(QPainter& painter, const QVector<QPointF>& points, const QPen& pen) const {
    painter.setPen(pen);
    QPolygonF part;
    const auto flush = [&] {
        if (part.size() == 1) painter.drawEllipse(part.first(), 2, 2);
        if (part.size() > 1) painter.drawPolyline(part);
        part.clear();
    };
    for (const QPointF& p : thinned(inRange(points, x.from, x.to), kVectorColumns)) {
        if (x.accepts(p.x()) && y.accepts(p.y()))
            part.push_back(toPlot(p.x(), p.y()));
        else
            flush();
    }
    flush();
}

void CurvePlot::paintCurves(QPainter& painter) const {
    painter.save();
    painter.setClipRect(m_rect.adjusted(-1, -3, 1, 3));
    painter.setRenderHint(QPainter::Antialiasing);
    paintBands(painter);
    for (int i = 0; i < static_cast<int>(curves.size()); ++i) {
        const Curve& curve = curves[static_cast<std::size_t>(i)];
        if (!isShown(i)) continue;
        const QPen pen = curvePen(curve.slot, curve.reference, lineWidth(*this));
        if (smoothing > 0) {
            QPen faint = pen;
            QColor tint = pen.color();
            tint.setAlphaF(kRawOpacity);
            faint.setColor(tint);
            faint.setStyle(Qt::SolidLine);
            faint.setWidthF(1);
            paintLine(painter, raw(i), faint);
        }
        paintLine(painter, line(i), pen);
    }
    painter.restore();
}

void CurvePlot::paintPointed(QPainter& painter, int curve) const {
    if (curve < 0 || curve >= static_cast<int>(curves.size()) || !isShown(curve)) return;
    const Curve& pointed = curves[static_cast<std::size_t>(curve)];
    const double ratio = painter.device()->devicePixelRatioF();
    const QPen pen = pointedPen(pointed.slot, pointed.reference, 3);
    CurveRaster raster((m_rect.size() * ratio).toSize());
    raster.draw(pixels(line(curve), ratio), {color(Token::Surface), 6 * ratio, Qt::SolidLine, 0.8});
    raster.draw(pixels(line(curve), ratio), {pen.color(), 3 * ratio, pen.style(), 1});
    QImage image = raster.image();
    image.setDevicePixelRatio(ratio);
    painter.drawImage(m_rect.topLeft(), image);
}

void CurvePlot::paintThresholds(QPainter& painter) const {
    const QFont used = fontFor(FontRole::Axis);
    for (const Threshold& line : thresholds) {
        if (!y.accepts(line.value)) continue;
        const double at = toPlot(x.from, line.value).y();
        if (at < m_rect.top() - 1 || at > m_rect.bottom() + 1) continue;
        const QColor tint = color(pillText(line.kind));
        painter.setPen(QPen(tint, 1.5, Qt::DashLine, Qt::FlatCap));
        painter.drawLine(QPointF(m_rect.left(), at), QPointF(m_rect.right(), at));
        const double width = QFontMetricsF(used).horizontalAdvance(line.label);
        const bool above = at - 18 > m_rect.top() - 8;
        const QRectF text(m_rect.right() - width - 6, above ? at - 17 : at + 2, width + 6, 16);
        painter.fillRect(text, color(Token::Surface));
        painter.setFont(used);
        painter.setPen(tint);
        painter.drawText(text, Qt::AlignCenter, line.label);
    }
}

void CurvePlot::paintGaps(QPainter& painter) const {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(color(Token::Surface));
    for (int i = 0; i < static_cast<int>(curves.size()); ++i) {
        if (!isShown(i)) continue;
        const Curve& curve = curves[static_cast<std::size_t>(i)];
        painter.setPen(QPen(curvePen(curve.slot, curve.reference, 1.5).color(), 1.5));
        double last = -1e9;
        for (const QPointF& p : raw(i)) {
            if (std::isfinite(p.y()) || p.x() < x.from || p.x() > x.to || !x.accepts(p.x())) continue;
            const double at = toPlot(p.x(), y.from).x();
            if (at - last < 7) continue; // one mark for many
            last = at;
            const bool up = p.y() > 0;
            const double edge = up ? m_rect.top() + 5 : m_rect.bottom() - 5;
            if (std::isnan(p.y())) {
                painter.drawLine(QPointF(at - 3, edge - 3), QPointF(at + 3, edge + 3));
                painter.drawLine(QPointF(at - 3, edge + 3), QPointF(at + 3, edge - 3));
            } else {
                const double tip = up ? -3 : 3;
                painter.drawPolygon(QPolygonF({{at - 3.5, edge - tip}, {at + 3.5, edge - tip}, {at, edge + tip}}));
            }
        }
    }
    painter.setBrush(Qt::NoBrush);
}

} // namespace slipway::ui
