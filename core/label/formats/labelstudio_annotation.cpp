#include "core/label/formats/labelstudio_annotation.h"

#include <algorithm>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/json_difference.h"
#include "core/label/formats/json_members.h"

namespace slipway::label::labelstudio {

namespace {

std::string_view fromNameOf(std::string_view type) {
    if (type.starts_with("rectangle")) return "rectangle";
    if (type.starts_with("polygon")) return "polygon";
    if (type.starts_with("keypoint")) return "keypoint";
    if (type.starts_with("ellipse")) return "ellipse";
    if (type.starts_with("brush")) return "brush";
    return type == "videorectangle" ? "box" : "label";
}

std::string_view nameOf(Origin origin) {
    switch (origin) {
    case Origin::Manual:
        return "manual";
    case Origin::Prediction:
    case Origin::Automatic:
        return "prediction";
    case Origin::PredictionChanged:
        return "prediction-changed";
    case Origin::File:
        break;
    }
    return {};
}

void putSize(Json& result, const Canvas& canvas) {
    if (canvas.medium != Medium::Image || canvas.width <= 0) return;
    result["original_width"] = canvas.width;
    result["original_height"] = canvas.height;
    result["image_rotation"] = 0;
}

Json resultOf(std::string_view id, std::string_view type, std::string_view fromName, const Canvas& canvas) {
    return Json{{"id", id}, {"type", type}, {"from_name", fromName}, {"to_name", name(canvas.medium)}};
}

/// What a key point and an automatic label are that Label Studio has no word for.
Json metaOf(const Region& region) {
    Json meta;
    if (region.origin == Origin::Automatic) meta["automatic"] = true;
    const auto* points = std::get_if<Keypoints>(&region.shape);
    if (points && !points->points.empty()) {
        const auto& point = points->points.front();
        if (!point.name.empty()) meta["joint"] = point.name;
        if (point.visibility != Visibility::Visible) meta["visibility"] = static_cast<int>(point.visibility);
    }
    return meta;
}

/// One tag of the config that gives a region its shape and labels; mostly there is one.
struct Tag {
    std::string type, fromName;
    std::vector<std::string> labels;
};

std::vector<std::string> labelsOf(const Region& region) {
    std::vector<std::string> labels;
    if (!region.label.empty()) labels.push_back(region.label);
    labels.insert(labels.end(), region.moreLabels.begin(), region.moreLabels.end());
    return labels;
}

/// Those that the file had ("rectangle" and "labels" beside each other), while the labels are still these.
std::vector<Tag> tagsOf(const Region& region) {
    std::vector<Tag> tags;
    std::vector<std::string> said;
    if (const auto* kept = keptMember(region.extra, kFormat, "tags"); kept && kept->is_array())
        for (const auto& json : *kept) {
            Tag tag{textOr(json, "type"), textOr(json, "from_name"), {}};
            if (const auto* labels = member(json, "labels"); labels && labels->is_array())
                for (const auto& label : *labels)
                    tag.labels.push_back(label.is_string() ? label.get<std::string>() : "");
            for (const auto& label : tag.labels)
                if (std::ranges::find(said, label) == said.end()) said.push_back(label);
            tags.push_back(std::move(tag));
        }
    const auto labels = labelsOf(region);
    if (!tags.empty() && said == labels) return tags;
    const auto type = typeOf(region.shape, !labels.empty());
    return {Tag{std::string(type), std::string(fromNameOf(type)), labels}};
}

Json shapeResult(const Region& region, const Tag& tag, const Json& shape, const Canvas& canvas) {
    auto result = resultOf(region.id, tag.type, tag.fromName, canvas);
    putSize(result, canvas);
    result["value"] = shape;
    if (const auto key = labelsKeyOf(tag.type); !key.empty()) result["value"][std::string(key)] = tag.labels;
    if (const auto origin = nameOf(region.origin); !origin.empty()) result["origin"] = origin;
    if (region.score) result["score"] = *region.score;
    if (!region.parent.empty()) result["parentID"] = region.parent;
    if (auto meta = metaOf(region); !meta.is_null()) result["meta"]["slipway"] = std::move(meta);
    return result;
}

Json taxonomyOf(const std::vector<std::string>& paths) {
    auto taxonomy = Json::array();
    for (const auto& path : paths) taxonomy.push_back(split(path, '/'));
    return taxonomy;
}

/// Type and value of a control; the type that the config has when the value fits it.
struct Control {
    std::string type;
    Json value;
};

Control controlOf(const std::string& text, std::string_view type) {
    if (type == "datetime") return {"datetime", Json{{"datetime", text}}};
    if (type == "pairwise") return {"pairwise", Json{{"selected", text}}};
    const bool tick = text == "true" || text == "false"; // a choice of these would be read as a tick
    if (type == "textarea" || tick) return {"textarea", Json{{"text", Json::array({text})}}};
    return {"choices", Json{{"choices", Json::array({text})}}};
}

Control controlOf(const std::vector<std::string>& texts, std::string_view type) {
    if (type == "textarea" && texts.size() != 1) return {"textarea", Json{{"text", texts}}};
    if (type == "taxonomy" || texts.size() == 1) return {"taxonomy", Json{{"taxonomy", taxonomyOf(texts)}}};
    return {"choices", Json{{"choices", texts}}};
}

Control controlOf(const AttributeValue& value, std::string_view type) {
    if (const auto* tick = std::get_if<bool>(&value))
        return {"choices", Json{{"choices", Json::array({*tick ? "true" : "false"})}}};
    if (const auto* number = std::get_if<double>(&value)) {
        if (type == "rating") return {"rating", Json{{"rating", numberJson(*number)}}};
        return {"number", Json{{"number", numberJson(*number)}}};
    }
    if (const auto* text = std::get_if<std::string>(&value)) return controlOf(*text, type);
    return controlOf(std::get<std::vector<std::string>>(value), type);
}

std::string_view controlType(const Controls& controls, const std::string& name) {
    const auto known = controls.find(name);
    return known == controls.end() ? std::string_view() : known->second;
}

Json relationResult(const Relation& relation) {
    constexpr const char* names[] = {"right", "left", "bi"};
    Json result{{"type", "relation"}, {"from_id", relation.from}, {"to_id", relation.to},
        {"direction", names[static_cast<std::size_t>(relation.direction)]}};
    if (!relation.labels.empty()) result["labels"] = relation.labels;
    return result;
}

void putBackEach(const Json* kept, std::vector<Json>& results) {
    if (!kept || !kept->is_array() || kept->size() != results.size()) return;
    for (std::size_t i = 0; i < results.size(); i++) putBack(&(*kept)[i], results[i]);
}

/// results[k] goes to place order[k].
Json inOrder(std::vector<Json> results, const Json* order) {
    const auto count = results.size();
    Json sorted(Json::array_t(count, nullptr));
    bool fits = order && order->is_array() && order->size() == count;
    std::vector<bool> used(count);
    for (std::size_t k = 0; fits && k < count; k++) {
        const auto place = wholeOf(&(*order)[k]).value_or(-1);
        fits = place >= 0 && static_cast<std::size_t>(place) < count && !used[static_cast<std::size_t>(place)];
        if (fits) used[static_cast<std::size_t>(place)] = true;
    }
    for (std::size_t k = 0; k < count; k++) sorted[fits ? (*order)[k].get<std::size_t>() : k] = std::move(results[k]);
    return sorted;
}

} // namespace

std::vector<Json> regionResults(const Region& region, const Canvas& canvas, const Controls& controls) {
    const auto shape = valueOfShape(region.shape, canvas);
    std::vector<Json> results;
    for (const auto& tag : tagsOf(region)) results.push_back(shapeResult(region, tag, shape, canvas));
    const auto add = [&](const std::string& fromName, const Control& control) {
        auto result = resultOf(region.id, control.type, fromName, canvas);
        putSize(result, canvas);
        // Label Studio repeats the shape, except what is long.
        result["value"] = shape.contains("rle") || shape.contains("sequence") ? Json::object() : shape;
        for (const auto& [key, value] : control.value.items()) result["value"][key] = value;
        results.push_back(std::move(result));
    };
    if (!region.text.empty()) add("transcription", {"textarea", Json{{"text", Json::array({region.text})}}});
    for (const auto& [name, value] : region.attributes) add(name, controlOf(value, controlType(controls, name)));
    return results;
}

std::vector<Json> itemResults(const Annotation& annotation, const Canvas& canvas, const Controls& controls) {
    std::vector<Json> results;
    const auto id = [&] { return "item_" + std::to_string(results.size() + 1); };
    const ItemClass* last = nullptr;
    for (const auto& said : annotation.classes) {
        if (!last || last->question != said.question || last->score != said.score) {
            auto result = resultOf(id(), "choices", said.question.empty() ? "choice" : said.question, canvas);
            result["value"]["choices"] = Json::array();
            if (said.score) result["score"] = *said.score;
            results.push_back(std::move(result));
        }
        results.back()["value"]["choices"].push_back(said.label);
        last = &said;
    }
    for (const auto& [name, value] : annotation.answers) {
        auto control = controlOf(value, controlType(controls, name));
        auto result = resultOf(id(), control.type, name, canvas);
        result["value"] = std::move(control.value);
        if (control.type == "choices") result["meta"]["slipway"]["answer"] = true; // else it would be a class
        results.push_back(std::move(result));
    }
    for (const auto& relation : annotation.relations) results.push_back(relationResult(relation));
    return results;
}

Json resultsOf(const Annotation& annotation, const Canvas& canvas, const Controls& controls) {
    std::vector<Json> all;
    for (const auto& region : annotation.regions) {
        auto results = regionResults(region, canvas, controls);
        putBackEach(keptMember(region.extra, kFormat, "results"), results);
        std::ranges::move(results, std::back_inserter(all));
    }
    auto rest = itemResults(annotation, canvas, controls);
    putBackEach(keptMember(annotation.extra, kFormat, "results"), rest);
    std::ranges::move(rest, std::back_inserter(all));
    if (const auto* unread = keptMember(annotation.extra, kFormat, "unread"); unread && unread->is_array())
        all.insert(all.end(), unread->begin(), unread->end());
    return inOrder(std::move(all), keptMember(annotation.extra, kFormat, "order"));
}

std::optional<AttributeValue> controlValue(std::string_view type, const Json& value) {
    const auto texts = [](const Json* list) -> std::optional<std::vector<std::string>> {
        if (!list) return std::nullopt;
        if (list->is_string()) return std::vector{list->get<std::string>()};
        if (!list->is_array()) return std::nullopt;
        std::vector<std::string> found;
        for (const auto& text : *list) {
            if (!text.is_string()) return std::nullopt;
            found.push_back(text.get<std::string>());
        }
        return found;
    };
    if (type == "number" || type == "rating") {
        if (const auto number = numberOf(member(value, type))) return *number;
        return std::nullopt;
    }
    if (type == "datetime" || type == "pairwise") {
        const auto* text = member(value, type == "pairwise" ? "selected" : "datetime");
        if (text && text->is_string()) return text->get<std::string>();
        return std::nullopt;
    }
    if (type == "taxonomy") {
        const auto* list = member(value, "taxonomy");
        if (!list || !list->is_array()) return std::nullopt;
        std::vector<std::string> paths;
        for (const auto& path : *list) {
            const auto parts = texts(&path);
            if (!parts) return std::nullopt;
            paths.push_back(join(*parts, "/"));
        }
        return paths;
    }
    const bool choices = type == "choices";
    const auto found = texts(member(value, choices ? "choices" : "text"));
    if (!found) return std::nullopt;
    if (found->size() != 1) return *found;
    if (choices && (found->front() == "true" || found->front() == "false")) return found->front() == "true";
    return found->front();
}

} // namespace slipway::label::labelstudio
