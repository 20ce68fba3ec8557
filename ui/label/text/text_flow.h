#pragma once

#include <QFont>
#include <QRectF>
#include <QTextLayout>
#include <memory>
#include <unordered_map>
#include <vector>

#include "ui/label/text/height_index.h"
#include "ui/label/text/span_index.h"

namespace slipway::ui {

/// Deeper nesting shares the last lane.
inline constexpr int kMostLanes = 8;

/// How the text is set.
struct FlowStyle {
    QFont text, chip;
    double width = 400; ///< of the column
    bool operator==(const FlowStyle&) const = default;
};

/// A line of a block; coordinates of the block. Below the text lies a lane for each depth of spans.
struct FlowLine {
    int start = 0, end = 0; ///< UTF-16 units of the document
    double top = 0;         ///< of the text
    double textHeight = 0;
    double bottom = 0;         ///< of the lanes
    std::vector<double> lanes; ///< where each lane's underline is
    double textBottom() const { return top + textHeight; }
};

/// A block that is laid out.
struct FlowBlock {
    std::unique_ptr<QTextLayout> layout;
    std::vector<FlowLine> lines;
    int start = 0, end = 0;
    int height = 0;
    bool mixed = false; ///< holds letters that are written from right to left
    quint64 spans = 0;  ///< version of the spans that its lanes are for
};

/// A document in one column: blocks are laid out when they are asked for; the heights of all others are estimated.
/// GUI thread only.
class TextFlow {
public:
    void setDocument(std::shared_ptr<const TextDocument> document);
    void setSpans(const SpanIndex* spans) { m_spans = spans; }
    void setStyle(const FlowStyle& style); ///< all heights are estimates again
    const FlowStyle& style() const { return m_style; }
    const TextDocument* document() const { return m_document.get(); }

    /// Laid out, with lanes for the spans as they are now. Valid until the next call of forgetFar() or a setter.
    const FlowBlock& block(int index);
    bool isLaidOut(int index) const { return m_blocks.contains(index); }
    const HeightIndex& heights() const { return m_heights; }
    /// Frees blocks far from these.
    void forgetFar(int first, int last);

    double lineStep() const; ///< height of a line whose spans do not overlap
    double chipHeight() const;

    /// Where characters start … end of a line stand, left to right; several pieces in mixed directions.
    std::vector<QRectF> rects(const FlowBlock& block, const FlowLine& line, int start, int end) const;
    /// The leading or trailing edge of a grapheme, which is at its other side where text runs from right to left.
    double edge(const FlowBlock& block, int start, int end, bool trailing) const;
    /// The line of a position in the block that holds it.
    const FlowLine& lineAt(const FlowBlock& block, int position) const;
    QRectF caret(const FlowBlock& block, int position) const;
    /// The border between two characters that is nearest.
    int positionAt(const FlowBlock& block, QPointF at) const;
    /// The character at a point; -1 for none.
    int characterAt(const FlowBlock& block, QPointF at) const;

    /// A sample of running text: 72 of its letters make the widest column.
    static double averageWidth(const QFont& font);

private:
    void layOut(FlowBlock& block, const TextBlock& source, QStringView text) const;
    void setLanes(FlowBlock& block) const;
    void setLanes(FlowLine& line, const std::vector<const TextSpan*>& spans) const;
    void estimate();
    const FlowLine& lineAtHeight(const FlowBlock& block, double y) const;

    std::shared_ptr<const TextDocument> m_document;
    const SpanIndex* m_spans = nullptr;
    FlowStyle m_style;
    HeightIndex m_heights;
    std::unordered_map<int, FlowBlock> m_blocks;
};

} // namespace slipway::ui
