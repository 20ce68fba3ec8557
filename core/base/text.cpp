#include "core/base/text.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace slipway {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n\v\f";
    const auto from = text.find_first_not_of(blanks);
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(blanks) - from + 1);
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    std::size_t from = 0;
    for (auto at = text.find(separator); at != std::string_view::npos; at = text.find(separator, from)) {
        parts.emplace_back(text.substr(from, at - from));
        from = at + 1;
    }
    parts.emplace_back(text.substr(from));
    return parts;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string joined;
    for (const auto& part : parts) {
        if (&part != &parts.front()) joined += separator;
        joined += part;
    }
    return joined;
}

std::string toLower(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

std::string toHex(std::string_view bytes) {
    constexpr char digits[] = "0123456789abcdef";
    std::string hex;
    hex.reserve(bytes.size() * 2);
    for (const unsigned char byte : bytes) {
        hex += digits[byte >> 4];
        hex += digits[byte & 15];
    }
    return hex;
}

std::size_t firstInvalidUtf8(std::string_view text) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    const auto continues = [&](std::size_t at) { return at < text.size() && (bytes[at] & 0xC0) == 0x80; };
    for (std::size_t i = 0; i < text.size();) {
        const unsigned char lead = bytes[i];
        if (lead < 0x80) {
            ++i;
        } else if (lead >= 0xC2 && lead <= 0xDF && continues(i + 1)) {
            i += 2;
        } else if (lead >= 0xE0 && lead <= 0xEF && continues(i + 1) && continues(i + 2) &&
                   !(lead == 0xE0 && bytes[i + 1] < 0xA0) && !(lead == 0xED && bytes[i + 1] > 0x9F)) {
            i += 3;
        } else if (lead >= 0xF0 && lead <= 0xF4 && continues(i + 1) && continues(i + 2) && continues(i + 3) &&
                   !(lead == 0xF0 && bytes[i + 1] < 0x90) && !(lead == 0xF4 && bytes[i + 1] > 0x8F)) {
            i += 4;
        } else {
            return i;
        }
    }
    return std::string_view::npos;
}

std::string forMessage(std::string_view text, std::size_t limit) {
    std::string shown;
    bool cut = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        cut = shown.size() >= limit && ((byte & 0xC0) != 0x80 || shown.size() >= limit + 3); // no character is longer
        if (cut) break;
        if (byte < 0x20 || byte == 0x7F)
            shown += fmt::format("\\x{:02x}", byte);
        else
            shown += text[i];
    }
    if (firstInvalidUtf8(shown) != std::string_view::npos)
        for (char& c : shown)
            if (static_cast<unsigned char>(c) >= 0x80) c = '?';
    return cut ? shown + "…" : shown;
}

bool isValidName(std::string_view text) {
    if (text.empty() || text.size() > 64 || !std::isalnum(static_cast<unsigned char>(text[0]))) return false;
    return std::ranges::all_of(
        text, [](unsigned char c) { return c < 0x80 && (std::isalnum(c) || c == '.' || c == '_' || c == '-'); });
}

std::string withThousands(long long value) {
    auto digits = std::to_string(value);
    const std::size_t first = digits[0] == '-' ? 1 : 0;
    for (auto at = digits.size(); at > first + 3;) {
        at -= 3;
        digits.insert(at, ",");
    }
    return digits;
}

std::string counted(long long number, std::string_view one, std::string_view many) {
    if (number == 1) return "1 " + std::string(one);
    return withThousands(number) + " " + (many.empty() ? std::string(one) + "s" : std::string(many));
}

namespace {

/// Edits that turn one name into the other.
std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

} // namespace

std::string nearestName(std::string_view wanted, const std::vector<std::string>& names) {
    constexpr std::size_t longest = 200;
    const auto shown = toLower(wanted.substr(0, longest));
    std::string found;
    std::size_t best = shown.size() / 2 + 1;
    for (const auto& name : names) {
        const auto distance = editDistance(shown, toLower(name.substr(0, longest)));
        if (distance >= best) continue;
        best = distance;
        found = name;
    }
    return found;
}

std::string toText(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    return {buffer, end};
}

} // namespace slipway
