#include "core/base/json.h"

#include <cmath>
#include <limits>
#include <stop_token>
#include <utility>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/long_json.h"

namespace slipway {

namespace {

constexpr int kDeepest = 200;
constexpr int kValuesBetweenLooks = 4096;

/// Builds the document and gives up where it is too deep or no longer wanted. The library's parser with a callback
/// looks at all elements of a list again after each object in it: lists of a million would take minutes.
class Builder : public nlohmann::detail::json_sax_dom_parser<Json> {
    using Base = nlohmann::detail::json_sax_dom_parser<Json>;

public:
    Builder(Json& root, std::stop_token stop) : Base(root, false), m_stop(std::move(stop)) {}

    bool start_object(std::size_t size) { return enter() && Base::start_object(size); }
    bool start_array(std::size_t size) { return enter() && Base::start_array(size); }
    bool end_object() {
        --m_depth;
        return Base::end_object();
    }
    bool end_array() {
        --m_depth;
        return Base::end_array();
    }
    template <class Exception>
    bool parse_error(std::size_t position, const std::string& token, const Exception& exception) {
        m_reason = exception.what();
        return Base::parse_error(position, token, exception);
    }

    bool isTooDeep() const { return m_depth > kDeepest; }
    std::string_view reason() const {
        const std::string_view text = m_reason;
        const auto at = text.find("] ");
        return at == std::string_view::npos ? text : text.substr(at + 2);
    }

private:
    bool enter() {
        if (++m_seen % kValuesBetweenLooks == 0 && m_stop.stop_requested()) return false;
        return ++m_depth <= kDeepest;
    }

    std::stop_token m_stop;
    std::string m_reason;
    int m_depth = 0, m_seen = 0;
};

Result<Json> parse(std::string_view text, std::string_view what, const std::stop_token& stop) {
    Json value;
    Builder builder(value, stop);
    if (Json::sax_parse(text, &builder)) return value;
    if (builder.isTooDeep())
        return fail(ErrorCode::BadData, fmt::format("{} is nested more than {} levels deep", what, kDeepest),
            "Flatten the document");
    if (builder.reason().empty()) return fail(ErrorCode::Cancelled, fmt::format("reading {} was cancelled", what));
    return fail(ErrorCode::BadData, fmt::format("{} is not valid JSON: {}", what, builder.reason()),
        "Correct the text at that place");
}

} // namespace

Result<Json> parseJson(std::string_view text, std::string_view what) {
    return parse(text, what, {});
}

Result<Json> parseJson(std::string_view text, std::string_view what, const Progress& progress) {
    return parse(text, what, progress.token());
}

Result<Json> readJsonFile(const std::filesystem::path& path) {
    SLIPWAY_ASSIGN(const auto text, readFile(path));
    return parseJson(text, path.string());
}

Json jsonNumber(double value) {
    if (std::isfinite(value)) return value;
    return std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

double numberFromJson(const Json& value) {
    if (value.is_number()) return value.get<double>();
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        if (text == "Infinity") return std::numeric_limits<double>::infinity();
        if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
    }
    return std::numeric_limits<double>::quiet_NaN();
}

std::string dump(const Json& value, int indent) {
    return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

namespace {

const Json* member(const Json& object, std::string_view key) {
    if (!object.is_object()) return nullptr;
    const auto it = object.find(std::string(key));
    return it == object.end() ? nullptr : &*it;
}

} // namespace

std::string textOr(const Json& object, std::string_view key, std::string_view fallback) {
    const auto* value = member(object, key);
    return value && value->is_string() ? value->get<std::string>() : std::string(fallback);
}

double numberOr(const Json& object, std::string_view key, double fallback) {
    const auto* value = member(object, key);
    return value && value->is_number() ? value->get<double>() : fallback;
}

long long integerOr(const Json& object, std::string_view key, long long fallback) {
    const auto* value = member(object, key);
    return value && value->is_number_integer() ? value->get<long long>() : fallback;
}

bool boolOr(const Json& object, std::string_view key, bool fallback) {
    const auto* value = member(object, key);
    return value && value->is_boolean() ? value->get<bool>() : fallback;
}

} // namespace slipway
