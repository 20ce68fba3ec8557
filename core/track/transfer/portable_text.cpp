#include "core/track/transfer/portable_text.h"

#include <algorithm>

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/track/limits.h"

namespace slipway::track::transfer {

namespace {

constexpr std::size_t kIdDigits = 32, kHashDigits = 8;

bool isHexDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool isKeyByte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || std::string_view("_-. :/").find(c) != std::string_view::npos;
}

std::string validUtf8(std::string_view text) {
    std::string valid;
    while (true) {
        const auto bad = firstInvalidUtf8(text);
        if (bad == std::string_view::npos) return valid.append(text);
        valid.append(text.substr(0, bad)).append("\xEF\xBF\xBD");
        text.remove_prefix(bad + 1);
    }
}

/// "/a//b/../c/" is no key, "a/b/c" is.
std::string plainPath(std::string_view text) {
    std::vector<std::string> parts;
    for (auto& part : split(text, '/'))
        if (!part.empty() && part != "." && part != "..") parts.push_back(std::move(part));
    auto path = join(parts, "/");
    if (path.starts_with("..")) path.replace(0, 2, "__");
    return path;
}

} // namespace

std::string runIdOf(std::string_view kind, std::string_view original) {
    if (original.size() == kIdDigits && std::ranges::all_of(original, isHexDigit)) return toLower(original);
    return sha256Hex(std::string(kind) + "\n" + std::string(original)).substr(0, kIdDigits);
}

std::string keyOf(std::string_view original) {
    if (keyFault(original) == KeyFault::None) return std::string(original);
    auto key = validUtf8(original);
    std::ranges::replace_if(key, [](char c) { return !isKeyByte(c); }, '_');
    key = plainPath(key);
    if (key.empty()) key = "_";
    if (fittingBytes(key, kMaxKey) < key.size())
        key = key.substr(0, fittingBytes(key, kMaxKey - kHashDigits - 1)) + "_" +
              sha256Hex(original).substr(0, kHashDigits);
    return keyFault(key) == KeyFault::None ? key : "_" + sha256Hex(original).substr(0, kHashDigits);
}

std::string textOf(std::string_view original, std::size_t characters) {
    if (original.size() <= characters && firstInvalidUtf8(original) == std::string_view::npos)
        return std::string(original);
    auto valid = validUtf8(original);
    valid.resize(fittingBytes(valid, characters));
    return valid;
}

std::string nameOf(std::string_view original) {
    auto name = textOf(original, kMaxName);
    std::ranges::replace_if(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    return std::string(trimmed(name));
}

std::string standInName(std::string_view id) {
    return "run-" + std::string(id.substr(0, 8));
}

} // namespace slipway::track::transfer
