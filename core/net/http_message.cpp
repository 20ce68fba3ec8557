#include "core/net/http_message.h"

#include <algorithm>
#include <optional>

namespace slipway::net {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::optional<unsigned> hexDigit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (lower(c) >= 'a' && lower(c) <= 'f') return static_cast<unsigned>(lower(c) - 'a' + 10);
    return std::nullopt;
}

bool isUnreserved(char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' || c == '.' || c == '_' ||
           c == '~';
}

Response withBody(int status, std::string_view type, std::string body) {
    Response response;
    response.status = status;
    response.headers.emplace("Content-Type", type);
    response.body = std::move(body);
    return response;
}

} // namespace

bool CaseInsensitiveLess::operator()(std::string_view a, std::string_view b) const {
    return std::ranges::lexicographical_compare(a, b, {}, lower, lower);
}

std::string_view Request::header(std::string_view name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::string_view Request::queryValue(std::string_view name, std::string_view fallback) const {
    for (const auto& [key, value] : query)
        if (key == name) return value;
    return fallback;
}

Response Response::json(int status, std::string body) {
    return withBody(status, "application/json", std::move(body));
}

Response Response::text(int status, std::string body) {
    return withBody(status, "text/plain; charset=utf-8", std::move(body));
}

std::string urlEncode(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        if (isUnreserved(c)) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += {'%', digits[byte >> 4], digits[byte & 15]};
    }
    return encoded;
}

std::string urlDecode(std::string_view text, bool plusIsBlank) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            const auto high = hexDigit(text[i + 1]), low = hexDigit(text[i + 2]);
            if (high && low) {
                decoded += static_cast<char>(*high * 16 + *low);
                i += 2;
                continue;
            }
        }
        decoded += plusIsBlank && text[i] == '+' ? ' ' : text[i];
    }
    return decoded;
}

} // namespace slipway::net
