#include "core/label/text_offsets.h"

#include <algorithm>

namespace slipway::label {

namespace {

bool continues(std::string_view text, std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

/// Bytes of the character at `at`; 1 for a byte that starts none.
int lengthAt(std::string_view text, std::size_t at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const auto second = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0;
    if (lead < 0xC2 || lead > 0xF4 || !continues(text, at + 1)) return 1;
    if (lead < 0xE0) return 2;
    if (!continues(text, at + 2)) return 1;
    if (lead < 0xF0) return (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ? 1 : 3;
    if (!continues(text, at + 3)) return 1;
    return (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F) ? 1 : 4;
}

} // namespace

TextOffsets::TextOffsets(std::string_view text) : m_text(text) {
    Position position;
    m_marks.reserve(text.size() / static_cast<std::size_t>(kStep) + 1);
    m_marks.push_back({});
    while (step(position))
        if (position.codePoint % kStep == 0) m_marks.push_back({position.byte, position.utf16});
    m_codePoints = position.codePoint;
    m_utf16Units = position.utf16;
}

bool TextOffsets::step(Position& position) const {
    if (position.byte >= bytes()) return false;
    const int length = lengthAt(m_text, static_cast<std::size_t>(position.byte));
    position.byte += length;
    position.utf16 += length == 4 ? 2 : 1;
    position.codePoint++;
    return true;
}

TextOffsets::Position TextOffsets::atCodePoint(std::int64_t codePoint) const {
    const auto wanted = std::clamp<std::int64_t>(codePoint, 0, m_codePoints);
    const auto& mark = m_marks[static_cast<std::size_t>(wanted / kStep)];
    Position position{wanted / kStep * kStep, mark.byte, mark.utf16};
    while (position.codePoint < wanted && step(position)) {
    }
    return position;
}

std::int64_t TextOffsets::byteAt(std::int64_t codePoint) const {
    return atCodePoint(codePoint).byte;
}

std::int64_t TextOffsets::utf16At(std::int64_t codePoint) const {
    return atCodePoint(codePoint).utf16;
}

std::int64_t TextOffsets::codePointAtByte(std::int64_t byte) const {
    if (byte <= 0) return 0;
    if (byte >= bytes()) return m_codePoints;
    const auto after = std::ranges::upper_bound(m_marks, byte, {}, &Mark::byte);
    const auto index = after - m_marks.begin() - 1;
    Position position{index * kStep, m_marks[static_cast<std::size_t>(index)].byte, 0};
    auto found = position.codePoint;
    while (position.byte <= byte) {
        found = position.codePoint;
        if (!step(position)) break;
    }
    return found;
}

std::int64_t TextOffsets::codePointAtUtf16(std::int64_t unit) const {
    if (unit <= 0) return 0;
    if (unit >= m_utf16Units) return m_codePoints;
    const auto after = std::ranges::upper_bound(m_marks, unit, {}, &Mark::utf16);
    const auto index = after - m_marks.begin() - 1;
    const auto& mark = m_marks[static_cast<std::size_t>(index)];
    Position position{index * kStep, mark.byte, mark.utf16};
    auto found = position.codePoint;
    while (position.utf16 <= unit) {
        found = position.codePoint;
        if (!step(position)) break;
    }
    return found;
}

std::string_view TextOffsets::between(std::int64_t start, std::int64_t end) const {
    if (end <= start) return {};
    const auto from = byteAt(start);
    return m_text.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(byteAt(end) - from));
}

std::int64_t countCodePoints(std::string_view text) {
    std::int64_t count = 0;
    for (std::size_t at = 0; at < text.size(); at += static_cast<std::size_t>(lengthAt(text, at))) count++;
    return count;
}

} // namespace slipway::label
