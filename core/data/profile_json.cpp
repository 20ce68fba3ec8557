#include <fmt/format.h>

#include "core/base/json.h"
#include "core/data/profile.h"
#include "core/table/value.h"

namespace slipway::data {

namespace {

bool isNumeric(const ColumnProfile& column) {
    return column.type == "integer" || column.type == "real";
}

Json boundJson(const std::optional<std::string>& bound, const ColumnProfile& column) {
    if (!bound) return nullptr;
    if (column.type == "integer") return std::strtoll(bound->c_str(), nullptr, 10);
    if (column.type == "real") return jsonNumber(table::toDouble(*bound));
    return *bound;
}

std::optional<std::string> boundFromJson(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
    if (value.is_number()) return table::toText(value.get<double>());
    return std::nullopt;
}

Json optionalJson(const std::optional<double>& value) {
    return value ? jsonNumber(*value) : Json(nullptr);
}

Json columnJson(const ColumnProfile& column) {
    Json json = {{"type", column.type}, {"missing", column.missing}, {"distinct", column.distinct},
        {"min", boundJson(column.minimum, column)}, {"max", boundJson(column.maximum, column)},
        {"mean", optionalJson(column.mean)}, {"stddev", optionalJson(column.stddev)}};
    if (isNumeric(column)) {
        json["quantiles"] = Json::object();
        for (const auto& [q, value] : column.quantiles) json["quantiles"][fmt::format("{}", q)] = jsonNumber(value);
        json["histogram"] = Json::array();
        for (const auto& bin : column.histogram)
            json["histogram"].push_back(Json::array({jsonNumber(bin.low), jsonNumber(bin.high), bin.count}));
    }
    json["top"] = Json::array();
    for (const auto& top : column.top) json["top"].push_back(Json::array({boundJson(top.value, column), top.count}));
    json["pii"] = Json::array();
    for (const auto& pii : column.pii) json["pii"].push_back({{"kind", pii.kind}, {"share", pii.share}});
    return json;
}

std::optional<double> optionalFromJson(const Json& object, const char* key) {
    if (!object.contains(key) || object[key].is_null()) return std::nullopt;
    return numberFromJson(object[key]);
}

ColumnProfile columnFromJson(const std::string& name, const Json& json) {
    ColumnProfile column;
    column.name = name;
    column.type = textOr(json, "type");
    column.missing = integerOr(json, "missing", 0);
    column.distinct = integerOr(json, "distinct", 0);
    if (json.contains("min")) column.minimum = boundFromJson(json["min"]);
    if (json.contains("max")) column.maximum = boundFromJson(json["max"]);
    column.mean = optionalFromJson(json, "mean");
    column.stddev = optionalFromJson(json, "stddev");
    const Json quantiles = json.value("quantiles", Json::object());
    for (const auto& [q, value] : quantiles.items())
        column.quantiles.emplace_back(table::toDouble(q), numberFromJson(value));
    for (const auto& bin : json.value("histogram", Json::array()))
        if (bin.is_array() && bin.size() == 3 && bin[2].is_number_integer())
            column.histogram.push_back({numberFromJson(bin[0]), numberFromJson(bin[1]), bin[2].get<std::int64_t>()});
    for (const auto& top : json.value("top", Json::array()))
        if (top.is_array() && top.size() == 2 && top[1].is_number_integer())
            column.top.push_back({boundFromJson(top[0]).value_or(""), top[1].get<std::int64_t>()});
    for (const auto& pii : json.value("pii", Json::array()))
        column.pii.push_back({textOr(pii, "kind"), numberOr(pii, "share", 0)});
    return column;
}

} // namespace

Json toJson(const Profile& profile) {
    Json columns = Json::object();
    for (const auto& column : profile.columns) columns[column.name] = columnJson(column);
    return {{"rows", profile.rows}, {"columns", std::move(columns)}};
}

Result<Profile> profileFromJson(const Json& json) {
    if (!json.is_object() || !json.contains("columns") || !json["columns"].is_object())
        return fail(ErrorCode::BadData, "the stored profile cannot be read", "It is computed anew");
    Profile profile;
    profile.rows = integerOr(json, "rows", 0);
    for (const auto& [name, column] : json["columns"].items()) profile.columns.push_back(columnFromJson(name, column));
    return profile;
}

} // namespace slipway::data
