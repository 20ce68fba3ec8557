#include "ui/widgets/curve_raster.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace slipway::ui {

namespace {

constexpr double kDensity = 0.5; ///< points a column from which on a curve is drawn as spans
constexpr double kGapOpacity = 0.3;

struct Dashes {
    double on, off;
};

/// As Qt's patterns with flat ends, in widths of the line.
Dashes dashesOf(Qt::PenStyle style) {
    switch (style) {
    case Qt::DashLine:
        return {4, 2};
    case Qt::DotLine:
        return {1, 2};
    case Qt::DashDotLine:
        return {3, 1.5};
    default:
        return {1, 0};
    }
}

bool isGap(const QPointF& p) {
    return !std::isfinite(p.y()) || !std::isfinite(p.x());
}

quint32 scaled(quint32 pixel, quint32 by) {
    quint32 even = (pixel & 0xff00ffU) * by;
    even = ((even + ((even >> 8U) & 0xff00ffU) + 0x800080U) >> 8U) & 0xff00ffU;
    quint32 odd = ((pixel >> 8U) & 0xff00ffU) * by;
    odd = (odd + ((odd >> 8U) & 0xff00ffU) + 0x800080U) & 0xff00ff00U;
    return even | odd;
}

/// The colour at each coverage, premultiplied.
std::array<quint32, 256> shades(const QColor& color, double opacity) {
    std::array<quint32, 256> colors{};
    for (int a = 0; a < 256; ++a) {
        QColor shade = color;
        shade.setAlphaF(static_cast<float>(color.alphaF() * opacity * a / 255.0));
        colors.at(static_cast<std::size_t>(a)) = qPremultiply(shade.rgba());
    }
    return colors;
}

} // namespace

CurveRaster::CurveRaster(QSize pixels)
    : m_image(pixels, QImage::Format_ARGB32_Premultiplied),
      m_width(pixels.width()),
      m_height(pixels.height()),
      m_cover(static_cast<std::size_t>(m_width) * static_cast<std::size_t>(m_height)),
      m_touched(static_cast<std::size_t>(m_width), Touched{m_height, -1}) {
    m_image.fill(Qt::transparent);
}

void CurveRaster::draw(std::span<const QPointF> points, const Stroke& stroke) {
    if (points.empty() || m_width < 1 || m_height < 1) return;
    double left = m_width, right = 0;
    for (const QPointF& p : points) {
        if (isGap(p)) continue;
        left = std::min(left, p.x());
        right = std::max(right, p.x());
    }
    const double columns = std::clamp(right - left, 8.0, static_cast<double>(m_width));
    if (static_cast<double>(points.size()) > kDensity * columns)
        drawColumns(points, stroke);
    else
        drawSegments(points, stroke);
    blend(stroke);
}

void CurveRaster::drawThin(std::span<const QPointF> points, const QColor& color, double opacity) {
    const auto colors = shades(color, opacity);
    auto* pixels = reinterpret_cast<quint32*>(m_image.bits());
    const auto stride = static_cast<std::size_t>(m_image.bytesPerLine()) / sizeof(quint32);
    for (std::size_t i = 1; i < points.size(); ++i) {
        const QPointF &from = points[i - 1], &to = points[i];
        if (isGap(from) || isGap(to) || !(to.x() > from.x())) continue;
        const double slope = (to.y() - from.y()) / (to.x() - from.x());
        const double half = (std::abs(slope) + 1) / 2;
        const int first = std::max(0, static_cast<int>(std::ceil(from.x() - 0.5)));
        const int last = std::min(m_width - 1, static_cast<int>(std::ceil(to.x() - 0.5)) - 1);
        for (int c = first; c <= last; ++c) {
            const double centre = from.y() + (c + 0.5 - from.x()) * slope;
            const double low = std::max(0.0, centre - half);
            const double high = std::min(static_cast<double>(m_height), centre + half);
            if (!(high > low)) continue;
            const int top = static_cast<int>(low), bottom = std::min(m_height - 1, static_cast<int>(high));
            quint32* target = pixels + static_cast<std::size_t>(top) * stride + static_cast<std::size_t>(c);
            for (int r = top; r <= bottom; ++r, target += stride) {
                const double share = std::min(high, r + 1.0) - std::max(low, static_cast<double>(r));
                const quint32 source = colors[static_cast<std::size_t>(share * 255)];
                *target = source + scaled(*target, 255 - qAlpha(source));
            }
        }
    }
}

void CurveRaster::drawColumns(std::span<const QPointF> points, const Stroke& stroke) {
    struct Span {
        double low = INFINITY, high = -INFINITY;
        void take(double y) {
            low = std::min(low, y);
            high = std::max(high, y);
        }
    };
    std::vector<Span> spans(static_cast<std::size_t>(m_width));
    const auto take = [&](int column, double y) {
        if (column >= 0 && column < m_width) spans[static_cast<std::size_t>(column)].take(y);
    };
    const QPointF* before = nullptr;
    for (const QPointF& p : points) {
        if (isGap(p)) {
            before = nullptr;
            continue;
        }
        const int column = static_cast<int>(std::floor(std::clamp(p.x(), -2.0, m_width + 1.0)));
        take(column, p.y());
        if (before) {
            const double slope = (p.y() - before->y()) / std::max(1e-9, p.x() - before->x());
            const int first = std::max(0, static_cast<int>(std::floor(std::max(before->x(), -1.0))));
            for (int c = first; c < column && c < m_width; ++c) { // where the line crosses into the next column
                const double y = before->y() + (c + 1 - before->x()) * slope;
                take(c, y);
                take(c + 1, y);
            }
        }
        before = &p;
    }
    const Dashes dashes = dashesOf(stroke.style);
    const double period = (dashes.on + dashes.off) * stroke.width * 2;
    for (int c = 0; c < m_width; ++c) {
        const Span& span = spans[static_cast<std::size_t>(c)];
        if (span.low > span.high) continue;
        // A gap in the dash is faint, not empty: a spike may lie in it.
        const bool on = dashes.off == 0 || std::fmod(c, period) < dashes.on * stroke.width * 2;
        coverSpan(c, span.low - stroke.width / 2, span.high + stroke.width / 2, on ? 1 : kGapOpacity);
    }
}

void CurveRaster::drawSegments(std::span<const QPointF> points, const Stroke& stroke) {
    const double half = stroke.width / 2;
    double along = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (isGap(points[i])) continue;
        const bool joinsBefore = i > 0 && !isGap(points[i - 1]);
        const bool joinsAfter = i + 1 < points.size() && !isGap(points[i + 1]);
        if (!joinsBefore && !joinsAfter) cover(points[i], points[i], half + 1.5); // a dot
        if (!joinsBefore) continue;
        if (stroke.style == Qt::SolidLine)
            cover(points[i - 1], points[i], half);
        else
            drawDashes(points[i - 1], points[i], stroke, along);
    }
}

void CurveRaster::drawDashes(QPointF from, QPointF to, const Stroke& stroke, double& along) {
    const Dashes dashes = dashesOf(stroke.style);
    const double on = dashes.on * stroke.width, period = on + dashes.off * stroke.width;
    const QPointF way = to - from;
    const double length = std::hypot(way.x(), way.y());
    if (!(length > 0) || length > 1e5) return cover(from, to, stroke.width / 2);
    double at = 0;
    while (at < length) {
        const double phase = std::fmod(along, period);
        const bool drawn = phase < on;
        const double part = std::min(length - at, (drawn ? on : period) - phase);
        if (drawn) cover(from + way * (at / length), from + way * ((at + part) / length), stroke.width / 2 - 0.25);
        at += std::max(part, 1e-6);
        along += std::max(part, 1e-6);
    }
}

void CurveRaster::mark(int column, int row, double share) {
    auto& cell =
        m_cover[static_cast<std::size_t>(column) * static_cast<std::size_t>(m_height) + static_cast<std::size_t>(row)];
    cell = std::max(cell, static_cast<unsigned char>(std::lround(share * 255)));
}

/// Everything nearer to the segment than half a width, with one pixel of transition.
void CurveRaster::cover(QPointF from, QPointF to, double halfWidth) {
    const double reach = halfWidth + 0.5;
    const int first = std::max(0, static_cast<int>(std::floor(std::min(from.x(), to.x()) - reach)));
    const int last = std::min(m_width - 1, static_cast<int>(std::ceil(std::max(from.x(), to.x()) + reach)));
    const QPointF way = to - from;
    const double squared = way.x() * way.x() + way.y() * way.y();
    const double length = std::sqrt(squared);
    for (int c = first; c <= last; ++c) {
        const double x = c + 0.5;
        double low = std::min(from.y(), to.y()) - reach, high = std::max(from.y(), to.y()) + reach;
        if (std::abs(way.x()) > 1e-9) { // the stripe around the line cuts this column between two heights
            const double centre = from.y() + (x - from.x()) * way.y() / way.x();
            const double half = reach * length / std::abs(way.x());
            low = std::max(low, centre - half);
            high = std::min(high, centre + half);
        }
        const int top = std::max(0, static_cast<int>(std::floor(low)));
        const int bottom = std::min(m_height - 1, static_cast<int>(std::ceil(high)));
        if (top > bottom) continue;
        Touched& touched = m_touched[static_cast<std::size_t>(c)];
        touched = {std::min(touched.first, top), std::max(touched.last, bottom)};
        for (int r = top; r <= bottom; ++r) {
            const QPointF offset(x - from.x(), r + 0.5 - from.y());
            const double t =
                squared > 0 ? std::clamp((offset.x() * way.x() + offset.y() * way.y()) / squared, 0.0, 1.0) : 0;
            const double dx = offset.x() - t * way.x(), dy = offset.y() - t * way.y();
            const double inside = reach - std::sqrt(dx * dx + dy * dy);
            if (inside > 0) mark(c, r, std::min(1.0, inside));
        }
    }
}

void CurveRaster::coverSpan(int column, double from, double to, double share) {
    const double low = std::clamp(from, 0.0, static_cast<double>(m_height));
    const double high = std::clamp(to, 0.0, static_cast<double>(m_height));
    if (!(high > low)) return;
    const int top = static_cast<int>(std::floor(low)),
              bottom = std::min(m_height - 1, static_cast<int>(std::floor(high)));
    Touched& touched = m_touched[static_cast<std::size_t>(column)];
    touched = {std::min(touched.first, top), std::max(touched.last, bottom)};
    for (int r = top; r <= bottom; ++r)
        mark(column, r, share * (std::min(high, r + 1.0) - std::max(low, static_cast<double>(r))));
}

void CurveRaster::blend(const Stroke& stroke) {
    const auto colors = shades(stroke.color, stroke.opacity);
    auto* pixels = reinterpret_cast<quint32*>(m_image.bits());
    const auto stride = static_cast<std::size_t>(m_image.bytesPerLine()) / sizeof(quint32);
    for (int c = 0; c < m_width; ++c) {
        Touched& touched = m_touched[static_cast<std::size_t>(c)];
        unsigned char* column = m_cover.data() + static_cast<std::size_t>(c) * static_cast<std::size_t>(m_height);
        for (int r = touched.first; r <= touched.last; ++r) {
            if (column[r] == 0) continue;
            const quint32 source = colors.at(column[r]);
            quint32& target = pixels[static_cast<std::size_t>(r) * stride + static_cast<std::size_t>(c)];
            target = source + scaled(target, 255 - qAlpha(source));
            column[r] = 0;
        }
        touched = {m_height, -1};
    }
}

} // namespace slipway::ui
