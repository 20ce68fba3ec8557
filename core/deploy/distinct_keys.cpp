#include "core/deploy/distinct_keys.h"

#include <set>
#include <vector>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"

namespace slipway::deploy {

namespace {

/// Sees the text go by without building values; stops at the first key that comes twice.
class KeyWatch : public nlohmann::json_sax<Json> {
public:
    std::string repeated;

    bool start_object(std::size_t) override {
        m_open.emplace_back();
        return true;
    }
    bool key(string_t& name) override {
        if (m_open.back().insert(name).second) return true;
        repeated = name;
        return false;
    }
    bool end_object() override {
        m_open.pop_back();
        return true;
    }
    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

private:
    std::vector<std::set<std::string>> m_open;
};

} // namespace

Status checkDistinctKeys(std::string_view json, std::string_view what) {
    KeyWatch watch;
    if (Json::sax_parse(json, &watch)) return {};
    return fail(ErrorCode::BadData, fmt::format("{}: the field '{}' is given twice", what, forMessage(watch.repeated)),
        "Send each field once");
}

} // namespace slipway::deploy
