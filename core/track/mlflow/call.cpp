#include "core/track/mlflow/call.h"

#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "core/base/json.h"
#include "core/base/text.h"

namespace slipway::track::mlflow {

namespace {

constexpr double kTwoTo63 = 9223372036854775808.0;

std::optional<std::int64_t> wholeNumber(const Json& value) {
    if (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX) return std::nullopt;
    if (value.is_number_integer()) return value.get<std::int64_t>();
    double number = 0;
    if (value.is_number_float()) {
        number = value.get<double>();
    } else if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        const auto* end = text.data() + text.size();
        std::int64_t whole = 0;
        if (const auto [stop, failed] = std::from_chars(text.data(), end, whole); failed == std::errc{} && stop == end)
            return whole;
        const auto [stop, failed] = std::from_chars(text.data(), end, number);
        if (failed != std::errc{} || stop != end) return std::nullopt;
    } else {
        return std::nullopt;
    }
    // -2^63 itself comes as an integer; as a real number it is one that was too low.
    if (std::trunc(number) != number || number <= -kTwoTo63 || number >= kTwoTo63) return std::nullopt;
    return static_cast<std::int64_t>(number);
}

std::optional<double> realNumber(const Json& value) {
    if (value.is_number()) return value.get<double>();
    if (!value.is_string()) return std::nullopt;
    const auto& text = value.get_ref<const std::string&>();
    if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
    if (text == "Infinity") return std::numeric_limits<double>::infinity();
    if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
    double number = 0;
    const auto [stop, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc{} || stop != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
    return number;
}

Json queryObject(const net::Request& request) {
    Json object = Json::object();
    for (const auto& [key, value] : request.query) {
        const auto name = key.ends_with("[]") ? key.substr(0, key.size() - 2) : key;
        auto& member = object[name];
        if (member.is_null())
            member = value;
        else if (member.is_array())
            member.push_back(value);
        else
            member = Json::array({member, value});
    }
    return object;
}

bool saysJson(std::string_view contentType) {
    return toLower(trimmed(contentType.substr(0, contentType.find(';')))) == "application/json";
}

} // namespace

const Json* Fields::find(std::string_view field) const {
    const auto found = m_object->find(field);
    return found == m_object->end() || found->is_null() ? nullptr : &*found;
}

bool Fields::has(std::string_view field) const {
    return find(field) != nullptr;
}

std::string Fields::pathOf(std::string_view field) const {
    return m_path + std::string(field);
}

std::unexpected<Error> Fields::missing(std::string_view field) const {
    return fail(ErrorCode::InvalidArgument, fmt::format("Missing value for required parameter '{}'", pathOf(field)),
        "See the API docs for more information about request parameters");
}

std::unexpected<Error> Fields::invalid(std::string_view field, std::string_view why) const {
    const auto* value = find(field);
    return fail(ErrorCode::InvalidArgument,
        fmt::format("Invalid value {} for parameter '{}' supplied{}{}", value ? forMessage(dump(*value), 200) : "null",
            pathOf(field), why.empty() ? "" : ": ", why),
        "See the API docs for more information about request parameters");
}

Result<std::string> Fields::required(std::string_view field, std::string_view shownAs) const {
    SLIPWAY_ASSIGN(auto value, text(field));
    if (!value || value->empty()) return missing(shownAs.empty() ? field : shownAs);
    return std::move(*value);
}

Result<std::optional<std::string>> Fields::text(std::string_view field) const {
    const auto* value = find(field);
    if (!value) return std::nullopt;
    if (!value->is_string()) return invalid(field);
    return value->get<std::string>();
}

Result<std::string> Fields::textOr(std::string_view field, std::string_view fallback) const {
    SLIPWAY_ASSIGN(auto value, text(field));
    return value ? std::move(*value) : std::string(fallback);
}

Result<std::optional<std::int64_t>> Fields::integer(std::string_view field) const {
    const auto* value = find(field);
    if (!value) return std::nullopt;
    const auto number = wholeNumber(*value);
    if (!number) return invalid(field);
    return *number;
}

Result<std::int64_t> Fields::requiredInteger(std::string_view field, std::string_view shownAs) const {
    SLIPWAY_ASSIGN(const auto value, integer(field));
    if (!value) return missing(shownAs.empty() ? field : shownAs);
    return *value;
}

Result<double> Fields::requiredNumber(std::string_view field, std::string_view shownAs) const {
    const auto* value = find(field);
    if (!value) return missing(shownAs.empty() ? field : shownAs);
    const auto number = realNumber(*value);
    if (!number) return invalid(field, "a number is expected");
    return *number;
}

Result<bool> Fields::flag(std::string_view field, bool fallback) const {
    const auto* value = find(field);
    if (!value) return fallback;
    if (value->is_boolean()) return value->get<bool>();
    if (value->is_string()) {
        const auto text = toLower(value->get_ref<const std::string&>());
        if (text == "true") return true;
        if (text == "false") return false;
    }
    return invalid(field);
}

Result<std::vector<std::string>> Fields::texts(std::string_view field) const {
    std::vector<std::string> all;
    const auto* value = find(field);
    if (!value) return all;
    if (value->is_string()) {
        all.push_back(value->get<std::string>());
        return all;
    }
    if (!value->is_array()) return invalid(field);
    for (const auto& one : *value) {
        if (!one.is_string()) return invalid(field);
        all.push_back(one.get<std::string>());
    }
    return all;
}

Result<std::vector<Fields>> Fields::objects(std::string_view field) const {
    std::vector<Fields> all;
    const auto* value = find(field);
    if (!value) return all;
    if (!value->is_array()) return invalid(field);
    all.reserve(value->size());
    for (std::size_t i = 0; i < value->size(); ++i) {
        if (!(*value)[i].is_object()) return invalid(field);
        all.emplace_back((*value)[i], fmt::format("{}{}[{}].", m_path, field, i));
    }
    return all;
}

Result<std::optional<Fields>> Fields::object(std::string_view field) const {
    const auto* value = find(field);
    if (!value) return std::nullopt;
    if (!value->is_object()) return invalid(field);
    return Fields(*value, fmt::format("{}{}.", m_path, field));
}

Call::Call(std::unique_ptr<Json> body, const net::Request& request)
    : Fields(*body, {}), m_body(std::move(body)), m_request(&request) {}

Result<Call> Call::decode(const net::Request& request) {
    if (request.method == "GET" || request.method == "HEAD")
        return Call(std::make_unique<Json>(queryObject(request)), request);
    if (request.method == "POST" && !saysJson(request.header("Content-Type")))
        return fail(
            ErrorCode::InvalidArgument, "Bad Request. Content-Type must be 'application/json'", "Send JSON and say so");
    auto body = std::make_unique<Json>(Json::object());
    if (auto parsed = parseJson(request.body, "the request's body")) {
        if (parsed->is_string()) // old clients encode twice
            if (auto again = parseJson(parsed->get_ref<const std::string&>(), "the request's body"))
                *parsed = std::move(*again);
        if (parsed->is_object()) *body = std::move(*parsed);
    }
    return Call(std::move(body), request);
}

std::string pageToken(std::int64_t offset) {
    const auto text = fmt::format("{{\"offset\": {}}}", offset);
    std::string token(4 * ((text.size() + 2) / 3) + 1, '\0');
    const auto size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(token.data()),
        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    token.resize(static_cast<std::size_t>(size));
    return token;
}

Result<std::int64_t> offsetOf(const std::optional<std::string>& token) {
    if (!token || token->empty()) return 0;
    const auto bad = [] {
        return fail(ErrorCode::InvalidArgument, "Invalid page token, could not base64-decode",
            "Use the token of the last answer, or none");
    };
    if (token->size() > 200 || token->size() % 4 != 0) return bad();
    std::string text(token->size(), '\0');
    const auto size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(text.data()),
        reinterpret_cast<const unsigned char*>(token->data()), static_cast<int>(token->size()));
    if (size < 0) return bad();
    text.resize(static_cast<std::size_t>(size));
    while (!text.empty() && text.back() == '\0') text.pop_back(); // in place of the padding
    const auto json = parseJson(text, "the page token");
    if (!json || !json->is_object()) return bad();
    const auto offset = json->find("offset");
    if (offset == json->end() || !offset->is_number_integer() || *offset < 0 || *offset > INT32_MAX) return bad();
    return offset->get<std::int64_t>();
}

} // namespace slipway::track::mlflow
