#include "core/track/like.h"

#include "core/base/text.h"

namespace slipway::track {

namespace {

std::size_t nextCharacter(std::string_view text, std::size_t at) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
    return at;
}

// On a mismatch only the last '%' takes one character more: earlier ones never need to, so the cost stays below
// length of text × length of pattern.
bool matches(std::string_view text, std::string_view pattern) {
    constexpr auto npos = std::string_view::npos;
    std::size_t at = 0, wanted = 0, retryText = 0, retryPattern = npos;
    while (at < text.size()) {
        if (wanted < pattern.size() && pattern[wanted] == '%') {
            retryPattern = ++wanted;
            retryText = at;
        } else if (wanted < pattern.size() && pattern[wanted] == '_') {
            ++wanted;
            at = nextCharacter(text, at);
        } else if (wanted < pattern.size() && pattern[wanted] == text[at]) {
            ++wanted;
            ++at;
        } else if (retryPattern != npos) {
            wanted = retryPattern;
            at = retryText = nextCharacter(text, retryText);
        } else {
            return false;
        }
    }
    while (wanted < pattern.size() && pattern[wanted] == '%') ++wanted;
    return wanted == pattern.size();
}

} // namespace

bool matchesLike(std::string_view text, std::string_view pattern, bool foldCase) {
    return foldCase ? matches(toLower(text), toLower(pattern)) : matches(text, pattern);
}

std::string globPattern(std::string_view likePattern) {
    std::string glob;
    for (const char c : likePattern) {
        if (c == '%')
            glob += '*';
        else if (c == '_')
            glob += '?';
        else if (c == '*' || c == '?' || c == '[')
            glob.append({'[', c, ']'});
        else
            glob += c;
    }
    return glob;
}

std::string containsPattern(std::string_view part) {
    std::string pattern = "%";
    for (const char c : part) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

} // namespace slipway::track
