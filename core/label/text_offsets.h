#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace slipway::label {

/// Positions in a text in the three ways that programs count them: Unicode code points (ours and the label formats'),
/// UTF-8 bytes and UTF-16 units (Qt, JavaScript). Built in one pass, then each conversion takes O(log n) and 1/8 byte
/// of memory per character. Borrows the text. A byte that is not UTF-8 counts as one code point and one unit.
/// Positions before the start or behind the end are taken as the start or the end; a position inside a character is
/// taken as its start.
class TextOffsets {
public:
    explicit TextOffsets(std::string_view text);

    std::int64_t codePoints() const { return m_codePoints; }
    std::int64_t bytes() const { return static_cast<std::int64_t>(m_text.size()); }
    std::int64_t utf16Units() const { return m_utf16Units; }

    std::int64_t byteAt(std::int64_t codePoint) const;
    std::int64_t utf16At(std::int64_t codePoint) const;
    std::int64_t codePointAtByte(std::int64_t byte) const;
    std::int64_t codePointAtUtf16(std::int64_t unit) const;

    /// Code points start … end, end exclusive; empty when end ≤ start.
    std::string_view between(std::int64_t start, std::int64_t end) const;

private:
    static constexpr std::int64_t kStep = 128; ///< code points between two marks
    struct Mark {
        std::int64_t byte = 0, utf16 = 0;
    };
    struct Position {
        std::int64_t codePoint = 0, byte = 0, utf16 = 0;
    };
    bool step(Position& position) const; ///< over one code point; false at the end
    Position atCodePoint(std::int64_t codePoint) const;

    std::string_view m_text;
    std::int64_t m_codePoints = 0, m_utf16Units = 0;
    std::vector<Mark> m_marks; ///< of code points 0, kStep, 2 · kStep …
};

/// Code points of a text, counted as TextOffsets does.
std::int64_t countCodePoints(std::string_view text);

} // namespace slipway::label
