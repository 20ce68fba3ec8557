#include "core/train/metric_json.h"

#include "core/base/json.h"

namespace slipway::train {

Json metricsToJson(const std::map<std::string, std::optional<double>>& metrics) {
    Json json = Json::object();
    for (const auto& [name, value] : metrics) json[name] = value ? jsonNumber(*value) : Json(nullptr);
    return json;
}

Result<std::map<std::string, std::optional<double>>> metricsFromJson(const Json& json, const char* member) {
    std::map<std::string, std::optional<double>> metrics;
    if (!json.is_object() || !json.contains(member)) return metrics;
    if (!json[member].is_object()) return fail(ErrorCode::BadData, std::string("'") + member + "' is no object");
    for (const auto& [name, value] : json[member].items()) {
        if (!value.is_null() && !value.is_number() && !value.is_string())
            return fail(ErrorCode::BadData, "metric '" + name + "' is no number");
        metrics[name] = value.is_null() ? std::nullopt : std::optional(numberFromJson(value));
    }
    return metrics;
}

Result<std::map<std::string, std::string>> notesFromJson(const Json& json) {
    std::map<std::string, std::string> notes;
    if (!json.is_object() || !json.contains("notes")) return notes;
    if (!json["notes"].is_object()) return fail(ErrorCode::BadData, "'notes' is no object");
    for (const auto& [name, value] : json["notes"].items())
        if (value.is_string()) notes[name] = value.get<std::string>();
    return notes;
}

} // namespace slipway::train
