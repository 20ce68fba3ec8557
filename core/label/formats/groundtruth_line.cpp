#include "core/label/formats/groundtruth_line.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/json_difference.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/media_location.h"
#include "core/label/formats/span_check.h"
#include "core/label/text_offsets.h"
#include "core/media/video.h"

namespace slipway::label::groundtruth {

namespace {

const Json& listOf(const Json* json, std::string_view key) {
    static const auto none = Json::array();
    const auto* list = json ? member(*json, key) : nullptr;
    return list && list->is_array() ? *list : none;
}

std::optional<double> scoreOf(const Json* json) {
    const auto score = numberOf(json);
    return score && *score >= 0 && *score <= 1 ? score : std::nullopt;
}

const Json* objectAt(const Pair& pair, std::string_view list, std::size_t index) {
    const auto& objects = listOf(pair.metadata, list);
    return index < objects.size() ? member(objects[index], "confidence") : nullptr;
}

bool isClass(std::string_view type) {
    return type == "image-classification" || type == "text-classification" || type == "label-verification";
}

bool isClasses(std::string_view type) {
    return type == "image-classification-multilabel" || type == "text-classification-multilabel";
}

} // namespace

std::vector<Pair> pairsOf(const Json& line) {
    constexpr std::string_view ending = "-metadata", ref = "-ref", prefix = "groundtruth/";
    std::vector<Pair> pairs;
    for (const auto& [key, value] : line.items()) {
        if (!key.ends_with(ending) || !value.is_object()) continue;
        Pair pair;
        auto name = key.substr(0, key.size() - ending.size());
        pair.value = member(line, name);
        if (!pair.value) pair.value = member(line, name + std::string(ref));
        if (!pair.value) continue;
        if (name.ends_with(ref)) name.resize(name.size() - ref.size());
        pair.name = name;
        pair.type = textOr(value, "type");
        if (pair.type.starts_with(prefix)) pair.type.erase(0, prefix.size());
        pair.metadata = &value;
        pairs.push_back(std::move(pair));
    }
    return pairs;
}

void LineParser::leaveOut(const Pair& pair, std::string message) {
    m_problems.leftOut(m_number, pair.name, std::move(message));
}

bool LineParser::parse(const Json& line, std::int64_t number, Item& item) {
    m_number = number;
    m_idsDiffer = false;
    if (textOr(line, "source-ref").empty() && !member(line, "source")) {
        m_problems.leftOut(number, {}, "there is neither source-ref nor source in it");
        return false;
    }
    const auto pairs = pairsOf(line);
    readSource(line, pairs, item);
    auto kept = Json::object();
    readPairs(pairs, item, kept);
    keepRest(line, std::move(kept), item);
    return true;
}

void LineParser::readSource(const Json& line, const std::vector<Pair>& pairs, Item& item) {
    const auto any = [&](std::string_view prefix) {
        return std::ranges::any_of(pairs, [&](const Pair& pair) { return pair.type.starts_with(prefix); });
    };
    if (const auto ref = textOr(line, "source-ref"); !ref.empty()) {
        setLocation(item, ref);
        item.medium = any("video-") || media::isVideoName(item.path)         ? Medium::Video
                      : any("text-") || toLower(item.path).ends_with(".txt") ? Medium::Text
                                                                             : Medium::Image;
    } else {
        item.medium = Medium::Text;
        item.text = textOr(line, "source");
        item.path = textOr(line, "path");
    }
    const auto width = wholeOf(member(line, "width")), height = wholeOf(member(line, "height"));
    if (item.medium != Medium::Image || !width || !height || *width < 1 || *height < 1) return;
    item.width = static_cast<int>(std::min<std::int64_t>(*width, 10'000'000));
    item.height = static_cast<int>(std::min<std::int64_t>(*height, 10'000'000));
}

/// The last pair of each type is what holds now; those before it are kept to be written again.
void LineParser::readPairs(const std::vector<Pair>& pairs, Item& item, Json& kept) {
    Annotation answer;
    std::map<std::string, const Pair*> current;
    for (const auto& pair : pairs) current[pair.type] = &pair;
    const auto questions = std::ranges::count_if(
        current, [](const auto& entry) { return isClass(entry.first) || isClasses(entry.first); });
    for (const auto& pair : pairs) {
        if (current[pair.type] != &pair) continue;
        if (isClass(pair.type) || isClasses(pair.type)) {
            const bool alone = questions == 1 && pair.type != "label-verification";
            const bool verifies = pair.type == "label-verification";
            kept["forms"][pair.name] = isClasses(pair.type) ? "list" : verifies ? pair.type : "one";
            if (alone) kept["names"]["class"] = pair.name;
            const auto question = alone ? std::string() : pair.name;
            isClasses(pair.type) ? readClasses(pair, question, answer) : readClass(pair, question, answer);
        } else if (pair.type == "object-detection") {
            kept["names"]["boxes"] = pair.name;
            readBoxes(pair, item, answer);
        } else if (pair.type == "text-span") {
            kept["names"]["spans"] = pair.name;
            readSpans(pair, item, answer);
        } else if (pair.type == "semantic-segmentation") {
            readSegments(pair, answer);
        } else if (pair.type.starts_with("video-object-")) {
            readSequence(pair, item, answer);
        } else {
            m_problems.odd(m_number, pair.name,
                fmt::format("the type '{}' is not known; it is kept as it is", forMessage(pair.type)));
        }
    }
    if (!answer.regions.empty() || !answer.classes.empty()) item.annotations.push_back(std::move(answer));
}

std::string LineParser::classOf(const Json& metadata, const Json* id, ClassIds& ids) {
    const auto number = wholeOf(id);
    const auto* map = member(metadata, "class-map");
    if (!number || !map) return {};
    const auto name = textOr(*map, std::to_string(*number));
    if (!name.empty() && !ids.set(name, *number)) m_idsDiffer = true;
    return name;
}

void LineParser::addObject(
    Annotation& answer, const Pair& pair, std::string label, Shape shape, const Json* confidence) {
    Region region;
    region.id = newRegionId();
    region.label = std::move(label);
    region.shape = std::move(shape);
    region.score = scoreOf(confidence);
    region.origin = textOr(*pair.metadata, "human-annotated") == "no" ? Origin::Automatic : Origin::File;
    m_collector.add(region.label);
    answer.regions.push_back(std::move(region));
}

void LineParser::readBoxes(const Pair& pair, Item& item, Annotation& answer) {
    const auto& sizes = listOf(pair.value, "image_size");
    const auto side = [&](const char* key) {
        const auto pixels = sizes.empty() ? std::nullopt : wholeOf(member(sizes[0], key));
        return pixels && *pixels > 0 && *pixels <= 10'000'000 ? static_cast<int>(*pixels) : 0;
    };
    if (side("width") > 0 && side("height") > 0) {
        item.width = side("width");
        item.height = side("height");
    }
    const auto& boxes = listOf(pair.value, "annotations");
    for (std::size_t i = 0; i < boxes.size(); i++) {
        const auto left = numberOf(member(boxes[i], "left")), top = numberOf(member(boxes[i], "top")),
                   width = numberOf(member(boxes[i], "width")), height = numberOf(member(boxes[i], "height"));
        const auto label = classOf(*pair.metadata, member(boxes[i], "class_id"), m_ids.objects);
        if (!left || !top || !width || !height || *width < 0 || *height < 0)
            leaveOut(pair, fmt::format("box {}: left, top, width or height is missing or negative", i + 1));
        else if (label.empty())
            leaveOut(pair, fmt::format("box {}: its class_id is not in the class-map", i + 1));
        else
            addObject(answer, pair, label, Box{*left, *top, *width, *height}, objectAt(pair, "objects", i));
    }
}

void LineParser::readSpans(const Pair& pair, const Item& item, Annotation& answer) {
    const auto* annotations = member(*pair.value, "annotations");
    const auto& entities = listOf(annotations, "entities");
    const auto length = item.text.empty() ? -1 : countCodePoints(item.text);
    for (std::size_t i = 0; i < entities.size(); i++) {
        const auto span =
            checkedSpan(wholeOf(member(entities[i], "startOffset")), wholeOf(member(entities[i], "endOffset")), length);
        const auto label = textOr(entities[i], "label");
        if (!span)
            leaveOut(pair, fmt::format("entity {}: {}", i + 1, span.error().message));
        else if (label.empty())
            leaveOut(pair, fmt::format("entity {}: it has no label", i + 1));
        else
            addObject(answer, pair, label, *span, objectAt(pair, "entities", i));
    }
}

void LineParser::readClass(const Pair& pair, const std::string& question, Annotation& answer) {
    auto label = textOr(*pair.metadata, "class-name");
    if (label.empty() && pair.value->is_string()) label = pair.value->get<std::string>();
    if (label.empty()) return leaveOut(pair, "its class has no name");
    const auto id = wholeOf(pair.value);
    if (id && !m_ids.items.set(label, *id)) m_idsDiffer = true;
    m_collector.addItemClass(label);
    answer.classes.push_back({question, label, scoreOf(member(*pair.metadata, "confidence"))});
}

void LineParser::readClasses(const Pair& pair, const std::string& question, Annotation& answer) {
    m_labels.severalItemClasses = true;
    if (!pair.value->is_array()) return leaveOut(pair, "its classes are not a list");
    const auto* confidences = member(*pair.metadata, "confidence-map");
    for (const auto& id : *pair.value) {
        const auto label = classOf(*pair.metadata, &id, m_ids.items);
        if (label.empty()) {
            leaveOut(pair, "a class is not in the class-map");
            continue;
        }
        m_collector.addItemClass(label);
        const auto* score = confidences ? member(*confidences, textOf(&id).value_or("")) : nullptr;
        answer.classes.push_back({question, label, scoreOf(score)});
    }
}

/// What the line says beyond what we write for the item.
void LineParser::keepRest(const Json& line, Json kept, Item& item) {
    item.extra = {};
    keepExtra(item.extra, kFormat, kept);
    Ids own;
    if (m_idsDiffer) { // other jobs number their classes in another way
        for (const auto& pair : pairsOf(line)) {
            auto& ids = isClass(pair.type) || isClasses(pair.type) ? own.items : own.objects;
            if (isClass(pair.type))
                if (const auto id = wholeOf(pair.value)) ids.set(textOr(*pair.metadata, "class-name"), *id);
            if (const auto* map = member(*pair.metadata, "class-map"); map && map->is_object())
                for (const auto& [id, name] : map->items())
                    if (const auto number = idJson(id); number.is_number() && name.is_string())
                        ids.set(name.get<std::string>(), number.get<std::int64_t>());
        }
        kept["ids"] = {{"objects", own.objects.json()}, {"items", own.items.json()}};
    }
    const auto difference = differenceOf(plainLineOf(item, m_labels, m_idsDiffer ? own : m_ids), line);
    if (!difference.is_null()) kept["line"] = difference;
    item.extra = {};
    keepExtra(item.extra, kFormat, std::move(kept));
}

} // namespace slipway::label::groundtruth
