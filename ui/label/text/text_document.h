#pragma once

#include <QString>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/label/text_offsets.h"
#include "ui/label/text/text_blocks.h"

namespace slipway::ui {

/// A text as it is shown: UTF-16 and blocks, with the way back to code points. Never changes, so threads share it.
/// Positions are UTF-16 units; those of graphemes and words never leave the text.
class TextDocument {
public:
    /// `name` is what errors call it. BadData names the first byte that is not UTF-8; a mark in front is dropped when
    /// `fromFile`. Takes 20 ms for 10 MB: on a thread.
    static Result<std::shared_ptr<const TextDocument>> make(std::string utf8, const std::string& name, bool fromFile);
    static constexpr std::size_t kMostBytes = std::size_t{10} << 20;

    const QString& text() const { return m_text; }
    int size() const { return static_cast<int>(m_text.size()); }
    const std::vector<TextBlock>& blocks() const { return m_blocks; }
    const TextBlock& block(int index) const { return m_blocks[static_cast<std::size_t>(index)]; }
    int blockCount() const { return static_cast<int>(m_blocks.size()); }
    /// The block that holds a position; of a place inside a line break the one before it.
    int blockAt(int position) const;
    QStringView blockText(int index) const;

    std::int64_t codePoints() const { return m_offsets->codePoints(); }
    int fromCodePoint(std::int64_t codePoint) const { return static_cast<int>(m_offsets->utf16At(codePoint)); }
    std::int64_t toCodePoint(int position) const { return m_offsets->codePointAtUtf16(position); }

    int nextGrapheme(int position) const;
    int previousGrapheme(int position) const;
    /// The border at or before, and at or behind a position.
    int graphemeStart(int position) const;
    int graphemeEnd(int position) const;
    int nextWordEnd(int position) const;
    int previousWordStart(int position) const;
    int previousWordEnd(int position) const;
    int nextWordStart(int position) const;

    struct Range {
        int start = 0, end = 0;
        bool isEmpty() const { return end <= start; }
        bool operator==(const Range&) const = default;
    };
    /// The word that holds the character behind `position`, or ends there; else that character alone.
    Range wordAt(int position) const;
    /// All blocks of the paragraph, without the line break.
    Range paragraphAt(int position) const;
    /// Outwards to whole graphemes.
    Range snapped(Range range) const;
    /// Without white space at the ends; as it is when there is nothing else.
    Range trimmed(Range range) const;

private:
    TextDocument() = default;
    struct Border {
        int at = 0;
        bool startsWord = false, endsWord = false;
    };
    std::vector<Border> wordBorders(int block) const;
    /// The first border, in steps of `step` blocks from the one at `position`, that `wanted` takes; `otherwise` if
    /// none.
    template <class Wanted> int findBorder(int position, int step, int otherwise, Wanted wanted) const;

    std::string m_utf8;
    QString m_text;
    std::unique_ptr<label::TextOffsets> m_offsets; ///< of m_utf8
    std::vector<TextBlock> m_blocks;
};

} // namespace slipway::ui
