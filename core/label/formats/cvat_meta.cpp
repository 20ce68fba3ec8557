#include "core/label/formats/cvat_meta.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/cvat_shape.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/label_collector.h"

namespace slipway::label::cvat {

namespace {

AttributeInput inputOf(std::string_view text) {
    if (text == "number") return AttributeInput::Number;
    if (text == "checkbox") return AttributeInput::Checkbox;
    if (text == "radio") return AttributeInput::Radio;
    return text == "select" ? AttributeInput::Select : AttributeInput::Text;
}

std::string_view nameOf(AttributeInput input) {
    switch (input) {
    case AttributeInput::Number:
        return "number";
    case AttributeInput::Checkbox:
        return "checkbox";
    case AttributeInput::Radio:
        return "radio";
    case AttributeInput::Select:
        return "select";
    case AttributeInput::Text:
        break;
    }
    return "text";
}

AttributeRule ruleOf(pugi::xml_node node) {
    AttributeRule rule;
    rule.name = node.child_value("name");
    rule.input = inputOf(trimmed(node.child_value("input_type")));
    rule.defaultValue = node.child_value("default_value");
    rule.changesOverTime = toLower(trimmed(node.child_value("mutable"))) == "true";
    const std::string_view values = node.child_value("values");
    if (!values.empty()) rule.values = split(values, '\n');
    return rule;
}

/// "<line … data-node-from="1" data-node-to="2" …>" in the drawing of a skeleton.
std::vector<std::pair<int, int>> bonesOf(std::string_view svg, std::size_t joints) {
    const auto after = [&](std::size_t at, std::string_view key) {
        const auto found = svg.find(key, at);
        int number = 0;
        if (found != std::string_view::npos)
            std::from_chars(svg.data() + found + key.size(), svg.data() + svg.size(), number);
        return number;
    };
    std::vector<std::pair<int, int>> bones;
    for (auto at = svg.find("<line"); at != std::string_view::npos; at = svg.find("<line", at + 1)) {
        const int from = after(at, "data-node-from=\""), to = after(at, "data-node-to=\"");
        const int most = static_cast<int>(joints);
        if (from > 0 && to > 0 && from <= most && to <= most) bones.emplace_back(from - 1, to - 1);
    }
    return bones;
}

void readLabels(pugi::xml_node list, LabelSet& labels) {
    LabelCollector collector(labels);
    std::map<std::string, std::vector<std::string>> joints;
    for (const auto node : list.children("label"))
        if (const std::string parent = node.child_value("parent"); !parent.empty())
            joints[parent].push_back(node.child_value("name"));
    for (const auto node : list.children("label")) {
        const std::string name = node.child_value("name"), type = node.child_value("type");
        if (*node.child_value("parent")) continue;
        if (type == "tag") {
            collector.addItemClass(name);
            continue;
        }
        const auto before = labels.classes.size();
        collector.add(name);
        if (labels.classes.size() == before) continue;
        auto& added = labels.classes.back();
        const std::string color = node.child_value("color");
        if (color.size() == 7 && color[0] == '#') added.color = color;
        for (const auto attribute : node.child("attributes").children("attribute"))
            if (added.attributes.size() < 1000) added.attributes.push_back(ruleOf(attribute));
        if (const auto found = joints.find(name); found != joints.end())
            added.skeleton = Skeleton{found->second, bonesOf(node.child_value("svg"), found->second.size())};
    }
}

Task taskOf(pugi::xml_node node) {
    Task task{node.child_value("id"), node.child_value("name"), node.child_value("source"), node.child_value("mode"),
        node.child_value("subset"), node.child("size").text().as_llong(), 0, 0};
    task.width = std::clamp(node.child("original_size").child("width").text().as_int(), 0, 10'000'000);
    task.height = std::clamp(node.child("original_size").child("height").text().as_int(), 0, 10'000'000);
    task.frames = std::max<std::int64_t>(0, task.frames);
    return task;
}

std::string element(std::string_view name, std::string_view text) {
    return fmt::format("<{0}>{1}</{0}>", name, escaped(text));
}

std::string attributeRuleText(const AttributeRule& rule) {
    return "<attribute>" + element("name", rule.name) + element("mutable", rule.changesOverTime ? "True" : "False") +
           element("input_type", nameOf(rule.input)) + element("default_value", rule.defaultValue) +
           element("values", join(rule.values, "\n")) + "</attribute>";
}

std::string skeletonText(const Skeleton& skeleton) {
    std::string lines;
    for (const auto& [from, to] : skeleton.bones)
        lines +=
            fmt::format("<line data-type=\"edge\" data-node-from=\"{}\" data-node-to=\"{}\"></line>", from + 1, to + 1);
    return element("svg", lines);
}

std::string labelText(const LabelClass& label) {
    std::string text = "      <label>" + element("name", label.name) + element("color", label.color) +
                       element("type", label.skeleton ? "skeleton" : "any") + "<attributes>";
    for (const auto& rule : label.attributes) text += attributeRuleText(rule);
    text += "</attributes>";
    if (label.skeleton) text += skeletonText(*label.skeleton);
    text += "</label>\n";
    if (label.skeleton)
        for (const auto& joint : label.skeleton->joints)
            text += "      <label>" + element("name", joint) + element("color", label.color) +
                    element("type", "points") + "<attributes></attributes>" + element("parent", label.name) +
                    "</label>\n";
    return text;
}

std::string labelsText(const LabelSet& labels) {
    std::string text = "    <labels>\n";
    for (const auto& label : labels.classes) text += labelText(label);
    for (const auto& label : labels.itemClasses)
        if (!findClass(labels, label))
            text += "      <label>" + element("name", label) + element("color", "#666666") + element("type", "tag") +
                    "<attributes></attributes></label>\n";
    return text + "    </labels>\n";
}

std::string taskText(const Task& task) {
    std::string text = "    " + element("id", task.id) + element("name", task.name) +
                       element("size", std::to_string(task.frames)) + element("mode", task.mode);
    if (!task.subset.empty()) text += element("subset", task.subset);
    if (task.mode != "interpolation") return text + "\n";
    text += element("source", task.source);
    if (task.width > 0)
        text += "<original_size>" + element("width", std::to_string(task.width)) +
                element("height", std::to_string(task.height)) + "</original_size>";
    return text + "\n";
}

/// What all values of an attribute are.
AttributeInput inputFor(const AttributeValue& value) {
    if (std::holds_alternative<bool>(value)) return AttributeInput::Checkbox;
    return std::holds_alternative<double>(value) ? AttributeInput::Number : AttributeInput::Text;
}

void addUsed(const Region& region, LabelSet& labels, std::map<std::pair<std::string, std::string>, bool>& seen) {
    const auto add = [&](const std::string& name, AttributeInput input, bool overTime) {
        const auto [entry, isNew] = seen.emplace(std::pair(region.label, name), overTime);
        if (!isNew && (entry->second || !overTime)) return;
        entry->second = overTime;
        auto& rules = labels.classes[addClass(labels, region.label)].attributes;
        auto rule = std::ranges::find(rules, name, &AttributeRule::name);
        if (rule == rules.end()) {
            rules.push_back({name, input, {}, {}, overTime});
            if (input == AttributeInput::Checkbox) rules.back().values = {"true", "false"};
        } else {
            rule->changesOverTime = rule->changesOverTime || overTime;
        }
    };
    for (const auto& [name, value] : region.attributes) add(name, inputFor(value), false);
    if (const auto* track = std::get_if<Track>(&region.shape))
        for (const auto& keyframe : track->keyframes)
            for (const auto& [name, value] : keyframe.attributes) add(name, AttributeInput::Text, true);
}

} // namespace

Meta readMeta(pugi::xml_node node, LabelSet& labels) {
    Meta meta;
    if (const auto project = node.child("project")) {
        meta.project = true;
        readLabels(project.child("labels"), labels);
        for (const auto task : project.child("tasks").children("task")) meta.tasks.push_back(taskOf(task));
        return meta;
    }
    const auto task = node.child("task") ? node.child("task") : node.child("job");
    readLabels(task.child("labels"), labels);
    meta.tasks.push_back(taskOf(task));
    if (meta.tasks[0].source.empty()) meta.tasks[0].source = node.child_value("source");
    return meta;
}

std::string metaText(const Corpus& corpus, const Meta& meta) {
    std::string text = "  <meta>\n";
    if (meta.project) {
        text += "  <project>\n    " + element("name", "slipway") + "\n    <tasks>\n";
        for (const auto& task : meta.tasks) text += "    <task>\n" + taskText(task) + "    </task>\n";
        text += "    </tasks>\n" + labelsText(corpus.labels) + "  </project>\n";
    } else {
        text += "  <task>\n" + taskText(meta.tasks.at(0)) + labelsText(corpus.labels) + "  </task>\n";
    }
    return text + "  </meta>\n";
}

LabelSet withUsedAttributes(const Corpus& corpus) {
    auto labels = corpus.labels;
    std::map<std::pair<std::string, std::string>, bool> seen;
    for (const auto& item : corpus.items)
        for (const auto& annotation : item.annotations)
            for (const auto& region : annotation.regions) addUsed(region, labels, seen);
    return labels;
}

AttributeValue valueOf(const std::string& text, const AttributeRule* rule) {
    if (rule && rule->input == AttributeInput::Checkbox && (text == "true" || text == "false")) return text == "true";
    if (rule && rule->input == AttributeInput::Number) {
        double number = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
        if (read.ec == std::errc() && read.ptr == text.data() + text.size() && toText(number) == text) return number;
    }
    if (text.starts_with("[\"") || text == "[]") {
        const auto list = parseJson(text, "an attribute");
        const bool texts =
            list && list->is_array() && std::ranges::all_of(*list, [](const Json& entry) { return entry.is_string(); });
        if (texts) return list->get<std::vector<std::string>>();
    }
    return text;
}

std::string textOf(const AttributeValue& value) {
    if (const auto* tick = std::get_if<bool>(&value)) return *tick ? "true" : "false";
    if (const auto* number = std::get_if<double>(&value)) return toText(*number);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    return dump(Json(std::get<std::vector<std::string>>(value)));
}

const AttributeRule* findRule(const LabelSet& labels, std::string_view label, std::string_view attribute) {
    const auto* known = findClass(labels, label);
    if (!known) return nullptr;
    const auto rule = std::ranges::find(known->attributes, attribute, &AttributeRule::name);
    return rule == known->attributes.end() ? nullptr : &*rule;
}

} // namespace slipway::label::cvat
