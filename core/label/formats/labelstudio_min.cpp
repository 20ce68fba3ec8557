// JSON_MIN: one row an annotation; the columns between "id" and "annotator" are its results by control name.
#include <algorithm>
#include <array>

#include "core/base/json.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/labelstudio_task.h"

namespace slipway::label::labelstudio {

namespace {

constexpr std::array<std::string_view, 11> kValueKeys{
    "choices", "taxonomy", "number", "rating", "datetime", "selected", "text", "rle", "sequence", "points", "radiusX"};
constexpr std::array<std::string_view, 6> kEnd{
    "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement"};

/// "rectanglelabels" of {…, "rectanglelabels": […]}.
std::string typeOfValue(const Json& value) {
    for (const auto& [key, list] : value.items())
        if (isShapeType(key) && list.is_array()) return value.contains("sequence") ? "videorectangle" : key;
    for (const auto key : kValueKeys)
        if (value.contains(std::string(key))) {
            if (key == "text") return "textarea";
            if (key == "rle") return "brush";
            if (key == "sequence") return "videorectangle";
            if (key == "points") return "polygon";
            if (key == "radiusX") return "ellipse";
            return key == "selected" ? "pairwise" : std::string(key);
        }
    return value.contains("width") && value.contains("height") ? "rectangle" : "";
}

Json resultOf(const std::string& fromName, const Json& value) {
    Json result{{"from_name", fromName}};
    if (value.is_string()) {
        result["type"] = "choices"; // a single choice is written bare
        result["value"]["choices"] = Json::array({value});
        return result;
    }
    result["type"] = typeOfValue(value);
    result["value"] = withoutMembers(value, {"original_width", "original_height", "image_rotation"});
    for (const auto* key : {"original_width", "original_height"})
        if (value.contains(key)) result[key] = value[key];
    return result;
}

} // namespace

bool isMinRow(const Json& row) {
    return row.is_object() && !row.contains("data") && row.contains("annotation_id") && row.contains("id");
}

Json taskOfMinRow(const Json& row) {
    auto data = Json::object();
    auto annotation = Json::object();
    auto results = Json::array();
    bool inResults = false;
    for (const auto& [key, value] : row.items()) {
        if (key == "id")
            inResults = true;
        else if (std::ranges::find(kEnd, key) != kEnd.end())
            inResults = false;
        else if (!inResults)
            data[key] = value;
        else if (value.is_array())
            for (const auto& one : value) results.push_back(resultOf(key, one));
        else if (value.is_object() || value.is_string())
            results.push_back(resultOf(key, value));
    }
    for (const auto* key : {"created_at", "updated_at", "lead_time"})
        if (row.contains(key)) annotation[key] = row[key];
    annotation["id"] = row["annotation_id"];
    if (row.contains("annotator")) annotation["completed_by"] = row["annotator"];
    annotation["result"] = std::move(results);
    return Json{{"id", row["id"]}, {"data", std::move(data)}, {"annotations", Json::array({std::move(annotation)})}};
}

} // namespace slipway::label::labelstudio
