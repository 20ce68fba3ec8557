#include <algorithm>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/json_difference.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/labelstudio_task.h"
#include "core/label/formats/media_location.h"

namespace slipway::label::labelstudio {

namespace {

bool hasShapes(const Annotation& annotation, bool tracks) {
    return std::ranges::any_of(annotation.regions,
        [&](const Region& region) { return !tracks || std::holds_alternative<Track>(region.shape); });
}

/// True when a result says how large the picture (or how long the video) is.
bool resultsTellSize(const Item& item, bool tracks) {
    return std::ranges::any_of(item.annotations, [&](const auto& a) { return hasShapes(a, tracks); }) ||
           std::ranges::any_of(item.predictions, [&](const auto& p) { return hasShapes(p.answer, tracks); });
}

void putId(Json& json, const std::string& id) {
    if (id.empty()) return;
    auto number = idJson(id);
    json[number.is_number() ? "id" : "unique_id"] = std::move(number);
}

void putTimes(Json& json, const Annotation& annotation) {
    if (annotation.createdAt != 0) json["created_at"] = toIso8601(annotation.createdAt);
    if (annotation.updatedAt != 0) json["updated_at"] = toIso8601(annotation.updatedAt);
}

Json withResults(Json members, const Json* kept, Json results) {
    putBack(kept, members);
    members["result"] = std::move(results);
    return members;
}

} // namespace

Json annotationMembers(const Annotation& annotation) {
    auto json = Json::object();
    putId(json, annotation.id);
    if (!annotation.annotator.empty()) {
        auto person = idJson(annotation.annotator);
        json["completed_by"] = person.is_number() ? person : Json{{"email", annotation.annotator}};
    }
    json["was_cancelled"] = annotation.skipped;
    json["ground_truth"] = annotation.groundTruth;
    if (annotation.seconds != 0) json["lead_time"] = numberJson(annotation.seconds);
    putTimes(json, annotation);
    return json;
}

Json predictionMembers(const Prediction& prediction) {
    auto json = Json::object();
    putId(json, prediction.answer.id);
    if (!prediction.model.empty()) json["model_version"] = prediction.model;
    if (prediction.score) json["score"] = *prediction.score;
    putTimes(json, prediction.answer);
    return json;
}

Json dataOf(const Item& item) {
    auto data = Json::object();
    const auto uri = uriOf(item);
    if (item.medium == Medium::Text) {
        const bool byName = item.text.empty() && !uri.empty();
        data["text"] = byName ? uri : item.text;
        if (!byName && !item.path.empty()) data["path"] = item.path;
    } else {
        data[std::string(name(item.medium))] = uri;
        const bool video = item.medium == Medium::Video;
        if (item.width > 0 && item.height > 0 && (video || !resultsTellSize(item, false))) {
            data["width"] = item.width;
            data["height"] = item.height;
        }
        if (video && !resultsTellSize(item, true)) {
            if (item.frames > 0) data["frames"] = item.frames;
            if (item.framesPerSecond > 0) data["fps"] = item.framesPerSecond;
        }
    }
    if (!item.subset.empty()) data["subset"] = item.subset;
    return data;
}

Canvas canvasOf(const Item& item, const TextOffsets* text) {
    return {item.medium, item.width, item.height, item.frames, item.framesPerSecond, text};
}

Json taskJson(const Item& item, const Controls& controls) {
    const TextOffsets offsets(item.text);
    const auto canvas = canvasOf(item, item.text.empty() ? nullptr : &offsets);
    Json task{{"data", dataOf(item)}};
    putBack(item.extra.find(kFormat), task);
    if (task.contains("bare")) { // the data themselves stood in the list
        task.erase("bare");
        if (item.annotations.empty() && item.predictions.empty()) return task["data"];
    }
    auto annotations = Json::array(), predictions = Json::array();
    for (const auto& annotation : item.annotations)
        annotations.push_back(withResults(annotationMembers(annotation),
            keptMember(annotation.extra, kFormat, "members"), resultsOf(annotation, canvas, controls)));
    for (const auto& prediction : item.predictions)
        predictions.push_back(withResults(predictionMembers(prediction), prediction.extra.find(kFormat),
            resultsOf(prediction.answer, canvas, controls)));
    task["annotations"] = std::move(annotations);
    if (!predictions.empty() || task.contains("predictions")) task["predictions"] = std::move(predictions);
    return task;
}

} // namespace slipway::label::labelstudio
