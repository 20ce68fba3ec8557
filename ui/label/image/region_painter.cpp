#include "ui/label/image/region_painter.h"

#include <algorithm>
#include <cmath>

#include <QFontMetricsF>
#include <QPainterPath>

namespace slipway::ui {

namespace {

constexpr double kTiny = 4, kSmall = 24; ///< view pixels of the longer side
constexpr double kPixelsSeen = 4;        ///< zoom from which a mask's border follows its pixels
constexpr double kLine = 2, kCasing = 4, kHandle = 8, kJoint = 4.5;
constexpr double kChipHeight = 18, kChipPadding = 6, kChipMost = 180, kChipGap = 3;
const QColor kCasingColor(0, 0, 0, 153), kChipText(0x10, 0x14, 0x1A);

double longerSide(const QRectF& rect) {
    return std::max(rect.width(), rect.height());
}

QColor withAlpha(QColor color, int alpha) {
    color.setAlpha(alpha);
    return color;
}

QPainterPath pathOf(const std::vector<QPolygonF>& rings) {
    QPainterPath path;
    path.setFillRule(Qt::OddEvenFill);
    for (const QPolygonF& ring : rings) {
        path.addPolygon(ring);
        path.closeSubpath();
    }
    return path;
}

void paintLock(QPainter& painter, const QRectF& at, const QColor& color) {
    painter.save();
    painter.setPen(QPen(color, 1.4));
    painter.setBrush(Qt::NoBrush);
    painter.drawArc(QRectF(at.left() + 2, at.top(), 5, 7), 0, 180 * 16);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(QRectF(at.left() + 0.5, at.top() + 3.5, 8, 6), 1, 1);
    painter.restore();
}

/// Smaller where they stand close together, or they would hide the shape.
double handleSide(const std::vector<label::Point>& handles, double zoom) {
    if (handles.size() < 9) return kHandle;
    double length = 0;
    for (std::size_t i = 1; i < handles.size(); ++i)
        length += std::hypot(handles[i].x - handles[i - 1].x, handles[i].y - handles[i - 1].y);
    return std::clamp(length / static_cast<double>(handles.size()) * zoom * 0.35, 4.0, kHandle);
}

int fillAlpha(const SceneRegion& region, RegionLook look) {
    const bool mask = std::holds_alternative<label::Mask>(region.shape);
    if (look == RegionLook::Plain) return region.suggestion ? 0 : mask ? 90 : 28;
    return 32; // over the plain look
}

} // namespace

RegionPainter::RegionPainter(
    QPainter& painter, const ViewTransform& transform, const RegionStyle& style, const QRectF& view)
    : m_painter(painter), m_transform(transform), m_style(style), m_view(view) {
    painter.setRenderHint(QPainter::Antialiasing);
}

QRectF RegionPainter::withMarks(const QRectF& bounds) {
    return bounds.adjusted(-10, -kChipHeight - kChipGap - 4, std::max(10.0, kChipMost + 10 - bounds.width()),
        std::max(10.0, kChipHeight + 10 - bounds.height()));
}

/// Corners nearer than half a pixel to the last one are not seen.
QPolygonF RegionPainter::toView(const label::Ring& ring) const {
    QPolygonF polygon;
    polygon.reserve(static_cast<qsizetype>(ring.size()));
    for (const label::Point& corner : ring) {
        const QPointF p = m_transform.toView(corner);
        if (!polygon.empty() && std::abs(p.x() - polygon.back().x()) < 0.5 &&
            std::abs(p.y() - polygon.back().y()) < 0.5)
            continue;
        polygon.append(p);
    }
    return polygon;
}

QPen RegionPainter::linePen(const SceneRegion& region, RegionLook look) const {
    QPen pen(region.color, look == RegionLook::Selected ? kLine + 0.5 : kLine);
    pen.setJoinStyle(Qt::RoundJoin);
    pen.setCapStyle(Qt::FlatCap);
    if (region.suggestion)
        pen.setDashPattern({4, 3});
    else if (region.region.hidden)
        pen.setDashPattern({1, 3});
    else if (region.region.occluded)
        pen.setDashPattern({7, 2.5, 1.5, 2.5});
    return pen;
}

void RegionPainter::stroke(const std::vector<QPolygonF>& closed, const std::vector<QPolygonF>& open, const QPen& pen) {
    m_painter.setPen(pen);
    m_painter.setBrush(Qt::NoBrush);
    for (const QPolygonF& ring : closed) m_painter.drawPolygon(ring);
    for (const QPolygonF& line : open) m_painter.drawPolyline(line);
}

void RegionPainter::paintTiny(const SceneRegion& region, const QRectF& bounds) {
    m_painter.setRenderHint(QPainter::Antialiasing, false);
    const QPointF middle = bounds.center();
    m_painter.fillRect(QRectF(middle.x() - 2, middle.y() - 2, 4, 4), kCasingColor);
    m_painter.fillRect(QRectF(middle.x() - 1, middle.y() - 1, 2, 2), region.color);
    m_painter.setRenderHint(QPainter::Antialiasing);
}

void RegionPainter::paintLines(const SceneRegion& region, RegionLook look) {
    std::vector<QPolygonF> closed, open;
    const Outline& outline =
        region.smooth.closed.empty() || m_transform.zoom() >= kPixelsSeen ? region.outline : region.smooth;
    for (const auto& ring : outline.closed) closed.push_back(toView(ring));
    for (const auto& line : outline.open) open.push_back(toView(line));
    if (closed.empty() && open.empty()) return;

    const bool small = longerSide(m_transform.toView(region.bounds)) < kSmall;
    if (look == RegionLook::Plain && (m_style.dense || small)) {
        // A polygon of a few pixels under 6 px of line would be a blot; and thin lines cost a tenth.
        stroke(closed, open, QPen(kCasingColor, m_style.dense ? 0 : 3));
        m_painter.translate(-0.75, -0.75);
        stroke(closed, open, QPen(region.color, m_style.dense ? 0 : 1.25));
        m_painter.translate(0.75, 0.75);
        return;
    }
    if (const int alpha = fillAlpha(region, look); alpha > 0 && !closed.empty() && !region.region.hidden) {
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(withAlpha(region.color, alpha));
        m_painter.drawPath(pathOf(closed));
    }
    QPen casing(kCasingColor, kCasing);
    casing.setJoinStyle(Qt::RoundJoin);
    if (!region.region.hidden) stroke(closed, open, casing);
    stroke(closed, open, linePen(region, look));
}

void RegionPainter::paintPoints(const SceneRegion& region, RegionLook look) {
    const auto* keypoints = std::get_if<label::Keypoints>(&region.shape);
    if (!keypoints) return;
    const auto& points = keypoints->points;
    const auto isThere = [&](int i) {
        return i >= 0 && static_cast<std::size_t>(i) < points.size() &&
               points[static_cast<std::size_t>(i)].visibility != label::Visibility::NotLabelled;
    };
    std::vector<QPolygonF> bones;
    for (const auto& [from, to] : region.bones)
        if (isThere(from) && isThere(to))
            bones.push_back(QPolygonF() << m_transform.toView(points[static_cast<std::size_t>(from)].at)
                                        << m_transform.toView(points[static_cast<std::size_t>(to)].at));
    stroke({}, bones, QPen(kCasingColor, kCasing));
    stroke({}, bones, linePen(region, look));
    const double radius = look == RegionLook::Plain ? kJoint : kJoint + 1;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (!isThere(static_cast<int>(i))) continue;
        const QPointF at = m_transform.toView(points[i].at);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(kCasingColor);
        m_painter.drawEllipse(at, radius + 1.5, radius + 1.5);
        // A joint that cannot be seen is a ring.
        const bool seen = points[i].visibility == label::Visibility::Visible;
        m_painter.setPen(seen ? Qt::NoPen : QPen(region.color, 2));
        m_painter.setBrush(seen ? QBrush(region.color) : QBrush(withAlpha(Qt::black, 120)));
        m_painter.drawEllipse(at, seen ? radius : radius - 1, seen ? radius : radius - 1);
    }
}

void RegionPainter::paint(const SceneRegion& region, RegionLook look) {
    if (region.corners == 0 || (region.region.hidden && look != RegionLook::Selected)) return;
    const QRectF bounds = m_transform.toView(region.bounds);
    if (!withMarks(bounds).intersects(m_view)) return;
    if (longerSide(bounds) < kTiny && look == RegionLook::Plain && region.outline.points.empty()) {
        paintTiny(region, bounds);
        return;
    }
    paintLines(region, look);
    paintPoints(region, look);
}

void RegionPainter::paintChip(const SceneRegion& region, RegionLook look) {
    if (region.corners == 0 || region.caption.isEmpty() || (region.region.hidden && look != RegionLook::Selected))
        return;
    const QRectF bounds = m_transform.toView(region.bounds);
    if (!bounds.adjusted(-1, -1, 1, 1).intersects(m_view)) return;
    const bool isPoint = region.bounds.width == 0 && region.bounds.height == 0;
    if (look == RegionLook::Plain && !isPoint && longerSide(bounds) < kSmall + 8) return;

    const QFontMetricsF metrics(m_style.chipFont);
    const double lock = region.region.locked ? 13 : 0;
    const QString text = metrics.elidedText(region.caption, Qt::ElideRight, kChipMost - 2 * kChipPadding - lock);
    const double height = std::max(kChipHeight, metrics.height() + 3);
    QRectF chip(0, 0, metrics.horizontalAdvance(text) + 2 * kChipPadding + lock, height);
    const double lift = region.outline.points.empty() ? kChipGap : kChipGap + 6;
    chip.moveBottomLeft({bounds.left() - 1, bounds.top() - lift});
    if (chip.top() < m_view.top() + 2) chip.moveTop(std::max(bounds.top() + kChipGap + 1, m_view.top() + 2));
    if (chip.left() < m_view.left() + 2) chip.moveLeft(m_view.left() + 2);
    if (chip.right() > m_view.right() - 2) chip.moveRight(m_view.right() - 2);

    m_painter.setPen(QPen(kCasingColor, 1));
    m_painter.setBrush(region.color);
    m_painter.drawRoundedRect(chip, 4, 4);
    m_painter.setFont(m_style.chipFont);
    m_painter.setPen(kChipText);
    const QRectF inside = chip.adjusted(kChipPadding, 0, -kChipPadding, 0);
    m_painter.drawText(inside, Qt::AlignVCenter | Qt::AlignLeft, text);
    if (region.region.locked) paintLock(m_painter, QRectF(inside.right() - 9, chip.center().y() - 5, 9, 10), kChipText);
}

void RegionPainter::paintHandles(const std::vector<label::Point>& handles, const QColor& color, int active) {
    const double plain = handleSide(handles, m_transform.zoom());
    for (std::size_t i = 0; i < handles.size(); ++i) {
        const QPointF at = m_transform.toView(handles[i]);
        if (!m_view.contains(at)) continue;
        const bool isActive = static_cast<int>(i) == active;
        const double side = isActive ? kHandle + 3 : plain;
        const QRectF square(at.x() - side / 2, at.y() - side / 2, side, side);
        m_painter.setPen(QPen(kCasingColor, 1));
        m_painter.setBrush(isActive ? color : QColor(Qt::white));
        m_painter.drawRoundedRect(square.adjusted(-1, -1, 1, 1), 2.5, 2.5);
        m_painter.setPen(QPen(isActive ? QColor(Qt::white) : color, 1.5));
        m_painter.drawRoundedRect(square.adjusted(0.5, 0.5, -0.5, -0.5), 1.5, 1.5);
    }
}

void RegionPainter::paintTurnHandle(label::Point handle, label::Point from, const QColor& color) {
    const QPointF at = m_transform.toView(handle);
    const QPolygonF stem({m_transform.toView(from), at});
    stroke({}, {stem}, QPen(kCasingColor, 3));
    stroke({}, {stem}, QPen(color, 1.5));
    m_painter.setPen(QPen(color, 1.5));
    m_painter.setBrush(Qt::white);
    m_painter.drawEllipse(at, kHandle / 2 + 0.5, kHandle / 2 + 0.5);
}

void RegionPainter::paintDraft(const label::Ring& points, bool closed, const QColor& color) {
    if (points.empty()) return;
    const QPolygonF line = toView(points);
    if (closed && line.size() > 2) {
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(withAlpha(color, 36));
        m_painter.drawPolygon(line);
    }
    std::vector<QPolygonF> rings, lines;
    (closed ? rings : lines).push_back(line);
    stroke(rings, lines, QPen(kCasingColor, kCasing, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    stroke(rings, lines, QPen(color, kLine, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
}

} // namespace slipway::ui
