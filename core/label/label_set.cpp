#include "core/label/label_set.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

namespace slipway::label {

namespace {

constexpr std::array<std::string_view, 7> kColors{
    "#4496F7", "#F0A020", "#4BA57C", "#C27FAE", "#8ADCFA", "#DA5230", "#F5E9A0"};
constexpr std::array<std::string_view, 10> kHotkeys{"1", "2", "3", "4", "5", "6", "7", "8", "9", "0"};

std::string freeHotkey(const LabelSet& labels) {
    for (const auto key : kHotkeys)
        if (std::ranges::find(labels.classes, key, &LabelClass::hotkey) == labels.classes.end())
            return std::string(key);
    return {};
}

/// The colour that the fewest classes have, the first of those.
std::string freeColor(const LabelSet& labels) {
    return std::string(*std::ranges::min_element(kColors, {},
        [&](std::string_view color) { return std::ranges::count(labels.classes, color, &LabelClass::color); }));
}

bool isColor(std::string_view text) {
    return text.size() == 7 && text[0] == '#' &&
           text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string_view::npos;
}

std::unexpected<Error> wrong(std::string message) {
    return fail(ErrorCode::InvalidArgument, std::move(message), "Change the label set");
}

Status checkNames(const std::vector<std::string>& names, std::string_view what) {
    std::set<std::string_view> seen;
    for (const auto& name : names) {
        if (name.empty()) return wrong(fmt::format("a {} has no name", what));
        if (!seen.insert(name).second) return wrong(fmt::format("two {}s are called '{}'", what, name));
    }
    return {};
}

Status checkRules(const std::vector<AttributeRule>& rules, std::string_view owner) {
    std::vector<std::string> names;
    for (const auto& rule : rules) {
        names.push_back(rule.name);
        const bool chooses = rule.input == AttributeInput::Radio || rule.input == AttributeInput::Select;
        if (chooses && rule.values.empty())
            return wrong(fmt::format("'{}' of {} has nothing to choose from", rule.name, owner));
    }
    return checkNames(names, fmt::format("attribute of {}", owner));
}

Status checkSkeleton(const LabelClass& one) {
    if (!one.skeleton) return {};
    const auto joints = static_cast<int>(one.skeleton->joints.size());
    for (const auto& [a, b] : one.skeleton->bones)
        if (a < 0 || b < 0 || a >= joints || b >= joints)
            return wrong(fmt::format("a bone of '{}' leads to joint {}, and there are {}", one.name,
                (a < 0 || a >= joints ? a : b) + 1, joints));
    return {};
}

} // namespace

const LabelClass* findClass(const LabelSet& labels, std::string_view name) {
    const auto it = std::ranges::find(labels.classes, name, &LabelClass::name);
    return it == labels.classes.end() ? nullptr : &*it;
}

std::size_t addClass(LabelSet& labels, std::string_view name) {
    if (const auto* known = findClass(labels, name)) return static_cast<std::size_t>(known - labels.classes.data());
    LabelClass added;
    added.name = name;
    added.color = freeColor(labels);
    added.hotkey = freeHotkey(labels);
    labels.classes.push_back(std::move(added));
    return labels.classes.size() - 1;
}

Status check(const LabelSet& labels) {
    std::vector<std::string> names;
    std::set<std::string_view> hotkeys;
    for (const auto& one : labels.classes) {
        names.push_back(one.name);
        if (!one.color.empty() && !isColor(one.color))
            return wrong(fmt::format("'{}' of the class '{}' is not a colour like #4496F7", one.color, one.name));
        if (!one.hotkey.empty() && !hotkeys.insert(one.hotkey).second)
            return wrong(fmt::format("the key {} stands for two classes", one.hotkey));
        SLIPWAY_TRY(checkRules(one.attributes, fmt::format("the class '{}'", one.name)));
        SLIPWAY_TRY(checkSkeleton(one));
    }
    SLIPWAY_TRY(checkNames(names, "class"));
    SLIPWAY_TRY(checkNames(labels.itemClasses, "item class"));
    SLIPWAY_TRY(checkNames(labels.relations, "relation"));
    return checkRules(labels.questions, "the item");
}

std::string_view regionColor(std::size_t index) {
    return kColors[index % kColors.size()];
}

} // namespace slipway::label
