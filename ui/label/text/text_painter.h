#pragma once

#include <QHash>
#include <QPainter>
#include <QStaticText>
#include <unordered_map>

#include "ui/label/text/text_flow.h"

namespace slipway::ui {

enum class SpanLook { Plain, Hovered, Selected };

/// How one span is drawn now.
struct ShownSpan {
    const TextSpan* span = nullptr;
    SpanLook look = SpanLook::Plain;
};

/// What the painter keeps from frame to frame: captions that are set already.
class ChipTexts {
public:
    void clear();
    /// Of a caption as a whole.
    double width(const QString& caption, const QFont& font);
    /// `caption` cut to `room` pixels.
    const QStaticText& text(const QString& caption, const QFont& font, double room);

private:
    QHash<QPair<QString, int>, QStaticText> m_texts;
    QHash<QString, double> m_widths;
};

/// Where a chip was drawn, for clicks.
struct ChipPlace {
    QRectF rect; ///< of the viewport
    std::string id;
};

/// Draws blocks of a document with their spans. Lives for one frame.
class TextPainter {
public:
    TextPainter(QPainter& painter, const TextFlow& flow, ChipTexts& chips);

    /// Fills behind characters start … end: a text selection, a hit of the search.
    void fill(const FlowBlock& block, QPointF at, int start, int end, const QColor& color);
    void paintTints(const FlowBlock& block, QPointF at, const std::vector<ShownSpan>& spans);
    void paintText(const FlowBlock& block, QPointF at, const QRectF& clip);
    void paintLanes(const FlowBlock& block, QPointF at, const std::vector<ShownSpan>& spans);
    void paintHandle(const QRectF& caret, const QColor& color, bool isActive);

    const std::vector<ChipPlace>& chips() const { return m_places; }

private:
    struct Chip {
        const ShownSpan* shown;
        int lane;
        double x; ///< where the span starts
        bool leftwards;
    };
    void paintLine(const FlowBlock& block, const FlowLine& line, QPointF at, const std::vector<ShownSpan>& spans);
    void paintUnderline(const QRectF& rect, const ShownSpan& shown);
    void paintChip(const Chip& chip, double y, double room);
    double roomOf(const Chip& chip, const std::vector<Chip>& all, double left, double right) const;

    QPainter& m_painter;
    const TextFlow& m_flow;
    ChipTexts& m_chips;
    std::vector<ChipPlace> m_places;
};

/// The colour of the paper under a span, so that text on it keeps 4.5:1 also where two spans lie over each other.
QColor spanTint(const QColor& color, SpanLook look);

} // namespace slipway::ui
