#include "core/table/value.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "core/base/text.h"

namespace slipway::table {

std::string_view name(Type type) {
    switch (type) {
    case Type::Boolean:
        return "boolean";
    case Type::Integer:
        return "integer";
    case Type::Real:
        return "real";
    case Type::Text:
        return "text";
    case Type::Time:
        return "time";
    case Type::Other:
        break;
    }
    return "other";
}

bool isNull(const Value& value) {
    return std::holds_alternative<std::monostate>(value);
}

std::string toText(const Value& value) {
    if (const auto* b = std::get_if<bool>(&value)) return *b ? "true" : "false";
    if (const auto* i = std::get_if<std::int64_t>(&value)) return std::to_string(*i);
    if (const auto* d = std::get_if<double>(&value)) return slipway::toText(*d);
    if (const auto* s = std::get_if<std::string>(&value)) return *s;
    return {};
}

double toDouble(const Value& value) {
    if (const auto* b = std::get_if<bool>(&value)) return *b ? 1.0 : 0.0;
    if (const auto* i = std::get_if<std::int64_t>(&value)) return static_cast<double>(*i);
    if (const auto* d = std::get_if<double>(&value)) return *d;
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const auto* s = std::get_if<std::string>(&value);
    if (!s) return nan;
    auto text = trimmed(*s);
    if (text.starts_with('+')) text.remove_prefix(1);
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? number : nan;
}

int Table::indexOf(std::string_view column) const {
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i].name == column) return static_cast<int>(i);
    return -1;
}

} // namespace slipway::table
