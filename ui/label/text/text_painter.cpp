#include "ui/label/text/text_painter.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <algorithm>
#include <cmath>

#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {

constexpr int kTintedLanes = 2;
constexpr double kChipPadding = 4, kChipGap = 3, kSmallestChip = 16, kKnob = 4.5;
constexpr double kUnderline = 2;
const QColor kCasing(0, 0, 0, 153), kChipText(0x10, 0x14, 0x1A);

} // namespace

QColor spanTint(const QColor& color, SpanLook look) {
    const bool dark = Theme::current().isDark();
    QColor tint = color;
    tint.setAlphaF(look == SpanLook::Plain ? (dark ? 0.18f : 0.26f) : (dark ? 0.25f : 0.42f));
    return tint;
}

void ChipTexts::clear() {
    m_texts.clear();
    m_widths.clear();
}

double ChipTexts::width(const QString& caption, const QFont& font) {
    if (const auto known = m_widths.constFind(caption); known != m_widths.constEnd()) return *known;
    if (m_widths.size() > 2000) m_widths.clear();
    return *m_widths.insert(caption, QFontMetricsF(font).horizontalAdvance(caption));
}

const QStaticText& ChipTexts::text(const QString& caption, const QFont& font, double room) {
    // One text for all rooms that hold the caption as a whole.
    const int key = room >= width(caption, font) ? -1 : static_cast<int>(room);
    const auto found = m_texts.constFind({caption, key});
    if (found != m_texts.constEnd()) return *found;
    if (m_texts.size() > 2000) m_texts.clear();
    const QString shown = key < 0 ? caption : QFontMetricsF(font).elidedText(caption, Qt::ElideRight, key);
    QStaticText text(shown);
    text.setTextFormat(Qt::PlainText);
    text.setPerformanceHint(QStaticText::AggressiveCaching);
    text.prepare({}, font);
    return *m_texts.insert({caption, key}, text);
}

TextPainter::TextPainter(QPainter& painter, const TextFlow& flow, ChipTexts& chips)
    : m_painter(painter), m_flow(flow), m_chips(chips) {}

void TextPainter::fill(const FlowBlock& block, QPointF at, int start, int end, const QColor& color) {
    if (end <= block.start || start >= block.end) return;
    for (const FlowLine& line : block.lines)
        for (const QRectF& rect : m_flow.rects(block, line, start, end)) m_painter.fillRect(rect.translated(at), color);
}

void TextPainter::paintTints(const FlowBlock& block, QPointF at, const std::vector<ShownSpan>& spans) {
    for (const ShownSpan& shown : spans) {
        const bool plain = shown.look == SpanLook::Plain;
        if (plain && (shown.span->suggestion || shown.span->lane >= kTintedLanes)) continue;
        // Deeper ones are lower, so that the border of what holds them stays to be seen.
        const double inset = std::min(shown.span->lane, kTintedLanes) * 2.5;
        for (const FlowLine& line : block.lines)
            for (const QRectF& rect : m_flow.rects(block, line, shown.span->start, shown.span->end))
                m_painter.fillRect(
                    rect.translated(at).adjusted(0, inset, 0, 0), spanTint(shown.span->color, shown.look));
    }
}

void TextPainter::paintText(const FlowBlock& block, QPointF at, const QRectF& clip) {
    m_painter.setPen(color(Token::Text));
    block.layout->draw(&m_painter, at, {}, clip);
}

void TextPainter::paintLanes(const FlowBlock& block, QPointF at, const std::vector<ShownSpan>& spans) {
    if (spans.empty()) return;
    for (const FlowLine& line : block.lines) paintLine(block, line, at, spans);
}

void TextPainter::paintLine(
    const FlowBlock& block, const FlowLine& line, QPointF at, const std::vector<ShownSpan>& spans) {
    if (line.lanes.empty()) return;
    std::vector<Chip> chips;
    for (const ShownSpan& shown : spans) {
        const auto lane = static_cast<std::size_t>(std::min(shown.span->lane, kMostLanes - 1));
        if (lane >= line.lanes.size()) continue;
        const auto rects = m_flow.rects(block, line, shown.span->start, shown.span->end);
        if (rects.empty()) continue;
        for (const QRectF& rect : rects)
            paintUnderline(QRectF(rect.left(), line.lanes[lane], rect.width(), kUnderline).translated(at), shown);
        if (shown.span->start < line.start) continue;
        const auto direction = m_flow.document()->text()[shown.span->start].direction();
        const bool leftwards = direction == QChar::DirR || direction == QChar::DirAL;
        const double x = leftwards ? rects.back().right() : rects.front().left();
        chips.push_back({&shown, static_cast<int>(lane), x, leftwards});
    }
    for (const Chip& chip : chips) {
        const double room = roomOf(chip, chips, -14, m_flow.style().width + 14);
        Chip placed = chip;
        placed.x += at.x();
        paintChip(placed, at.y() + line.lanes[static_cast<std::size_t>(chip.lane)] + kUnderline, room);
    }
}

void TextPainter::paintUnderline(const QRectF& rect, const ShownSpan& shown) {
    // Gaps between neighbours of the same lane.
    const QRectF bar = rect.width() > 4 ? rect.adjusted(0.5, 0, -0.5, 0) : rect;
    const bool light = !Theme::current().isDark();
    if (shown.span->suggestion) {
        QPen pen(light ? shown.span->color.darker(170) : shown.span->color, kUnderline);
        pen.setDashPattern({2.5, 1.5});
        pen.setCapStyle(Qt::FlatCap);
        m_painter.setPen(pen);
        m_painter.drawLine(QPointF(bar.left(), bar.center().y()), QPointF(bar.right(), bar.center().y()));
        return;
    }
    m_painter.fillRect(bar, shown.span->color);
    if (light) m_painter.fillRect(QRectF(bar.left(), bar.bottom(), bar.width(), 0.75), kCasing);
    if (shown.look == SpanLook::Selected)
        m_painter.fillRect(QRectF(bar.left(), bar.bottom(), bar.width(), 1), color(Token::Text));
}

double TextPainter::roomOf(const Chip& chip, const std::vector<Chip>& all, double left, double right) const {
    double room = chip.leftwards ? chip.x - left : right - chip.x;
    for (const Chip& other : all) {
        if (&other == &chip || other.lane != chip.lane) continue;
        const double away = chip.leftwards ? chip.x - other.x : other.x - chip.x;
        // Two that grow towards each other share what is between them.
        if (away > 0) room = std::min(room, (other.leftwards == chip.leftwards ? away : away / 2) - kChipGap);
    }
    return room;
}

void TextPainter::paintChip(const Chip& chip, double y, double room) {
    const TextSpan& span = *chip.shown->span;
    const QString caption =
        span.locked ? QCoreApplication::translate("slipway::ui::TextPainter", "%1, locked").arg(span.caption)
                    : span.caption;
    const bool readable = room >= kSmallestChip && !caption.isEmpty();
    const QStaticText* text = readable ? &m_chips.text(caption, m_flow.style().chip, room - 2 * kChipPadding) : nullptr;
    const double height = m_flow.chipHeight() - 1;
    const double width = text ? text->size().width() + 2 * kChipPadding : std::clamp(room, 3.0, 5.0);
    QRectF rect(chip.leftwards ? chip.x - width : chip.x, y, width, height);
    m_places.push_back({rect, span.id});
    if (span.suggestion) {
        m_painter.setBrush(chip.shown->look == SpanLook::Plain ? color(Token::Surface) : color(Token::Hover));
        QPen pen(Theme::current().isDark() ? span.color : span.color.darker(170), 1);
        pen.setDashPattern({3, 2});
        m_painter.setPen(pen);
        rect.adjust(0.5, 0, -0.5, -0.5);
    } else {
        m_painter.setBrush(span.color);
        m_painter.setPen(chip.shown->look == SpanLook::Selected ? QPen(color(Token::Text), 1.5) : QPen(Qt::NoPen));
    }
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.drawRoundedRect(rect, 3, 3);
    if (text) {
        m_painter.setPen(span.suggestion ? color(Token::Text) : kChipText);
        m_painter.setFont(m_flow.style().chip);
        m_painter.drawStaticText(
            QPointF(rect.left() + kChipPadding, rect.top() + (rect.height() - text->size().height()) / 2), *text);
    }
    m_painter.setRenderHint(QPainter::Antialiasing, false);
}

void TextPainter::paintHandle(const QRectF& caret, const QColor& tint, bool isActive) {
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.fillRect(QRectF(caret.left() - 1.5, caret.top() - 1, 3, caret.height() + 2), kCasing);
    m_painter.fillRect(QRectF(caret.left() - 1, caret.top() - 1, 2, caret.height() + 2), tint);
    const double radius = isActive ? kKnob + 1 : kKnob;
    m_painter.setPen(QPen(kCasing, 1));
    m_painter.setBrush(Qt::white);
    m_painter.drawEllipse(QPointF(caret.left(), caret.top() - 1), radius, radius);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(tint);
    m_painter.drawEllipse(QPointF(caret.left(), caret.top() - 1), radius - 2, radius - 2);
    m_painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace slipway::ui
