#include "ui/label/text/text_flow.h"

#include <QFontMetricsF>
#include <QGlyphRun>
#include <algorithm>
#include <array>
#include <cmath>

namespace slipway::ui {

namespace {

constexpr double kUnderline = 2, kUnderlineGap = 1.5; ///< pixels
constexpr double kPlainLane = 4.5;                    ///< a lane in which no chip stands
constexpr double kLineGap = 3, kBlockGap = 7;
constexpr int kKept = 160; ///< blocks before and behind those that are seen

bool isRightToLeft(QChar c) {
    return c.direction() == QChar::DirR || c.direction() == QChar::DirAL;
}

bool hasRightToLeft(QStringView text) {
    return std::ranges::any_of(text, [](QChar c) {
        if (c.isSurrogate()) return true; // rare enough to look at each character
        const auto direction = c.direction();
        return direction == QChar::DirR || direction == QChar::DirAL || direction == QChar::DirRLE ||
               direction == QChar::DirRLO || direction == QChar::DirRLI || direction == QChar::DirAN;
    });
}

} // namespace

double TextFlow::averageWidth(const QFont& font) {
    static const QString sample =
        QStringLiteral("the quick brown fox jumps over a lazy dog, and then the rest of it. ");
    return QFontMetricsF(font).horizontalAdvance(sample) / static_cast<double>(sample.size());
}

void TextFlow::setDocument(std::shared_ptr<const TextDocument> document) {
    m_document = std::move(document);
    estimate();
}

void TextFlow::setStyle(const FlowStyle& style) {
    if (style == m_style) return;
    m_style = style;
    estimate();
}

double TextFlow::chipHeight() const {
    return std::ceil(QFontMetricsF(m_style.chip).height()) + 1;
}

double TextFlow::lineStep() const {
    return std::ceil(QFontMetricsF(m_style.text).height()) + kUnderlineGap + kUnderline + chipHeight() + kLineGap;
}

void TextFlow::estimate() {
    m_blocks.clear();
    std::vector<int> heights;
    if (m_document) {
        const double letters = std::max(1.0, m_style.width / averageWidth(m_style.text) - 3), step = lineStep();
        heights.reserve(m_document->blocks().size());
        for (const TextBlock& block : m_document->blocks())
            heights.push_back(static_cast<int>(std::max(1.0, std::ceil(block.length / letters)) * step + kBlockGap));
    }
    m_heights = HeightIndex(std::move(heights));
}

const FlowBlock& TextFlow::block(int index) {
    FlowBlock& found = m_blocks[index];
    const quint64 version = m_spans ? m_spans->version() + 1 : 1;
    if (!found.layout) layOut(found, m_document->block(index), m_document->blockText(index));
    if (found.spans != version) {
        setLanes(found);
        found.spans = version;
        m_heights.setHeight(index, found.height);
    }
    return found;
}

void TextFlow::forgetFar(int first, int last) {
    if (m_blocks.size() < 4 * kKept) return;
    std::erase_if(
        m_blocks, [&](const auto& entry) { return entry.first < first - kKept || entry.first > last + kKept; });
}

void TextFlow::layOut(FlowBlock& block, const TextBlock& source, QStringView text) const {
    block.start = source.start;
    block.end = source.end();
    block.mixed = source.rightToLeft || hasRightToLeft(text);
    block.layout = std::make_unique<QTextLayout>(text.toString(), m_style.text);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setTextDirection(source.rightToLeft ? Qt::RightToLeft : Qt::LeftToRight);
    option.setTabStopDistance(4 * averageWidth(m_style.text));
    block.layout->setTextOption(option);
    block.layout->setCacheEnabled(true);
    block.layout->beginLayout();
    for (QTextLine line = block.layout->createLine(); line.isValid(); line = block.layout->createLine()) {
        line.setLineWidth(m_style.width);
        FlowLine made;
        made.start = source.start + line.textStart();
        made.end = made.start + line.textLength();
        made.textHeight = std::ceil(line.height());
        block.lines.push_back(made);
    }
    block.layout->endLayout();
}

void TextFlow::setLanes(FlowBlock& block) const {
    std::vector<const TextSpan*> spans;
    if (m_spans) spans = m_spans->overlapping(block.start, block.end);
    double y = 0;
    for (std::size_t i = 0; i < block.lines.size(); ++i) {
        FlowLine& line = block.lines[i];
        line.top = y;
        block.layout->lineAt(static_cast<int>(i)).setPosition(QPointF(0, y));
        setLanes(line, spans);
        y = line.bottom + kLineGap;
    }
    block.height = static_cast<int>(std::ceil(y + kBlockGap));
}

void TextFlow::setLanes(FlowLine& line, const std::vector<const TextSpan*>& spans) const {
    std::array<bool, kMostLanes> chip{};
    int lanes = 0;
    for (const TextSpan* span : spans) {
        if (span->hidden || span->start >= line.end || span->end <= line.start) continue;
        const int lane = std::min(span->lane, kMostLanes - 1);
        lanes = std::max(lanes, lane + 1);
        if (span->start >= line.start) chip[static_cast<std::size_t>(lane)] = true;
    }
    line.lanes.clear();
    const double chipLane = kUnderline + chipHeight() + kUnderlineGap;
    double y = line.textBottom() + kUnderlineGap;
    for (int lane = 0; lane < lanes; ++lane) {
        line.lanes.push_back(y);
        y += chip[static_cast<std::size_t>(lane)] ? chipLane : kPlainLane;
    }
    // Room for one chip is always there, so that the first span on a line moves nothing.
    line.bottom = std::max(y - kUnderlineGap, line.textBottom() + kUnderlineGap + kUnderline + chipHeight());
}

std::vector<QRectF> TextFlow::rects(const FlowBlock& block, const FlowLine& line, int start, int end) const {
    const int from = std::max(start, line.start) - block.start, to = std::min(end, line.end) - block.start;
    if (from >= to) return {};
    const QTextLine set = block.layout->lineForTextPosition(line.start - block.start);
    const auto rect = [&](double left, double right) {
        return QRectF(left, line.top, std::min(right, m_style.width + 2) - left, line.textHeight);
    };
    if (!block.mixed) {
        const double left = set.cursorToX(from);
        // The end of a line is the start of the next for a caret, but not here.
        const double right =
            to == line.end - block.start ? set.cursorToX(to - 1, QTextLine::Trailing) : set.cursorToX(to);
        return {rect(left, std::max(right, left))};
    }
    std::vector<std::pair<double, double>> pieces;
    for (int i = from; i < to; ++i) {
        const double a = set.cursorToX(i, QTextLine::Leading), b = set.cursorToX(i, QTextLine::Trailing);
        if (a != b) {
            pieces.emplace_back(std::min(a, b), std::max(a, b));
            continue;
        }
        // Qt has both edges at one place where the direction turns; the glyphs know better.
        for (const QGlyphRun& run : set.glyphRuns(i, 1))
            if (const QRectF box = run.boundingRect(); box.width() > 0) pieces.emplace_back(box.left(), box.right());
    }
    std::ranges::sort(pieces);
    std::vector<QRectF> merged;
    for (const auto& [left, right] : pieces) {
        if (!merged.empty() && left <= merged.back().right() + 0.5)
            merged.back().setRight(std::max(merged.back().right(), right));
        else
            merged.push_back(rect(left, right));
    }
    return merged;
}

double TextFlow::edge(const FlowBlock& block, int start, int end, bool trailing) const {
    const FlowLine& line = lineAt(block, start);
    const auto boxes = rects(block, line, start, std::min(end, line.end));
    if (boxes.empty()) return caret(block, start).left();
    return isRightToLeft(m_document->text()[start]) == trailing ? boxes.front().left() : boxes.back().right();
}

const FlowLine& TextFlow::lineAt(const FlowBlock& block, int position) const {
    const auto behind = std::ranges::upper_bound(block.lines, position, {}, &FlowLine::start);
    return behind == block.lines.begin() ? block.lines.front() : *(behind - 1);
}

QRectF TextFlow::caret(const FlowBlock& block, int position) const {
    const FlowLine& line = lineAt(block, position);
    const QTextLine set = block.layout->lineForTextPosition(line.start - block.start);
    const double x = set.cursorToX(std::min(position, block.end) - block.start);
    return {x, line.top, 1, line.textHeight};
}

const FlowLine& TextFlow::lineAtHeight(const FlowBlock& block, double y) const {
    for (const FlowLine& line : block.lines)
        if (y < line.bottom + kLineGap) return line;
    return block.lines.back();
}

int TextFlow::positionAt(const FlowBlock& block, QPointF at) const {
    const FlowLine& line = lineAtHeight(block, at.y());
    const QTextLine set = block.layout->lineForTextPosition(line.start - block.start);
    int position = block.start + set.xToCursor(at.x(), QTextLine::CursorBetweenCharacters);
    // Behind the blank that a line was broken at is the start of the next line.
    if (position == line.end && line.end < block.end && position > line.start)
        position = m_document->previousGrapheme(position);
    return position;
}

int TextFlow::characterAt(const FlowBlock& block, QPointF at) const {
    const FlowLine& line = lineAtHeight(block, at.y());
    const QTextLine set = block.layout->lineForTextPosition(line.start - block.start);
    const QRectF text = set.naturalTextRect();
    if (at.x() < text.left() || at.x() > text.right() || line.end == line.start) return -1;
    const int position = block.start + set.xToCursor(at.x(), QTextLine::CursorOnCharacter);
    return std::min(position, line.end - 1);
}

} // namespace slipway::ui
