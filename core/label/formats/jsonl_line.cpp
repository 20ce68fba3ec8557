#include "core/label/formats/jsonl_line.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/span_check.h"
#include "core/label/text_offsets.h"

namespace slipway::label::jsonl {

namespace {

constexpr std::string_view kDirections[] = {"forward", "backward", "both"};

bool isSpaCy(const Json& line) {
    return line.is_array() && line.size() == 2 && line[0].is_string() && line[1].is_object();
}

/// spaCy's pair as an object like the others.
Json withText(const Json& pair) {
    Json line{{"text", pair[0]}};
    for (const auto& [key, value] : pair[1].items())
        if (key != "text") line[key] = value;
    return line;
}

/// Numbers of regions in the file: theirs where they are numbers, else the next free ones.
std::map<std::string, Json> numbersOf(const Annotation& answer) {
    std::set<std::int64_t> used;
    std::map<std::string, Json> numbers;
    for (const auto& region : answer.regions)
        if (const auto number = idJson(region.id); number.is_number()) {
            numbers[region.id] = number;
            used.insert(number.get<std::int64_t>());
        }
    std::int64_t next = 1;
    for (const auto& region : answer.regions) {
        if (numbers.contains(region.id)) continue;
        while (used.contains(next)) next++;
        numbers[region.id] = next++;
    }
    return numbers;
}

Json relationsForm(const Annotation& answer) {
    const auto numbers = numbersOf(answer);
    auto entities = Json::array(), relations = Json::array();
    for (const auto& region : answer.regions) {
        const auto& span = std::get<Span>(region.shape);
        Json entity{{"id", numbers.at(region.id)}, {"label", region.label}, {"start_offset", span.start},
            {"end_offset", span.end}};
        addMembers(entity, region.extra.find(kFormat));
        entities.push_back(std::move(entity));
    }
    for (const auto& relation : answer.relations) {
        Json json = Json::object();
        if (const auto* id = keptMember(relation.extra, kFormat, "id"))
            json["id"] = *id;
        else
            json["id"] = relations.size() + 1;
        json["from_id"] = numbers.at(relation.from);
        json["to_id"] = numbers.at(relation.to);
        json["type"] = relation.labels.empty() ? "" : relation.labels.front();
        if (relation.labels.size() != 1) json["types"] = relation.labels;
        if (relation.direction != Direction::Forward)
            json["direction"] = kDirections[static_cast<std::size_t>(relation.direction)];
        addMembers(json, relation.extra.find(kFormat));
        relations.push_back(std::move(json));
    }
    return Json{{"entities", std::move(entities)}, {"relations", std::move(relations)}};
}

} // namespace

void LineParser::leaveOut(std::string message) {
    m_problems.leftOut(m_number, {}, std::move(message));
}

bool LineParser::parse(const Json& line, std::int64_t number, Item& item) {
    m_number = number;
    m_answer = {};
    m_ids.clear();
    if (isSpaCy(line)) {
        if (!parse(withText(line), number, item)) return false;
        checkOverlaps();
        return true;
    }
    const auto* text = member(line, "text");
    if (!text || !text->is_string()) {
        leaveOut("there is no text in it");
        return false;
    }
    if (const auto answer = textOr(line, "answer"); answer == "reject" || answer == "ignore") {
        leaveOut(fmt::format("its answer is '{}'", answer));
        return false;
    }
    item.medium = Medium::Text;
    item.text = text->get<std::string>();
    item.path = textOr(line, "path");
    m_length = countCodePoints(item.text);
    readMembers(line);
    auto rest = withoutMembers(
        line, {"text", "path", "label", "labels", "entities", "spans", "relations", "cats", "accept", "answer"});
    const auto* entities = member(line, "entities");
    const bool objects = entities && entities->is_array() && !entities->empty() && (*entities)[0].is_object();
    if (objects && m_answer.relations.empty()) rest["entities"] = "objects"; // the form, for writing it again
    keepExtra(item.extra, kFormat, std::move(rest));
    if (!m_answer.regions.empty() || !m_answer.classes.empty()) item.annotations.push_back(m_answer);
    return true;
}

void LineParser::readMembers(const Json& line) {
    for (const auto* key : {"label", "labels", "entities", "spans"})
        if (const auto* list = member(line, key); list && !list->is_null()) readLabels(*list);
    for (const auto* key : {"cats", "accept"})
        if (const auto* json = member(line, key)) readCategories(*json);
    if (const auto* list = member(line, "relations")) readRelations(*list);
}

void LineParser::readLabels(const Json& list) {
    if (list.is_string()) return addClass(list);
    if (!list.is_array()) return leaveOut("its labels are not a list");
    for (const auto& json : list) {
        if (json.is_string())
            addClass(json);
        else
            readSpan(json);
    }
}

void LineParser::readSpan(const Json& json) {
    if (json.is_array() && json.size() == 3) return addSpan(&json[0], &json[1], &json[2], nullptr);
    if (!json.is_object()) return leaveOut("a span is neither [start, end, label] nor an object");
    const bool offsets = json.contains("start_offset");
    addSpan(member(json, offsets ? "start_offset" : "start"), member(json, offsets ? "end_offset" : "end"),
        member(json, "label"), &json);
}

void LineParser::addSpan(const Json* start, const Json* end, const Json* label, const Json* object) {
    const auto span = checkedSpan(wholeOf(start), wholeOf(end), m_length);
    if (!span) return leaveOut(span.error().message);
    if (!label || !label->is_string()) return leaveOut("the label of a span is not text");
    Region region;
    const auto id = object ? textOf(member(*object, "id")) : std::nullopt;
    region.id = id && isRegionId(*id) && m_ids.insert(*id).second ? *id : newRegionId();
    region.label = label->get<std::string>();
    region.origin = Origin::File;
    region.shape = *span;
    if (object)
        keepExtra(region.extra, kFormat,
            withoutMembers(*object, {"id", "label", "start_offset", "end_offset", "start", "end"}));
    m_labels.add(region.label);
    m_answer.regions.push_back(std::move(region));
}

void LineParser::addClass(const Json& label) {
    m_labels.addItemClass(label.get_ref<const std::string&>());
    m_answer.classes.push_back({{}, label.get<std::string>(), std::nullopt});
}

/// ["A", "B"], or spaCy's {"A": 1.0, "B": 0.0}.
void LineParser::readCategories(const Json& json) {
    if (json.is_array()) {
        for (const auto& label : json)
            if (label.is_string())
                addClass(label);
            else
                leaveOut("a class is not text");
        return;
    }
    if (!json.is_object()) return;
    for (const auto& [label, value] : json.items())
        if (value == true || numberOf(&value).value_or(0) >= 0.5) addClass(label);
}

void LineParser::readRelations(const Json& list) {
    if (!list.is_array()) return leaveOut("its relations are not a list");
    for (const auto& json : list) {
        Relation relation;
        relation.from = textOf(member(json, "from_id")).value_or("");
        relation.to = textOf(member(json, "to_id")).value_or("");
        if (!m_ids.contains(relation.from) || !m_ids.contains(relation.to)) {
            leaveOut("a relation of a span that is not there");
            continue;
        }
        if (const auto* types = member(json, "types"); types && types->is_array()) {
            for (const auto& type : *types)
                if (type.is_string()) relation.labels.push_back(type.get<std::string>());
        } else if (const auto type = textOr(json, "type"); !type.empty()) {
            relation.labels.push_back(type);
        }
        for (const auto& label : relation.labels) m_labels.addRelation(label);
        const auto* direction = std::ranges::find(kDirections, textOr(json, "direction", "forward"));
        if (direction != std::end(kDirections)) relation.direction = static_cast<Direction>(direction - kDirections);
        keepExtra(relation.extra, kFormat, withoutMembers(json, {"from_id", "to_id", "type", "types", "direction"}));
        m_answer.relations.push_back(std::move(relation));
    }
}

/// spaCy refuses spans that overlap when it trains.
void LineParser::checkOverlaps() const {
    std::vector<Span> spans;
    for (const auto& region : m_answer.regions) spans.push_back(std::get<Span>(region.shape));
    std::ranges::sort(spans, {}, &Span::start);
    for (std::size_t i = 1; i < spans.size(); i++)
        if (spans[i].start < spans[i - 1].end)
            return m_problems.odd(
                m_number, {}, fmt::format("spans overlap at character {}, which spaCy refuses", spans[i].start));
}

Json lineOf(const Item& item) {
    static const Annotation none;
    const auto& answer = item.annotations.empty() ? none : item.annotations.front();
    const auto* kept = keptMember(item.extra, kFormat, "entities");
    const bool objects = !answer.relations.empty() || (kept && *kept == "objects" && !answer.regions.empty());
    auto line = Json::object();
    if (const auto* id = keptMember(item.extra, kFormat, "id")) line["id"] = *id;
    line["text"] = item.text;
    if (!item.path.empty()) line["path"] = item.path;
    auto classes = Json::array();
    for (const auto& said : answer.classes) classes.push_back(said.label);
    if (objects) {
        const auto form = relationsForm(answer);
        addMembers(line, &form);
        if (!classes.empty()) line["cats"] = std::move(classes);
    } else if (answer.regions.empty()) {
        line["label"] = std::move(classes);
    } else {
        auto spans = Json::array();
        for (const auto& region : answer.regions) {
            const auto& span = std::get<Span>(region.shape);
            spans.push_back({span.start, span.end, region.label});
        }
        line["label"] = std::move(spans);
        if (!classes.empty()) line["cats"] = std::move(classes);
    }
    auto rest = item.extra.find(kFormat) ? *item.extra.find(kFormat) : Json::object();
    rest.erase("entities");
    addMembers(line, &rest);
    return line;
}

} // namespace slipway::label::jsonl
