#include <array>
#include <optional>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/label/gesture.h"

namespace slipway::label {

namespace {

constexpr std::int64_t kMostSequence = std::int64_t{1} << 40; // others are counted on from there
constexpr std::array<std::string_view, 3> kKinds{"edit", "undo", "redo"};

std::unexpected<Error> broken(std::string_view what) {
    return fail(
        ErrorCode::BadData, fmt::format("a gesture has a broken {}", what), "Restore the workspace from a copy");
}

std::optional<GestureKind> kindOf(std::string_view name) {
    for (std::size_t i = 0; i < kKinds.size(); ++i)
        if (kKinds[i] == name) return static_cast<GestureKind>(i);
    return std::nullopt;
}

const Json* member(const Json& object, const char* key) {
    if (!object.is_object()) return nullptr;
    const auto it = object.find(key);
    return it == object.end() ? nullptr : &*it;
}

// Relations, classes and answers are written as an annotation that holds nothing else: one form for all of them.
Json stateJson(std::vector<Relation> relations) {
    Annotation holder;
    holder.relations = std::move(relations);
    return toJson(holder);
}
Json stateJson(std::vector<ItemClass> classes) {
    Annotation holder;
    holder.classes = std::move(classes);
    return toJson(holder);
}
Json stateJson(Attributes answers) {
    Annotation holder;
    holder.answers = std::move(answers);
    return toJson(holder);
}

void takeState(Annotation& holder, std::vector<Relation>& relations) {
    relations = std::move(holder.relations);
}
void takeState(Annotation& holder, std::vector<ItemClass>& classes) {
    classes = std::move(holder.classes);
}
void takeState(Annotation& holder, Attributes& answers) {
    answers = std::move(holder.answers);
}

Json partJson(const RegionChange& change) {
    Json json = Json::object();
    if (change.before) json["region_before"] = toJson(*change.before);
    if (change.after) json["region_after"] = toJson(*change.after);
    if (change.before) json["at_before"] = change.indexBefore;
    if (change.after) json["at_after"] = change.indexAfter;
    return json;
}

template <class Change> Json statesJson(const Change& change, const char* what) {
    return {{"what", what}, {"before", stateJson(change.before)}, {"after", stateJson(change.after)}};
}
Json partJson(const RelationsChange& change) {
    return statesJson(change, "relations");
}
Json partJson(const ClassesChange& change) {
    return statesJson(change, "classes");
}
Json partJson(const AnswersChange& change) {
    return statesJson(change, "answers");
}

Result<std::size_t> indexOf(const Json& json, const char* key) {
    const auto index = integerOr(json, key, -1);
    if (index < 0) return broken("place of a region");
    return static_cast<std::size_t>(index);
}

Result<EditPart> readRegionChange(const Json& json) {
    RegionChange change;
    if (const auto* before = member(json, "region_before")) {
        SLIPWAY_ASSIGN(change.before, regionFromJson(*before));
        SLIPWAY_ASSIGN(change.indexBefore, indexOf(json, "at_before"));
    }
    if (const auto* after = member(json, "region_after")) {
        SLIPWAY_ASSIGN(change.after, regionFromJson(*after));
        SLIPWAY_ASSIGN(change.indexAfter, indexOf(json, "at_after"));
    }
    if (!change.before && !change.after) return broken("change of a region");
    return change;
}

template <class Change> Result<EditPart> readStates(const Json& json) {
    Change change;
    const auto *before = member(json, "before"), *after = member(json, "after");
    if (!before || !after) return broken("part");
    SLIPWAY_ASSIGN(auto first, annotationFromJson(*before));
    SLIPWAY_ASSIGN(auto second, annotationFromJson(*after));
    takeState(first, change.before);
    takeState(second, change.after);
    return change;
}

Result<EditPart> readPart(const Json& json) {
    const auto what = textOr(json, "what");
    if (what.empty()) return readRegionChange(json);
    if (what == "relations") return readStates<RelationsChange>(json);
    if (what == "classes") return readStates<ClassesChange>(json);
    if (what == "answers") return readStates<AnswersChange>(json);
    return broken("part");
}

} // namespace

Json toJson(const Gesture& gesture) {
    Json json{{"seq", gesture.sequence}, {"task", gesture.task}, {"annotation", gesture.annotation},
        {"person", gesture.person}, {"at", gesture.at}, {"kind", kKinds[static_cast<std::size_t>(gesture.kind)]},
        {"name", gesture.edit.name}};
    if (gesture.edit.parts.empty()) return json;
    Json parts = Json::array();
    for (const auto& part : gesture.edit.parts)
        parts.push_back(std::visit([](const auto& change) { return partJson(change); }, part));
    json["parts"] = std::move(parts);
    return json;
}

Result<Gesture> gestureFromJson(const Json& json) {
    if (!json.is_object()) return broken("form");
    Gesture gesture;
    gesture.sequence = integerOr(json, "seq", 0);
    gesture.task = integerOr(json, "task", 0);
    gesture.annotation = textOr(json, "annotation");
    gesture.person = textOr(json, "person");
    gesture.at = integerOr(json, "at", 0);
    gesture.edit.name = textOr(json, "name");
    const auto kind = kindOf(textOr(json, "kind"));
    if (!kind || gesture.sequence < 1 || gesture.sequence > kMostSequence || gesture.annotation.empty())
        return broken("head");
    gesture.kind = *kind;
    const auto* parts = member(json, "parts");
    if (!parts) return gesture;
    if (!parts->is_array()) return broken("list of parts");
    gesture.edit.parts.reserve(parts->size());
    for (const auto& each : *parts) {
        SLIPWAY_ASSIGN(auto part, readPart(each));
        gesture.edit.parts.push_back(std::move(part));
    }
    return gesture;
}

} // namespace slipway::label
