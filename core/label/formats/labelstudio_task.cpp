#include "core/label/formats/labelstudio_task.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/json_difference.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/media_location.h"
#include "core/media/image.h"

namespace slipway::label::labelstudio {

namespace {

struct Named {
    Medium medium = Medium::Image;
    const std::string* value = nullptr;
};

/// The member of data that is the image, text or video: by its usual name, else by what it says.
Named mediumOf(const Json& data) {
    const auto textAt = [&](std::string_view key) -> const std::string* {
        const auto* value = member(data, key);
        return value && value->is_string() ? &value->get_ref<const std::string&>() : nullptr;
    };
    if (const auto* image = textAt("image")) return {Medium::Image, image};
    if (const auto* video = textAt("video")) return {Medium::Video, video};
    for (const auto* key : {"text", "html"})
        if (const auto* text = textAt(key)) return {Medium::Text, text};
    Named longest{Medium::Text, nullptr};
    for (const auto& [key, value] : data.items()) {
        if (!value.is_string()) continue;
        const auto& text = value.get_ref<const std::string&>();
        const std::filesystem::path path(text.size() < 4096 ? pathOfUri(text) : "");
        if (media::isImageName(path)) return {Medium::Image, &text};
        if (media::isVideoName(path)) return {Medium::Video, &text};
        if (!longest.value || text.size() > longest.value->size()) longest.value = &text;
    }
    return longest;
}

bool isUri(std::string_view text) {
    return text.size() < 4096 && text.find(' ') == std::string_view::npos &&
           (text.find("://") != std::string_view::npos || text.starts_with("/data/"));
}

int sideOf(const Json* value) {
    const auto side = wholeOf(value);
    return side && *side > 0 && *side <= 10'000'000 ? static_cast<int>(*side) : 0;
}

std::string personOf(const Json* person) {
    if (!person) return {};
    if (const auto text = textOf(person)) return *text;
    for (const auto* key : {"email", "username", "id"})
        if (const auto text = textOf(member(*person, key)); text && !text->empty()) return *text;
    return {};
}

Timestamp timeOf(const Json& json, const char* key) {
    const auto time = parseIso8601(textOr(json, key));
    return time ? *time : 0;
}

std::string idOf(const Json& json) {
    if (const auto* id = member(json, "id"); id && id->is_number_integer()) return *textOf(id);
    return textOr(json, "unique_id");
}

const Json& listOf(const Json& json, std::string_view key) {
    static const auto none = Json::array();
    const auto* list = member(json, key);
    return list && list->is_array() ? *list : none;
}

} // namespace

bool TaskReader::read(const Json& task, std::size_t number, Item& item) {
    const auto* wrapped = member(task, "data");
    const bool bare = !wrapped || !wrapped->is_object();
    const auto& data = bare ? task : *wrapped;
    m_name = fmt::format("task {}", textOf(member(task, "id")).value_or(std::to_string(number)));
    if (!data.is_object() || !mediumOf(data).value) {
        m_problems.leftOut(0, m_name, "there is no image, text or video in it");
        return false;
    }
    readData(data, item);
    const auto& annotations = bare ? Json::array() : listOf(task, "annotations");
    const auto& predictions = bare ? Json::array() : listOf(task, "predictions");
    readSizes(annotations, item);
    readSizes(predictions, item);
    if (item.width == 0 && !(annotations.empty() && predictions.empty())) findSize(item, m_images, m_file);
    const TextOffsets offsets(item.text);
    const auto canvas = canvasOf(item, item.text.empty() ? nullptr : &offsets);
    readAnnotations(annotations, canvas, item);
    readPredictions(predictions, canvas, item);
    auto raw = bare ? Json{{"bare", true}, {"data", data}} : withoutMembers(task, {"annotations", "predictions"});
    if (!bare && task.contains("predictions")) raw["predictions"] = Json::array();
    keepExtra(item.extra, kFormat, differenceOf(Json{{"data", dataOf(item)}}, raw));
    return true;
}

void TaskReader::readData(const Json& data, Item& item) const {
    const auto [medium, value] = mediumOf(data);
    item.medium = medium;
    item.subset = textOr(data, "subset");
    if (medium == Medium::Text && !isUri(*value)) {
        item.text = *value;
        item.path = textOr(data, "path");
        return;
    }
    setLocation(item, *value);
    item.width = sideOf(member(data, "width"));
    item.height = sideOf(member(data, "height"));
    if (medium != Medium::Video) return;
    item.frames = std::max<std::int64_t>(0, wholeOf(member(data, "frames")).value_or(0));
    item.framesPerSecond = std::max(0.0, numberOf(member(data, "fps")).value_or(0));
}

/// The first size that a result tells; others are kept to be written again.
void TaskReader::readSizes(const Json& list, Item& item) {
    bool differ = false;
    for (const auto& holder : list)
        for (const auto& result : listOf(holder, "result")) {
            const int width = sideOf(member(result, "original_width")),
                      height = sideOf(member(result, "original_height"));
            if (item.width == 0 && width > 0 && height > 0) {
                item.width = width;
                item.height = height;
            }
            differ = differ || (width > 0 && width != item.width) || (height > 0 && height != item.height);
            if (item.medium != Medium::Video || item.frames > 0) continue;
            const auto* value = member(result, "value");
            const auto frames = value ? wholeOf(member(*value, "framesCount")) : std::nullopt;
            const auto duration = value ? numberOf(member(*value, "duration")) : std::nullopt;
            if (frames && *frames > 0) item.frames = *frames;
            if (frames && *frames > 0 && duration && *duration > 0)
                item.framesPerSecond = static_cast<double>(*frames) / *duration;
        }
    if (differ) m_problems.odd(0, m_name, "its results give several sizes of the picture");
}

void TaskReader::readResults(const Json& holder, const Canvas& canvas, Annotation& annotation) {
    const auto* results = member(holder, "result");
    if (!results || !results->is_array()) {
        m_problems.odd(0, m_name, "an annotation has no list of results");
        return;
    }
    ResultReader(canvas, m_labels, m_controls, m_problems, m_name).read(*results, annotation);
}

void TaskReader::readAnnotations(const Json& list, const Canvas& canvas, Item& item) {
    for (const auto& json : list) {
        Annotation annotation;
        annotation.id = idOf(json);
        annotation.annotator = personOf(member(json, "completed_by"));
        annotation.skipped = boolOr(json, "was_cancelled", false);
        annotation.groundTruth = boolOr(json, "ground_truth", false);
        annotation.createdAt = timeOf(json, "created_at");
        annotation.updatedAt = timeOf(json, "updated_at");
        annotation.seconds = std::max(0.0, numberOr(json, "lead_time", 0));
        readResults(json, canvas, annotation);
        auto other = differenceOf(annotationMembers(annotation), withoutMembers(json, {"result"}));
        if (!other.is_null()) {
            const auto* results = annotation.extra.find(kFormat);
            auto kept = results ? *results : Json::object();
            kept["members"] = std::move(other);
            annotation.extra.set(kFormat, std::move(kept));
        }
        item.annotations.push_back(std::move(annotation));
    }
}

void TaskReader::readPredictions(const Json& list, const Canvas& canvas, Item& item) {
    for (const auto& json : list) {
        Prediction prediction;
        prediction.model = textOf(member(json, "model_version")).value_or("");
        if (const auto score = numberOf(member(json, "score")); score && *score >= 0 && *score <= 1)
            prediction.score = *score;
        prediction.answer.id = idOf(json);
        prediction.answer.createdAt = timeOf(json, "created_at");
        prediction.answer.updatedAt = timeOf(json, "updated_at");
        readResults(json, canvas, prediction.answer);
        keepExtra(
            prediction.extra, kFormat, differenceOf(predictionMembers(prediction), withoutMembers(json, {"result"})));
        item.predictions.push_back(std::move(prediction));
    }
}

} // namespace slipway::label::labelstudio
