#include "core/data/dataset_json.h"

#include "core/base/json.h"

namespace slipway::data {

namespace {

Json parsedArray(const std::string& text) {
    auto json = parseJson(text, "dataset");
    return json && json->is_array() ? std::move(*json) : Json::array();
}

} // namespace

std::string columnsToJson(const std::vector<DatasetColumn>& columns) {
    Json json = Json::array();
    for (const auto& column : columns)
        json.push_back({{"name", column.name}, {"type", column.type}, {"sensitive", column.sensitive}});
    return dump(json);
}

std::vector<DatasetColumn> columnsFromJson(const std::string& text) {
    std::vector<DatasetColumn> columns;
    for (const auto& json : parsedArray(text))
        columns.push_back({textOr(json, "name"), textOr(json, "type"), boolOr(json, "sensitive", false)});
    return columns;
}

std::string skippedToJson(const std::vector<SkippedRow>& rows) {
    Json json = Json::array();
    for (const auto& row : rows) json.push_back({{"line", row.line}, {"field", row.field}, {"reason", row.reason}});
    return dump(json);
}

std::vector<SkippedRow> skippedFromJson(const std::string& text) {
    std::vector<SkippedRow> rows;
    for (const auto& json : parsedArray(text))
        rows.push_back(
            {static_cast<std::uint64_t>(integerOr(json, "line", 0)), textOr(json, "field"), textOr(json, "reason")});
    return rows;
}

} // namespace slipway::data
