#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/json_parts.h"
#include "core/label/label_set.h"

namespace slipway::label {

namespace {

constexpr std::array<std::string_view, 5> kInputs{"text", "number", "checkbox", "radio", "select"};

std::unexpected<Error> broken(std::string_view what) {
    return fail(ErrorCode::BadData, fmt::format("a label set has {}", what), "Correct it, or make a new one");
}

Json rulesJson(const std::vector<AttributeRule>& rules) {
    Json list = Json::array();
    for (const auto& rule : rules) {
        Json json{{"name", rule.name}, {"input", kInputs[static_cast<std::size_t>(rule.input)]}};
        if (!rule.values.empty()) json["values"] = rule.values;
        if (!rule.defaultValue.empty()) json["default"] = rule.defaultValue;
        if (rule.changesOverTime) json["changesOverTime"] = true;
        list.push_back(std::move(json));
    }
    return list;
}

Result<std::vector<AttributeRule>> rulesOf(const Json& json, const char* key) {
    std::vector<AttributeRule> rules;
    const auto it = json.find(key);
    if (it == json.end()) return rules;
    if (!it->is_array()) return broken(fmt::format("'{}' that is no list", key));
    for (const auto& one : *it) {
        if (!one.is_object()) return broken("an attribute of another form");
        AttributeRule rule;
        rule.name = textOr(one, "name");
        const auto input = std::ranges::find(kInputs, textOr(one, "input", "text"));
        if (input == kInputs.end()) return broken(fmt::format("an unknown input of '{}'", forMessage(rule.name)));
        rule.input = static_cast<AttributeInput>(input - kInputs.begin());
        SLIPWAY_ASSIGN(rule.values, textList(one, "values"));
        rule.defaultValue = textOr(one, "default");
        rule.changesOverTime = boolOr(one, "changesOverTime", false);
        rules.push_back(std::move(rule));
    }
    return rules;
}

Json toJson(const Skeleton& skeleton) {
    Json bones = Json::array();
    for (const auto& [a, b] : skeleton.bones) bones.push_back(Json::array({a, b}));
    return {{"joints", skeleton.joints}, {"bones", std::move(bones)}};
}

Result<Skeleton> skeletonOf(const Json& json) {
    Skeleton skeleton;
    SLIPWAY_ASSIGN(skeleton.joints, textList(json, "joints"));
    const auto bones = json.find("bones");
    if (bones == json.end()) return skeleton;
    for (const auto& bone : *bones) {
        if (!bone.is_array() || bone.size() != 2 || !bone[0].is_number_integer() || !bone[1].is_number_integer())
            return broken("a bone of another form");
        skeleton.bones.emplace_back(bone[0].get<int>(), bone[1].get<int>());
    }
    return skeleton;
}

Json toJson(const LabelClass& one) {
    Json json{{"name", one.name}};
    if (!one.color.empty()) json["color"] = one.color;
    if (!one.hotkey.empty()) json["hotkey"] = one.hotkey;
    if (!one.attributes.empty()) json["attributes"] = rulesJson(one.attributes);
    if (one.skeleton) json["skeleton"] = toJson(*one.skeleton);
    if (!one.parent.empty()) json["parent"] = one.parent;
    putExtra(json, one.extra);
    return json;
}

Result<LabelClass> classOf(const Json& json) {
    if (!json.is_object()) return broken("a class of another form");
    LabelClass one;
    one.name = textOr(json, "name");
    one.color = textOr(json, "color");
    one.hotkey = textOr(json, "hotkey");
    SLIPWAY_ASSIGN(one.attributes, rulesOf(json, "attributes"));
    if (const auto it = json.find("skeleton"); it != json.end()) {
        if (!it->is_object()) return broken("a skeleton of another form");
        SLIPWAY_ASSIGN(one.skeleton, skeletonOf(*it));
    }
    one.parent = textOr(json, "parent");
    SLIPWAY_ASSIGN(one.extra, extraOf(json));
    return one;
}

} // namespace

Json toJson(const LabelSet& labels) {
    Json json{{"classes", Json::array()}};
    for (const auto& one : labels.classes) json["classes"].push_back(toJson(one));
    if (!labels.itemClasses.empty()) json["itemClasses"] = labels.itemClasses;
    if (labels.severalItemClasses) json["severalItemClasses"] = true;
    if (!labels.relations.empty()) json["relations"] = labels.relations;
    if (!labels.questions.empty()) json["questions"] = rulesJson(labels.questions);
    putExtra(json, labels.extra);
    return json;
}

Result<LabelSet> labelSetFromJson(const Json& json) {
    if (!json.is_object()) return broken("another form than an object");
    LabelSet labels;
    if (const auto it = json.find("classes"); it != json.end()) {
        if (!it->is_array()) return broken("'classes' that is no list");
        for (const auto& one : *it) {
            SLIPWAY_ASSIGN(auto added, classOf(one));
            labels.classes.push_back(std::move(added));
        }
    }
    SLIPWAY_ASSIGN(labels.itemClasses, textList(json, "itemClasses"));
    labels.severalItemClasses = boolOr(json, "severalItemClasses", false);
    SLIPWAY_ASSIGN(labels.relations, textList(json, "relations"));
    SLIPWAY_ASSIGN(labels.questions, rulesOf(json, "questions"));
    SLIPWAY_ASSIGN(labels.extra, extraOf(json));
    return labels;
}

} // namespace slipway::label
