#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/label/formats/groundtruth_line.h"
#include "core/label/formats/json_difference.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/media_location.h"

namespace slipway::label::groundtruth {

std::int64_t ClassIds::idOf(const std::string& name) {
    if (const auto known = m_ids.find(name); known != m_ids.end()) return known->second;
    while (m_names.contains(m_next)) m_next++;
    set(name, m_next);
    return m_next;
}

bool ClassIds::set(const std::string& name, std::int64_t id) {
    const auto known = m_ids.find(name);
    const auto used = m_names.find(id);
    if (known != m_ids.end() || used != m_names.end())
        return known != m_ids.end() && used != m_names.end() && known->second == id;
    m_ids.emplace(name, id);
    m_names.emplace(id, name);
    return true;
}

Json ClassIds::json() const {
    auto json = Json::object();
    for (const auto& [name, id] : m_ids) json[name] = id;
    return json;
}

void ClassIds::read(const Json& json) {
    if (!json.is_object()) return;
    for (const auto& [name, id] : json.items())
        if (const auto number = wholeOf(&id)) set(name, *number);
}

namespace {

std::string nameOfPair(const Item& item, std::string_view kind, const char* ours) {
    const auto* names = keptMember(item.extra, kFormat, "names");
    const auto* kept = names ? member(*names, kind) : nullptr;
    return kept && kept->is_string() ? kept->get<std::string>() : ours;
}

Json metadataOf(std::string_view type, const std::string& name, bool machine) {
    return Json{{"type", fmt::format("groundtruth/{}", type)}, {"job-name", "labeling-job/" + name},
        {"human-annotated", machine ? "no" : "yes"}, {"creation-date", ""}};
}

Json confidenceOf(const std::optional<double>& score) {
    auto json = Json::object();
    if (score) json["confidence"] = *score;
    return json;
}

template <class Kind> std::vector<const Region*> regionsOf(const Annotation& answer) {
    std::vector<const Region*> regions;
    for (const auto& region : answer.regions)
        if (std::holds_alternative<Kind>(region.shape)) regions.push_back(&region);
    return regions;
}

bool allAutomatic(const std::vector<const Region*>& regions) {
    return std::ranges::all_of(regions, [](const Region* region) { return region->origin == Origin::Automatic; });
}

std::int64_t wholePixels(double value) {
    return static_cast<std::int64_t>(std::llround(std::clamp(value, -1e15, 1e15)));
}

void putBoxes(Json& line, const Item& item, const Annotation& answer, Ids& ids) {
    const auto boxes = regionsOf<Box>(answer);
    if (boxes.empty()) return;
    const auto name = nameOfPair(item, "boxes", "bounding-box");
    auto annotations = Json::array(), objects = Json::array();
    auto classes = Json::object();
    for (const auto* region : boxes) {
        const auto& box = std::get<Box>(region->shape);
        const auto id = ids.objects.idOf(region->label);
        const auto left = wholePixels(box.left), top = wholePixels(box.top);
        annotations.push_back({{"class_id", id}, {"left", left}, {"top", top},
            {"width", wholePixels(box.right()) - left}, {"height", wholePixels(box.bottom()) - top}});
        objects.push_back(confidenceOf(region->score));
        classes[std::to_string(id)] = region->label;
    }
    line[name] = {{"image_size", Json::array({{{"width", item.width}, {"height", item.height}, {"depth", 3}}})},
        {"annotations", std::move(annotations)}};
    auto metadata = metadataOf("object-detection", name, allAutomatic(boxes));
    metadata["class-map"] = std::move(classes);
    metadata["objects"] = std::move(objects);
    line[name + "-metadata"] = std::move(metadata);
}

void putSpans(Json& line, const Item& item, const Annotation& answer) {
    const auto spans = regionsOf<Span>(answer);
    if (spans.empty()) return;
    const auto name = nameOfPair(item, "spans", "entities");
    auto entities = Json::array(), labels = Json::array(), confidences = Json::array();
    std::set<std::string_view> seen;
    for (const auto* region : spans) {
        const auto& span = std::get<Span>(region->shape);
        entities.push_back({{"label", region->label}, {"startOffset", span.start}, {"endOffset", span.end}});
        confidences.push_back(confidenceOf(region->score));
        if (seen.insert(region->label).second) labels.push_back({{"label", region->label}});
    }
    line[name] = {{"annotations", {{"labels", std::move(labels)}, {"entities", std::move(entities)}}}};
    auto metadata = metadataOf("text-span", name, allAutomatic(spans));
    metadata["entities"] = std::move(confidences);
    line[name + "-metadata"] = std::move(metadata);
}

/// One class as a number, several as a list; as the file had it, else by the label set.
void putQuestion(Json& line, const Item& item, const std::string& name, const std::vector<const ItemClass*>& said,
    bool several, Ids& ids) {
    const auto* forms = keptMember(item.extra, kFormat, "forms");
    const auto form = forms ? textOr(*forms, name) : "";
    const std::string base = item.medium == Medium::Text ? "text-classification" : "image-classification";
    if (said.size() == 1 && (form == "one" || form == "label-verification" || (form != "list" && !several))) {
        line[name] = ids.items.idOf(said[0]->label);
        auto metadata = metadataOf(form == "label-verification" ? form : base, name, false);
        metadata["class-name"] = said[0]->label;
        if (said[0]->score) metadata["confidence"] = *said[0]->score;
        line[name + "-metadata"] = std::move(metadata);
        return;
    }
    auto list = Json::array();
    auto classes = Json::object(), confidences = Json::object();
    for (const auto* one : said) {
        const auto id = ids.items.idOf(one->label);
        list.push_back(id);
        classes[std::to_string(id)] = one->label;
        if (one->score) confidences[std::to_string(id)] = *one->score;
    }
    line[name] = std::move(list);
    auto metadata = metadataOf(base + "-multilabel", name, false);
    metadata["class-map"] = std::move(classes);
    metadata["confidence-map"] = std::move(confidences);
    line[name + "-metadata"] = std::move(metadata);
}

void putClasses(Json& line, const Item& item, const Annotation& answer, bool several, Ids& ids) {
    std::vector<std::string> questions;
    for (const auto& said : answer.classes)
        if (std::ranges::find(questions, said.question) == questions.end()) questions.push_back(said.question);
    for (const auto& question : questions) {
        std::vector<const ItemClass*> said;
        for (const auto& one : answer.classes)
            if (one.question == question) said.push_back(&one);
        const auto name = question.empty() ? nameOfPair(item, "class", "category") : question;
        putQuestion(line, item, name, said, several, ids);
    }
}

} // namespace

Json plainLineOf(const Item& item, const LabelSet& labels, Ids& ids) {
    auto line = Json::object();
    if (item.medium == Medium::Text && !item.text.empty()) {
        line["source"] = item.text;
        if (!item.path.empty()) line["path"] = item.path;
    } else if (item.medium == Medium::Text && item.path.empty()) {
        line["source"] = "";
    } else {
        line["source-ref"] = uriOf(item);
    }
    if (item.annotations.empty()) {
        if (item.medium == Medium::Image && item.width > 0) {
            line["width"] = item.width; // no pair tells it
            line["height"] = item.height;
        }
        return line;
    }
    const auto& answer = item.annotations.front();
    putBoxes(line, item, answer, ids);
    putSpans(line, item, answer);
    putClasses(line, item, answer, labels.severalItemClasses, ids);
    if (item.medium == Medium::Image && item.width > 0 && regionsOf<Box>(answer).empty()) {
        line["width"] = item.width;
        line["height"] = item.height;
    }
    return line;
}

Json lineOf(const Item& item, const LabelSet& labels, Ids& ids, const std::string& now) {
    Ids own;
    const auto* kept = keptMember(item.extra, kFormat, "ids");
    if (kept) {
        own.objects.read(kept->value("objects", Json()));
        own.items.read(kept->value("items", Json()));
    }
    auto line = plainLineOf(item, labels, kept ? own : ids);
    putBack(keptMember(item.extra, kFormat, "line"), line);
    for (auto& [key, value] : line.items())
        if (value.is_object() && textOr(value, "creation-date", "-").empty()) value["creation-date"] = now;
    return line;
}

} // namespace slipway::label::groundtruth
