#include "core/base/json.h"
#include "core/monitor/drift.h"

namespace slipway::monitor {

namespace {

Json optionalNumber(const std::optional<double>& value) {
    return value ? jsonNumber(*value) : Json(nullptr);
}

std::optional<double> readOptional(const Json& object, const char* member) {
    if (!object.is_object() || !object.contains(member) || object[member].is_null()) return std::nullopt;
    return numberFromJson(object[member]);
}

Json numbersToJson(const std::vector<double>& numbers) {
    Json list = Json::array();
    for (const double number : numbers) list.push_back(jsonNumber(number));
    return list;
}

std::vector<double> readNumbers(const Json& object, const char* member) {
    std::vector<double> numbers;
    if (!object.is_object() || !object.contains(member) || !object[member].is_array()) return numbers;
    for (const auto& number : object[member]) numbers.push_back(numberFromJson(number));
    return numbers;
}

std::vector<std::string> readTexts(const Json& object, const char* member) {
    std::vector<std::string> texts;
    if (!object.is_object() || !object.contains(member) || !object[member].is_array()) return texts;
    for (const auto& text : object[member])
        if (text.is_string()) texts.push_back(text.get<std::string>());
    return texts;
}

Json sideToJson(const DriftSide& side) {
    Json json;
    json["rows"] = side.rows;
    json["missing"] = side.missing;
    json["distinct"] = side.distinct;
    if (side.mean) {
        json["mean"] = optionalNumber(side.mean);
        json["stddev"] = optionalNumber(side.stddev);
        json["min"] = optionalNumber(side.minimum);
        json["max"] = optionalNumber(side.maximum);
    }
    json["shares"] = numbersToJson(side.shares);
    return json;
}

DriftSide sideFromJson(const Json& json) {
    DriftSide side;
    side.rows = integerOr(json, "rows", 0);
    side.missing = integerOr(json, "missing", 0);
    side.distinct = integerOr(json, "distinct", 0);
    side.mean = readOptional(json, "mean");
    side.stddev = readOptional(json, "stddev");
    side.minimum = readOptional(json, "min");
    side.maximum = readOptional(json, "max");
    side.shares = readNumbers(json, "shares");
    return side;
}

Json columnToJson(const ColumnDrift& column) {
    Json json;
    json["type"] = column.type;
    json["method"] = column.method.empty() ? Json(nullptr) : Json(column.method);
    json["score"] = optionalNumber(column.score);
    json["threshold"] = column.method.empty() ? Json(nullptr) : jsonNumber(column.threshold);
    json["drifted"] = column.drifted;
    json["p_value"] = column.pValue;
    if (!column.note.empty()) json["note"] = column.note;
    if (!column.binEdges.empty()) json["bin_edges"] = numbersToJson(column.binEdges);
    if (!column.categories.empty()) json["categories"] = column.categories;
    json["reference"] = sideToJson(column.reference);
    json["current"] = sideToJson(column.current);
    return json;
}

ColumnDrift columnFromJson(const std::string& name, const Json& json) {
    ColumnDrift column;
    column.name = name;
    column.type = textOr(json, "type");
    column.method = textOr(json, "method");
    column.score = readOptional(json, "score");
    column.threshold = numberOr(json, "threshold", 0);
    column.drifted = boolOr(json, "drifted", false);
    column.pValue = boolOr(json, "p_value", false);
    column.note = textOr(json, "note");
    column.binEdges = readNumbers(json, "bin_edges");
    column.categories = readTexts(json, "categories");
    column.reference = sideFromJson(json.value("reference", Json::object()));
    column.current = sideFromJson(json.value("current", Json::object()));
    return column;
}

} // namespace

Json toJson(const DriftReport& report) {
    Json json;
    json["reference"]["rows"] = report.referenceRows;
    json["current"]["rows"] = report.currentRows;
    json["dataset_drift"] = report.datasetDrift;
    json["drift_share"] = report.driftShare;
    json["drifted_columns"] = report.driftedColumns;
    json["columns_tested"] = report.testedColumns;
    json["columns"] = Json::object();
    for (const auto& column : report.columns) json["columns"][column.name] = columnToJson(column);
    json["schema"]["missing"] = report.missing;
    json["schema"]["new"] = report.added;
    json["schema"]["type_changed"] = report.typeChanged;
    return json;
}

Result<DriftReport> driftReportFromJson(const Json& json) {
    if (!json.is_object() || !json.contains("columns") || !json["columns"].is_object())
        return fail(ErrorCode::BadData, "the drift report has no columns", "Run the comparison again");
    DriftReport report;
    report.referenceRows = integerOr(json.value("reference", Json::object()), "rows", 0);
    report.currentRows = integerOr(json.value("current", Json::object()), "rows", 0);
    report.datasetDrift = boolOr(json, "dataset_drift", false);
    report.driftShare = numberOr(json, "drift_share", 0.5);
    report.driftedColumns = static_cast<int>(integerOr(json, "drifted_columns", 0));
    report.testedColumns = static_cast<int>(integerOr(json, "columns_tested", 0));
    for (const auto& [name, column] : json["columns"].items()) {
        if (!column.is_object())
            return fail(ErrorCode::BadData, "column '" + name + "' of the drift report is no object");
        report.columns.push_back(columnFromJson(name, column));
    }
    const auto schema = json.value("schema", Json::object());
    report.missing = readTexts(schema, "missing");
    report.added = readTexts(schema, "new");
    report.typeChanged = readTexts(schema, "type_changed");
    return report;
}

} // namespace slipway::monitor
