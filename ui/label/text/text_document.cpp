#include "ui/label/text/text_document.h"

#include <QStringConverter>
#include <QTextBoundaryFinder>
#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::ui {

namespace {

QTextBoundaryFinder finder(QTextBoundaryFinder::BoundaryType type, QStringView text) {
    return QTextBoundaryFinder(type, text.data(), text.size());
}

/// Graphemes of a block. Qt 6.4 pairs the letters of flags wrongly when an emoji stands before them, so borders between
/// two of these letters are counted here.
class Graphemes {
public:
    explicit Graphemes(QStringView text) : m_text(text), m_qt(finder(QTextBoundaryFinder::Grapheme, text)) {}

    bool isBorder(qsizetype at) {
        if (isFlagLetter(at - 2) && isFlagLetter(at)) return flagLettersBefore(at) % 2 == 0;
        m_qt.setPosition(at);
        return m_qt.isAtBoundary();
    }
    int next(qsizetype at) {
        while (++at < m_text.size() && !isBorder(at)) {
        }
        return static_cast<int>(std::min(at, m_text.size()));
    }
    int previous(qsizetype at) {
        while (--at > 0 && !isBorder(at)) {
        }
        return static_cast<int>(std::max<qsizetype>(at, 0));
    }

private:
    bool isFlagLetter(qsizetype at) const {
        return at >= 0 && at + 1 < m_text.size() && m_text[at] == QChar(0xD83C) && m_text[at + 1] >= QChar(0xDDE6) &&
               m_text[at + 1] <= QChar(0xDDFF);
    }
    int flagLettersBefore(qsizetype at) const {
        int count = 0;
        while (isFlagLetter(at -= 2)) ++count;
        return count;
    }
    QStringView m_text;
    QTextBoundaryFinder m_qt;
};

} // namespace

Result<std::shared_ptr<const TextDocument>> TextDocument::make(
    std::string utf8, const std::string& name, bool fromFile) {
    if (utf8.size() > kMostBytes)
        return fail(ErrorCode::BadData, fmt::format("{} has {} bytes", name, withThousands(long(utf8.size()))),
            fmt::format("A document may have {}; split it", withThousands(long(kMostBytes))));
    if (const auto bad = firstInvalidUtf8(utf8); bad != std::string::npos)
        return fail(ErrorCode::BadData, fmt::format("{} is not UTF-8: byte {}", name, withThousands(long(bad))),
            "Convert it, for instance with iconv");
    if (fromFile && utf8.starts_with("\xEF\xBB\xBF")) utf8.erase(0, 3);
    std::shared_ptr<TextDocument> made(new TextDocument);
    made->m_utf8 = std::move(utf8);
    // QString::fromUtf8() would leave out a mark in front, and all offsets behind it would be off by one.
    QStringDecoder decoder(QStringDecoder::Utf8, QStringConverter::Flag::ConvertInitialBom);
    made->m_text = decoder(QByteArrayView(made->m_utf8.data(), static_cast<qsizetype>(made->m_utf8.size())));
    made->m_offsets = std::make_unique<label::TextOffsets>(made->m_utf8);
    made->m_blocks = cutIntoBlocks(made->m_text);
    return made;
}

int TextDocument::blockAt(int position) const {
    const auto behind = std::ranges::upper_bound(m_blocks, position, {}, &TextBlock::start);
    return std::max(0, static_cast<int>(behind - m_blocks.begin()) - 1);
}

QStringView TextDocument::blockText(int index) const {
    const TextBlock& found = block(index);
    return QStringView(m_text).sliced(found.start, found.length);
}

int TextDocument::nextGrapheme(int position) const {
    if (position >= size()) return size();
    const int index = blockAt(std::max(position, 0));
    const TextBlock& found = block(index);
    if (position >= found.end()) return index + 1 < blockCount() ? block(index + 1).start : size();
    return found.start + Graphemes(blockText(index)).next(std::max(position, 0) - found.start);
}

int TextDocument::previousGrapheme(int position) const {
    if (position <= 0) return 0;
    const int index = blockAt(std::min(position, size()));
    const TextBlock& found = block(index);
    if (position > found.end()) return found.end(); // inside the line break
    if (position == found.start && !found.continues) return block(index - 1).end();
    const int home = position == found.start ? index - 1 : index;
    return block(home).start + Graphemes(blockText(home)).previous(position - block(home).start);
}

int TextDocument::graphemeStart(int position) const {
    if (position <= 0) return 0;
    if (position >= size()) return size();
    const int index = blockAt(position);
    const TextBlock& found = block(index);
    if (position >= found.end()) return found.end();
    Graphemes graphemes(blockText(index));
    return graphemes.isBorder(position - found.start) ? position
                                                      : found.start + graphemes.previous(position - found.start);
}

int TextDocument::graphemeEnd(int position) const {
    const int start = graphemeStart(position);
    return start == position || position >= size() ? start : nextGrapheme(start);
}

std::vector<TextDocument::Border> TextDocument::wordBorders(int index) const {
    std::vector<Border> borders;
    auto words = finder(QTextBoundaryFinder::Word, blockText(index));
    const int start = block(index).start;
    words.toStart();
    do {
        const auto reasons = words.boundaryReasons();
        Border border{start + static_cast<int>(words.position()), bool(reasons & QTextBoundaryFinder::StartOfItem),
            bool(reasons & QTextBoundaryFinder::EndOfItem)};
        if (border.startsWord || border.endsWord) borders.push_back(border);
    } while (words.toNextBoundary() >= 0);
    return borders;
}

template <class Wanted> int TextDocument::findBorder(int position, int step, int otherwise, Wanted wanted) const {
    for (int index = blockAt(position); index >= 0 && index < blockCount(); index += step) {
        std::vector<Border> borders = wordBorders(index);
        if (step < 0) std::ranges::reverse(borders);
        for (const Border& border : borders)
            if ((step > 0 ? border.at > position : border.at < position) && wanted(border)) return border.at;
    }
    return otherwise;
}

int TextDocument::nextWordEnd(int position) const {
    return findBorder(position, 1, size(), [](const Border& border) { return border.endsWord; });
}

int TextDocument::previousWordStart(int position) const {
    return findBorder(position, -1, 0, [](const Border& border) { return border.startsWord; });
}

int TextDocument::previousWordEnd(int position) const {
    return findBorder(position, -1, 0, [](const Border& border) { return border.endsWord; });
}

int TextDocument::nextWordStart(int position) const {
    return findBorder(position, 1, size(), [](const Border& border) { return border.startsWord; });
}

TextDocument::Range TextDocument::wordAt(int position) const {
    const int index = blockAt(position);
    int start = -1;
    Range touching;
    for (const Border& border : wordBorders(index)) {
        if (border.endsWord && start >= 0) {
            if (start <= position && position < border.at) return {start, border.at};
            if (border.at == position) touching = {start, border.at};
        }
        start = border.startsWord ? border.at : -1;
    }
    if (!touching.isEmpty()) return touching;
    const int from = graphemeStart(position);
    return from < block(index).end() ? Range{from, nextGrapheme(from)} : Range{from, from};
}

TextDocument::Range TextDocument::paragraphAt(int position) const {
    int first = blockAt(position), last = first;
    while (block(first).continues) --first;
    while (last + 1 < blockCount() && block(last + 1).continues) ++last;
    return {block(first).start, block(last).end()};
}

TextDocument::Range TextDocument::snapped(Range range) const {
    return {graphemeStart(range.start), graphemeEnd(range.end)};
}

TextDocument::Range TextDocument::trimmed(Range range) const {
    Range inner = range;
    while (inner.start < inner.end && m_text[inner.start].isSpace()) ++inner.start;
    while (inner.end > inner.start && m_text[inner.end - 1].isSpace()) --inner.end;
    return inner.isEmpty() ? range : snapped(inner);
}

} // namespace slipway::ui
