#include "ui/label/text/text_blocks.h"

#include <QTextBoundaryFinder>

namespace slipway::ui {

namespace {

bool isBreak(QChar c) {
    return c == u'\n' || c == u'\r' || c == QChar::ParagraphSeparator;
}

/// Where the piece that starts at `from` ends: behind the last white space of its last half, else on the last grapheme
/// border. What decides lies in a window of a piece, so that a paragraph of any length is cut in one pass.
int cutBefore(QStringView paragraph, int from, int longest) {
    const int limit = from + longest;
    for (int i = limit; i > limit - longest / 2; --i)
        if (paragraph[i - 1].isSpace() && !paragraph[i].isMark()) return i;
    // A grapheme may go on behind the limit.
    const int reach = std::min<int>(static_cast<int>(paragraph.size()), limit + longest / 10);
    QTextBoundaryFinder graphemes(
        QTextBoundaryFinder::Grapheme, paragraph.sliced(from, reach - from).data(), reach - from);
    graphemes.setPosition(longest);
    if (!graphemes.isAtBoundary() && graphemes.toPreviousBoundary() <= 0) {
        graphemes.setPosition(longest);
        graphemes.toNextBoundary();
    }
    return graphemes.position() > 0 ? from + static_cast<int>(graphemes.position()) : limit;
}

void addParagraph(std::vector<TextBlock>& blocks, QStringView text, int start, int end, int longest) {
    const QStringView paragraph = text.sliced(start, end - start);
    const bool rightToLeft = paragraph.isRightToLeft();
    const int size = static_cast<int>(paragraph.size());
    int from = 0;
    while (size - from > longest) {
        const int cut = cutBefore(paragraph, from, longest);
        blocks.push_back({start + from, cut - from, from > 0, rightToLeft});
        from = cut;
    }
    blocks.push_back({start + from, size - from, from > 0, rightToLeft});
}

} // namespace

std::vector<TextBlock> cutIntoBlocks(QStringView text, int longest) {
    std::vector<TextBlock> blocks;
    const int size = static_cast<int>(text.size());
    int start = 0;
    for (int i = 0; i < size; ++i) {
        if (!isBreak(text[i])) continue;
        addParagraph(blocks, text, start, i, longest);
        if (text[i] == u'\r' && i + 1 < size && text[i + 1] == u'\n') ++i;
        start = i + 1;
    }
    addParagraph(blocks, text, start, size, longest);
    return blocks;
}

} // namespace slipway::ui
