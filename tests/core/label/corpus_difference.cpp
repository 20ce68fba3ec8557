#include "corpus_difference.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/label/shape_json.h"

using namespace slipway;
using namespace slipway::label;

namespace {

bool alikeJson(const Json& a, const Json& b, double slack) {
    if (a.is_number() && b.is_number()) return std::abs(a.get<double>() - b.get<double>()) <= slack;
    if (a.is_structured() && b.is_structured()) {
        if (a.size() != b.size() || a.is_array() != b.is_array()) return false;
        if (a.is_array())
            return std::equal(
                a.begin(), a.end(), b.begin(), [&](const Json& x, const Json& y) { return alikeJson(x, y, slack); });
        for (const auto& [key, value] : a.items())
            if (!b.contains(key) || !alikeJson(value, b[key], slack)) return false;
        return true;
    }
    return a == b;
}

/// Corners instead of sides and degrees, which jump.
Json plain(const FrameShape& shape) {
    if (const auto* turned = std::get_if<RotatedBox>(&shape)) {
        Json corners = Json::array({"rotated box"});
        for (const auto& p : cornersOf(*turned)) corners.push_back(Json::array({p.x, p.y}));
        return corners;
    }
    return toJson(shape);
}

Json plain(const Shape& shape) {
    if (const auto* track = std::get_if<Track>(&shape)) {
        Json keys = Json::array();
        for (const auto& key : track->keyframes)
            keys.push_back(Json::array(
                {key.frame, key.outside, key.occluded, key.outside ? Json() : plain(key.shape), key.attributes}));
        return keys;
    }
    return std::visit(
        [&](const auto& s) -> Json {
            if constexpr (requires { FrameShape(s); })
                return plain(FrameShape(s));
            else
                return toJson(shape);
        },
        shape);
}

Json plain(const Region& region) {
    Json attributes = Json::object();
    for (const auto& [name, value] : region.attributes)
        attributes[name] = std::visit([](const auto& v) { return Json(v); }, value);
    auto more = region.moreLabels;
    std::ranges::sort(more);
    return {{"label", region.label}, {"more", more}, {"shape", plain(region.shape)}, {"attributes", attributes},
        {"text", region.text}, {"occluded", region.occluded}, {"score", region.score ? Json(*region.score) : Json()}};
}

using Names = std::map<std::string, std::string>; // id there -> id here

std::string list(const std::vector<Json>& values) {
    std::string text;
    for (const auto& value : values) text += "\n    " + dump(value);
    return text;
}

/// Pairs the regions of two answers.
std::string pairRegions(const Annotation& a, const Annotation& b, double slack, Names& names) {
    std::vector<const Region*> left;
    for (const auto& region : b.regions) left.push_back(&region);
    std::vector<Json> missing, extra;
    for (const auto& region : a.regions) {
        const auto json = plain(region);
        const auto it = std::ranges::find_if(left, [&](const Region* r) { return alikeJson(json, plain(*r), slack); });
        if (it == left.end()) {
            missing.push_back(json);
        } else {
            names[(*it)->id] = region.id;
            left.erase(it);
        }
    }
    for (const auto* region : left) extra.push_back(plain(*region));
    if (missing.empty() && extra.empty()) return {};
    return fmt::format("regions\n  missing:{}\n  instead:{}", list(missing), list(extra));
}

/// Groups as sets of region ids.
std::set<std::set<std::string>> groupsOf(const Annotation& answer, const Names& names) {
    std::map<std::pair<std::string, std::string>, std::set<std::string>> groups;
    for (const auto& region : answer.regions) {
        const auto name = names.find(region.id);
        if (!region.group.empty())
            groups[{region.label, region.group}].insert(name == names.end() ? region.id : name->second);
    }
    std::set<std::set<std::string>> sets;
    for (const auto& [key, ids] : groups) sets.insert(ids);
    return sets;
}

std::set<std::string> linksOf(const Annotation& answer, const Names& names) {
    const auto name = [&](const std::string& id) {
        const auto it = names.find(id);
        return it == names.end() ? id : it->second;
    };
    std::set<std::string> links;
    for (const auto& region : answer.regions)
        if (!region.parent.empty()) links.insert(name(region.id) + " in " + name(region.parent));
    for (const auto& relation : answer.relations) {
        auto text =
            fmt::format("{} {} {}", name(relation.from), static_cast<int>(relation.direction), name(relation.to));
        for (const auto& label : relation.labels) text += " " + label;
        links.insert(text);
    }
    return links;
}

std::string answerDifference(const Annotation& a, const Annotation& b, double slack) {
    Names names;
    if (auto text = pairRegions(a, b, slack, names); !text.empty()) return text;
    if (groupsOf(a, {}) != groupsOf(b, names)) return "groups";
    if (const auto x = linksOf(a, {}), y = linksOf(b, names); x != y)
        return "links: " + dump(Json(x)) + " became " + dump(Json(y));
    const auto classes = [](const Annotation& answer) {
        std::multiset<std::string> texts;
        for (const auto& one : answer.classes)
            texts.insert(fmt::format("{}|{}|{}", one.question, one.label, one.score.value_or(-1)));
        return texts;
    };
    if (classes(a) != classes(b)) return "classes: " + dump(Json(classes(a))) + " became " + dump(Json(classes(b)));
    if (a.answers != b.answers) return "answers";
    if (a.annotator != b.annotator) return "annotator";
    if (a.skipped != b.skipped || a.groundTruth != b.groundTruth) return "skipped or gold";
    return {};
}

bool saysNothing(const Annotation& answer) {
    return answer.regions.empty() && answer.classes.empty() && answer.answers.empty() && answer.annotator.empty();
}

std::string itemDifference(const Item& a, const Item& b, double slack) {
    if (a.medium != b.medium) return "medium";
    if (a.text != b.text) return fmt::format("text '{}' became '{}'", a.text, b.text);
    if (a.width && b.width && (a.width != b.width || a.height != b.height)) return "size";
    if (a.subset != b.subset) return fmt::format("subset '{}' became '{}'", a.subset, b.subset);
    std::vector<Annotation> x, y;
    std::ranges::remove_copy_if(a.annotations, std::back_inserter(x), saysNothing);
    std::ranges::remove_copy_if(b.annotations, std::back_inserter(y), saysNothing);
    if (x.size() != y.size()) return fmt::format("{} answers became {}", x.size(), y.size());
    for (std::size_t i = 0; i < x.size(); ++i)
        if (auto text = answerDifference(x[i], y[i], slack); !text.empty()) return text;
    if (a.predictions.size() != b.predictions.size()) return "number of predictions";
    for (std::size_t i = 0; i < a.predictions.size(); ++i) {
        const auto &p = a.predictions[i], &q = b.predictions[i];
        if (p.model != q.model) return "model";
        if (auto text = answerDifference(p.answer, q.answer, slack); !text.empty()) return "prediction " + text;
    }
    return {};
}

const std::string& nameOf(const Item& item) {
    return item.medium == Medium::Text ? item.text : item.path;
}

} // namespace

std::string differenceOf(const Corpus& expected, const Corpus& found, double slack) {
    std::map<std::string, const Item*> items;
    for (const auto& item : found.items) items[nameOf(item)] = &item;
    for (const auto& item : expected.items) {
        const auto it = items.find(nameOf(item));
        if (it == items.end()) return fmt::format("'{}' is missing", nameOf(item));
        if (auto text = itemDifference(item, *it->second, slack); !text.empty())
            return fmt::format("{}: {}", nameOf(item), text);
    }
    if (expected.items.size() != found.items.size())
        return fmt::format("{} items became {}", expected.items.size(), found.items.size());
    std::set<std::string_view> a, b;
    for (const auto& one : expected.labels.classes) a.insert(one.name);
    for (const auto& one : found.labels.classes) b.insert(one.name);
    return a == b ? std::string() : fmt::format("{} classes became {}", a.size(), b.size());
}
