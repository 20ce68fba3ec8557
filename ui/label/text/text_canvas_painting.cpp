#include <QPaintEvent>
#include <QPainterPath>
#include <QScrollBar>
#include <algorithm>
#include <cmath>

#include "ui/label/text/text_canvas.h"
#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {

constexpr double kArcLeft = 18, kArcFirst = 10, kArcStep = 9, kArcRound = 6, kArrow = 5;
constexpr int kDeepestArc = 4;

QColor withAlpha(QColor color, float alpha) {
    color.setAlphaF(alpha);
    return color;
}

void paintArrow(QPainter& painter, QPointF tip, QPointF from, const QColor& color) {
    const double angle = std::atan2(tip.y() - from.y(), tip.x() - from.x());
    const auto wing = [&](double turn) {
        return tip - QPointF(std::cos(angle + turn), std::sin(angle + turn)) * kArrow * 1.5;
    };
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(QPolygonF({tip, wing(0.45), wing(-0.45)}));
}

} // namespace

SpanLook TextCanvas::lookOf(const TextSpan& span) const {
    if (std::ranges::find(m_selected, span.id) != m_selected.end()) return SpanLook::Selected;
    if (span.id == m_hovered || (!m_relateFrom.empty() && span.id == m_relateTo)) return SpanLook::Hovered;
    const auto related = [&](std::size_t relation) {
        const auto& found = annotation().relations[relation];
        return found.from == span.id || found.to == span.id;
    };
    if (m_selectedRelation && related(*m_selectedRelation)) return SpanLook::Hovered;
    if (m_hoveredArc >= 0 && related(m_arcs[static_cast<std::size_t>(m_hoveredArc)].relation)) return SpanLook::Hovered;
    return SpanLook::Plain;
}

std::vector<ShownSpan> TextCanvas::shownSpans(int start, int end) const {
    std::vector<ShownSpan> shown;
    for (const TextSpan* span : m_spans.overlapping(start, end))
        if (!span->hidden) shown.push_back({span, lookOf(*span)});
    return shown;
}

void TextCanvas::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    const QRect dirty = event->rect();
    painter.fillRect(dirty, color(Token::Surface));
    if (!m_document) return;
    TextPainter text(painter, m_flow, m_chipTexts);
    for (const Placed& placed : m_placed) {
        const FlowBlock& block = m_flow.block(placed.block);
        if (placed.y > dirty.bottom() || placed.y + block.height < dirty.top()) continue;
        const QPointF at = blockPoint(placed);
        const std::vector<ShownSpan> spans = shownSpans(block.start, block.end);
        text.paintTints(block, at, spans);
        paintBackgrounds(text, block, at);
        text.paintText(block, at, dirty);
        text.paintLanes(block, at, spans);
    }
    m_chips = text.chips();
    paintArcs(painter);
    paintSelectedHandles(text);
    paintCaret(painter);
    if (hasFocus() && property("kf").toBool()) {
        painter.setPen(QPen(color(Token::Focus), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(viewport()->rect().adjusted(1, 1, -1, -1));
    }
    if (m_fresh) {
        m_fresh = false;
        painted();
    }
}

void TextCanvas::paintBackgrounds(TextPainter& text, const FlowBlock& block, QPointF at) {
    if (!m_matches.empty()) paintMatches(text, block, at);
    if (const auto range = selectedText(); !range.isEmpty())
        text.fill(block, at, range.start, range.end, withAlpha(color(Token::Focus), 0.30f));
}

void TextCanvas::paintMatches(TextPainter& text, const FlowBlock& block, QPointF at) {
    const int length = static_cast<int>(m_wanted.size());
    for (auto match = std::ranges::lower_bound(m_matches, block.start - length);
        match != m_matches.end() && *match < block.end; ++match)
        text.fill(block, at, *match, *match + length, color(Token::WarnFill));
}

void TextCanvas::paintSelectedHandles(TextPainter& text) const {
    const TextSpan* span = selectedSpan();
    if (!span || span->locked || span->suggestion) return;
    for (const bool end : {false, true}) {
        // The end of a span at the end of a line is not the start of the next.
        const int at = end ? m_document->previousGrapheme(span->end) : span->start;
        const Placed* placed = placedBlock(m_document->blockAt(at));
        if (!placed) continue;
        const FlowBlock& block = m_flow.block(placed->block);
        const FlowLine& line = m_flow.lineAt(block, at);
        if (at >= line.end) continue;
        const double x = m_flow.edge(block, at, m_document->nextGrapheme(at), end);
        const bool active = m_drag == (end ? Drag::SpanEnd : Drag::SpanStart);
        text.paintHandle(QRectF(x, line.top, 1, line.textHeight).translated(blockPoint(*placed)), span->color, active);
    }
}

void TextCanvas::paintCaret(QPainter& painter) const {
    if (!hasFocus()) return;
    const QRectF rect = caretRect(m_caret);
    if (!rect.isNull()) painter.fillRect(QRectF(rect.left() - 0.5, rect.top(), 2, rect.height()), color(Token::Text));
}

QPainterPath TextCanvas::arcPath(const RelationArc& arc) const {
    double from = heightOf(arc.from), to = heightOf(arc.to);
    if (std::abs(from - to) < 8) { // on one line
        from -= 4;
        to += 4;
    }
    const double left = columnLeft() + m_flow.style().width + kArcLeft;
    const double right = left + kArcFirst + kArcStep * std::min(arc.depth, kDeepestArc);
    const double round = std::min(kArcRound, std::abs(to - from) / 2) * (to > from ? 1 : -1);
    QPainterPath path(QPointF(left, from));
    path.lineTo(right - std::abs(round), from);
    path.quadTo(right, from, right, from + round);
    path.lineTo(right, to - round);
    path.quadTo(right, to, right - std::abs(round), to);
    path.lineTo(left, to);
    return path;
}

void TextCanvas::paintArcs(QPainter& painter) {
    std::vector<std::pair<const RelationArc*, bool>> shown; // and whether it is marked
    for (std::size_t i = 0; i < m_arcs.size(); ++i)
        if (isShown(m_arcs[i])) shown.emplace_back(&m_arcs[i], isMarked(i));
    if (shown.empty()) return;
    painter.setRenderHint(QPainter::Antialiasing);
    for (const auto& [arc, marked] : shown)
        if (!marked) paintArc(painter, *arc, color(Token::LineControl));
    for (const auto& [arc, marked] : shown) {
        if (!marked) continue;
        paintArc(painter, *arc, color(Token::Focus));
        paintConnector(painter, *arc);
    }
    for (const auto& [arc, marked] : shown) paintArcCaption(painter, *arc, marked);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

bool TextCanvas::isMarked(std::size_t arc) const {
    if (static_cast<int>(arc) == m_hoveredArc || m_arcs[arc].relation == m_selectedRelation) return true;
    const auto& relation = annotation().relations[m_arcs[arc].relation];
    return std::ranges::any_of(m_selected, [&](const auto& id) { return id == relation.from || id == relation.to; });
}

bool TextCanvas::isShown(const RelationArc& arc) const {
    const double from = heightOf(arc.first()), to = heightOf(arc.last());
    return to > -20 && from < viewport()->height() + 20;
}

void TextCanvas::paintArc(QPainter& painter, const RelationArc& arc, const QColor& tint) {
    const QPainterPath path = arcPath(arc);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(tint, 1.5));
    painter.drawPath(path);
    const QPointF start = path.elementAt(0), end = path.currentPosition();
    if (arc.toEnd) paintArrow(painter, end - QPointF(2, 0), end + QPointF(10, 0), tint);
    if (arc.toStart) paintArrow(painter, start - QPointF(2, 0), start + QPointF(10, 0), tint);
}

QRectF TextCanvas::arcCaptionRect(const RelationArc& arc) const {
    const QRectF bounds = arcPath(arc).boundingRect();
    const double middle = (std::max(bounds.top(), 0.0) + std::min(bounds.bottom(), double(viewport()->height()))) / 2;
    const QFontMetricsF metrics(m_flow.style().chip);
    const double room = viewport()->width() - bounds.right() - 8;
    const double width = std::min(room, m_chipTexts.width(arc.caption, m_flow.style().chip) + 8);
    return {bounds.right() + 4, middle - metrics.height() / 2 - 1, std::max(0.0, width), metrics.height() + 2};
}

void TextCanvas::paintArcCaption(QPainter& painter, const RelationArc& arc, bool marked) {
    if (arc.caption.isEmpty()) return;
    const QRectF rect = arcCaptionRect(arc);
    if (rect.width() < 16) return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(marked ? Token::AccentFill : Token::Surface));
    painter.drawRoundedRect(rect, 3, 3);
    painter.setFont(m_flow.style().chip);
    painter.setPen(color(marked ? Token::AccentText : Token::TextSecondary));
    const QString text = QFontMetricsF(m_flow.style().chip).elidedText(arc.caption, Qt::ElideRight, rect.width() - 6);
    painter.drawText(rect.adjusted(4, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text);
}

/// From span to span over the text, only for what is pointed at: always on, it would cover what is read.
void TextCanvas::paintConnector(QPainter& painter, const RelationArc& arc) {
    const QRectF from = caretRect(arc.from), to = caretRect(arc.to);
    if (from.isNull() || to.isNull()) return;
    if (std::abs(from.top() - to.top()) > 3 * m_flow.lineStep()) return; // it would cross out what is between
    const QPointF start(from.left() + 6, from.top()), end(to.left() + 6, to.top());
    const double lift = std::clamp(std::abs(end.x() - start.x()) / 6, 10.0, 28.0);
    QPainterPath path(start);
    const QPointF first = start - QPointF(0, lift), second = end - QPointF(0, lift);
    path.cubicTo(first, second, end);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(withAlpha(color(Token::Focus), 0.85f), 1.5, Qt::SolidLine, Qt::RoundCap));
    painter.drawPath(path);
    if (arc.toEnd) paintArrow(painter, end, second, color(Token::Focus));
    if (arc.toStart) paintArrow(painter, start, first, color(Token::Focus));
}

int TextCanvas::arcAt(QPointF at) const {
    if (at.x() < columnLeft() + m_flow.style().width + kArcLeft - 4) return -1;
    QPainterPathStroker stroker;
    stroker.setWidth(8);
    for (std::size_t i = 0; i < m_arcs.size(); ++i)
        if (isShown(m_arcs[i]) &&
            (arcCaptionRect(m_arcs[i]).contains(at) || stroker.createStroke(arcPath(m_arcs[i])).contains(at)))
            return static_cast<int>(i);
    return -1;
}

} // namespace slipway::ui
