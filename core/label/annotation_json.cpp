#include <array>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/annotation.h"
#include "core/label/json_parts.h"
#include "core/label/shape_json.h"

namespace slipway::label {

namespace {

constexpr std::array<std::string_view, 5> kOrigins{"manual", "prediction", "predictionChanged", "file", "automatic"};
constexpr std::array<std::string_view, 3> kDirections{"forward", "backward", "both"};

std::unexpected<Error> broken(std::string_view what) {
    return fail(ErrorCode::BadData, fmt::format("a stored annotation has {}", what),
        "The file was changed by something else; take it from a backup");
}

void put(Json& json, const char* key, const std::string& value) {
    if (!value.empty()) json[key] = value;
}
void put(Json& json, const char* key, bool value) {
    if (value) json[key] = true;
}
void put(Json& json, const char* key, const std::vector<std::string>& values) {
    if (!values.empty()) json[key] = values;
}
void put(Json& json, const char* key, const std::optional<double>& value) {
    if (value) json[key] = *value;
}

std::optional<double> optionalNumber(const Json& json, const char* key) {
    const double value = numberOr(json, key, std::nan(""));
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

template <std::size_t N>
Result<std::size_t> indexOfName(const Json& json, const char* key, const std::array<std::string_view, N>& names) {
    const auto text = textOr(json, key, names[0]);
    for (std::size_t i = 0; i < N; ++i)
        if (names[i] == text) return i;
    return broken(fmt::format("the unknown {} '{}'", key, forMessage(text)));
}

Json toJson(const Relation& relation) {
    Json json{{"from", relation.from}, {"to", relation.to}};
    if (relation.direction != Direction::Forward)
        json["direction"] = kDirections[static_cast<std::size_t>(relation.direction)];
    put(json, "labels", relation.labels);
    putExtra(json, relation.extra);
    return json;
}

Result<Relation> relationFromJson(const Json& json) {
    if (!json.is_object()) return broken("a relation of another form");
    Relation relation;
    relation.from = textOr(json, "from");
    relation.to = textOr(json, "to");
    SLIPWAY_ASSIGN(const auto direction, indexOfName(json, "direction", kDirections));
    relation.direction = static_cast<Direction>(direction);
    SLIPWAY_ASSIGN(relation.labels, textList(json, "labels"));
    SLIPWAY_ASSIGN(relation.extra, extraOf(json));
    return relation;
}

Json toJson(const ItemClass& itemClass) {
    Json json{{"label", itemClass.label}};
    put(json, "question", itemClass.question);
    put(json, "score", itemClass.score);
    return json;
}

template <class T> void putAll(Json& json, const char* key, const std::vector<T>& values) {
    if (values.empty()) return;
    auto& list = json[key] = Json::array();
    for (const auto& value : values) list.push_back(toJson(value));
}

template <class T, class Read> Status readAll(const Json& json, const char* key, Read read, std::vector<T>& values) {
    const auto it = json.find(key);
    if (it == json.end()) return {};
    if (!it->is_array()) return broken(fmt::format("'{}' that is no list", key));
    for (const auto& one : *it) {
        SLIPWAY_ASSIGN(auto value, read(one));
        values.push_back(std::move(value));
    }
    return {};
}

Result<ItemClass> itemClassFromJson(const Json& json) {
    if (!json.is_object()) return broken("a class of another form");
    return ItemClass{textOr(json, "question"), textOr(json, "label"), optionalNumber(json, "score")};
}

} // namespace

Json toJson(const Region& region) {
    Json json{{"id", region.id}};
    put(json, "label", region.label);
    put(json, "moreLabels", region.moreLabels);
    json["shape"] = toJson(region.shape);
    putAttributes(json, "attributes", region.attributes);
    put(json, "text", region.text);
    put(json, "group", region.group);
    put(json, "parent", region.parent);
    if (region.origin != Origin::Manual) json["origin"] = kOrigins[static_cast<std::size_t>(region.origin)];
    put(json, "score", region.score);
    put(json, "occluded", region.occluded);
    put(json, "hidden", region.hidden);
    put(json, "locked", region.locked);
    putExtra(json, region.extra);
    return json;
}

Result<Region> regionFromJson(const Json& json) {
    if (!json.is_object() || !json.contains("shape")) return broken("a region without a shape");
    Region region;
    region.id = textOr(json, "id");
    if (!isRegionId(region.id)) return broken(fmt::format("the region id '{}'", forMessage(region.id)));
    region.label = textOr(json, "label");
    SLIPWAY_ASSIGN(region.moreLabels, textList(json, "moreLabels"));
    SLIPWAY_ASSIGN(region.shape, shapeFromJson(json["shape"]));
    SLIPWAY_ASSIGN(region.attributes, attributesOf(json, "attributes"));
    region.text = textOr(json, "text");
    region.group = textOr(json, "group");
    region.parent = textOr(json, "parent");
    SLIPWAY_ASSIGN(const auto origin, indexOfName(json, "origin", kOrigins));
    region.origin = static_cast<Origin>(origin);
    region.score = optionalNumber(json, "score");
    region.occluded = boolOr(json, "occluded", false);
    region.hidden = boolOr(json, "hidden", false);
    region.locked = boolOr(json, "locked", false);
    SLIPWAY_ASSIGN(region.extra, extraOf(json));
    return region;
}

Json toJson(const Annotation& annotation) {
    Json json = Json::object();
    put(json, "id", annotation.id);
    put(json, "annotator", annotation.annotator);
    putAll(json, "regions", annotation.regions);
    putAll(json, "relations", annotation.relations);
    putAll(json, "classes", annotation.classes);
    putAttributes(json, "answers", annotation.answers);
    put(json, "skipped", annotation.skipped);
    put(json, "groundTruth", annotation.groundTruth);
    if (annotation.createdAt) json["createdAt"] = annotation.createdAt;
    if (annotation.updatedAt) json["updatedAt"] = annotation.updatedAt;
    if (annotation.seconds != 0) json["seconds"] = annotation.seconds;
    putExtra(json, annotation.extra);
    return json;
}

Result<Annotation> annotationFromJson(const Json& json) {
    if (!json.is_object()) return broken("another form");
    Annotation annotation;
    annotation.id = textOr(json, "id");
    annotation.annotator = textOr(json, "annotator");
    SLIPWAY_TRY(readAll(json, "regions", regionFromJson, annotation.regions));
    std::set<std::string_view> ids;
    for (const auto& region : annotation.regions)
        if (!ids.insert(region.id).second) return broken(fmt::format("two regions with the id '{}'", region.id));
    SLIPWAY_TRY(readAll(json, "relations", relationFromJson, annotation.relations));
    SLIPWAY_TRY(readAll(json, "classes", itemClassFromJson, annotation.classes));
    SLIPWAY_ASSIGN(annotation.answers, attributesOf(json, "answers"));
    annotation.skipped = boolOr(json, "skipped", false);
    annotation.groundTruth = boolOr(json, "groundTruth", false);
    annotation.createdAt = integerOr(json, "createdAt", 0);
    annotation.updatedAt = integerOr(json, "updatedAt", 0);
    annotation.seconds = numberOr(json, "seconds", 0);
    SLIPWAY_ASSIGN(annotation.extra, extraOf(json));
    return annotation;
}

Json toJson(const Prediction& prediction) {
    Json json = Json::object();
    put(json, "model", prediction.model);
    put(json, "score", prediction.score);
    json["answer"] = toJson(prediction.answer);
    putExtra(json, prediction.extra);
    return json;
}

Result<Prediction> predictionFromJson(const Json& json) {
    if (!json.is_object() || !json.contains("answer")) return broken("a prediction without an answer");
    Prediction prediction;
    prediction.model = textOr(json, "model");
    prediction.score = optionalNumber(json, "score");
    SLIPWAY_ASSIGN(prediction.answer, annotationFromJson(json["answer"]));
    SLIPWAY_ASSIGN(prediction.extra, extraOf(json));
    return prediction;
}

} // namespace slipway::label
