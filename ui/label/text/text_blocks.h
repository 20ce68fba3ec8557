#pragma once

#include <QStringView>
#include <vector>

namespace slipway::ui {

/// A piece of a document that is laid out as one: a paragraph, or a part of a very long one. Positions are UTF-16
/// units.
struct TextBlock {
    int start = 0, length = 0; ///< without the line break
    bool continues = false;    ///< goes on with the paragraph of the block before
    bool rightToLeft = false;  ///< the paragraph's direction, by its first letter
    int end() const { return start + length; }
};

/// Longest block, but for one grapheme or word that is longer than a tenth of it.
inline constexpr int kLongestBlock = 4000;

/// Cuts at line breaks (\n, \r\n, \r, U+2029), and paragraphs longer than `longest` at white space, else between two
/// graphemes. At least one block; every position but those inside a line break belongs to one.
std::vector<TextBlock> cutIntoBlocks(QStringView text, int longest = kLongestBlock);

} // namespace slipway::ui
