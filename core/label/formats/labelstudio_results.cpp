// Reading the results of one annotation.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/json_difference.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/labelstudio_annotation.h"

namespace slipway::label::labelstudio {

namespace {

constexpr std::array<std::string_view, 7> kControlTypes{
    "choices", "taxonomy", "textarea", "number", "rating", "datetime", "pairwise"};

const Json& valueOf(const Json& result) {
    static const auto none = Json::object();
    const auto* value = member(result, "value");
    return value && value->is_object() ? *value : none;
}

Origin originOf(const Json& result) {
    const auto origin = textOr(result, "origin");
    const auto* meta = member(result, "meta");
    const auto* ours = meta ? member(*meta, "slipway") : nullptr;
    if (ours && boolOr(*ours, "automatic", false)) return Origin::Automatic;
    if (origin == "manual") return Origin::Manual;
    if (origin == "prediction") return Origin::Prediction;
    return origin == "prediction-changed" ? Origin::PredictionChanged : Origin::File;
}

void readMeta(const Json& result, Region& region) {
    const auto* meta = member(result, "meta");
    const auto* ours = meta ? member(*meta, "slipway") : nullptr;
    auto* points = std::get_if<Keypoints>(&region.shape);
    if (!ours || !points) return;
    points->points.front().name = textOr(*ours, "joint");
    const auto visibility = integerOr(*ours, "visibility", 2);
    if (visibility >= 0 && visibility <= 2) points->points.front().visibility = static_cast<Visibility>(visibility);
}

bool isWholeText(const Json& value, const Span& span, const Canvas& canvas) {
    const auto said = textOr(value, "text");
    return said.empty() || !canvas.text || said == canvas.text->between(span.start, span.end);
}

/// Long lists that reading and writing give back anyway are not compared.
Json withoutRuns(Json result) {
    if (auto value = result.find("value"); value != result.end() && value->is_object()) value->erase("rle");
    return result;
}

std::optional<double> scoreOf(const Json& result) {
    const auto score = numberOf(member(result, "score"));
    return score && *score >= 0 && *score <= 1 ? score : std::nullopt;
}

} // namespace

void ResultReader::leaveOut(std::size_t index, std::string message) {
    m_unread.push_back(index);
    m_problems.leftOut(0, m_item, fmt::format("result {}: {}", index + 1, message));
}

void ResultReader::read(const Json& results, Annotation& annotation) {
    std::vector<std::string> types(results.size());
    for (std::size_t i = 0; i < results.size(); i++) {
        types[i] = toLower(textOr(results[i], "type"));
        if (isShapeType(types[i])) readShape(results[i], i, types[i]);
    }
    for (std::size_t i = 0; i < results.size(); i++) {
        const auto& type = types[i];
        if (isShapeType(type)) continue;
        if (std::ranges::find(kControlTypes, type) != kControlTypes.end())
            readControl(results[i], i, type, annotation);
        else if (type == "relation")
            readRelation(results[i], i, annotation);
        else
            leaveOut(i, fmt::format("the type '{}' is not known", forMessage(type)));
    }
    setParents(results);
    keepRest(results, annotation);
}

void ResultReader::readShape(const Json& result, std::size_t index, std::string_view type) {
    const auto& value = valueOf(result);
    const auto id = textOf(member(result, "id")).value_or("");
    auto shape = shapeFromValue(type, value, m_canvas);
    if (!shape) return leaveOut(index, shape.error().message);
    const auto known = id.empty() ? m_draftOf.end() : m_draftOf.find(id);
    if (known != m_draftOf.end() && m_drafts[known->second].region.shape == *shape)
        return addToDraft(m_drafts[known->second], result, index, type);
    Draft draft;
    draft.id = id;
    draft.region.id = isRegionId(id) && known == m_draftOf.end() ? id : newRegionId();
    if (known != m_draftOf.end())
        m_problems.odd(
            0, m_item, fmt::format("result {}: the id '{}' is used for two shapes", index + 1, forMessage(id)));
    draft.region.shape = std::move(*shape);
    draft.region.origin = originOf(result);
    draft.region.score = scoreOf(result);
    readMeta(result, draft.region);
    const auto* span = std::get_if<Span>(&draft.region.shape);
    if (span && !isWholeText(value, *span, m_canvas))
        m_problems.odd(0, m_item,
            fmt::format("result {}: its text is not what characters {} to {} are", index + 1, span->start, span->end));
    if (known == m_draftOf.end() && !id.empty()) m_draftOf[id] = m_drafts.size();
    m_drafts.push_back(std::move(draft));
    addToDraft(m_drafts.back(), result, index, type);
}

void ResultReader::addToDraft(Draft& draft, const Json& result, std::size_t index, std::string_view type) {
    draft.results.push_back(index);
    draft.shapes++;
    const auto key = labelsKeyOf(type);
    const auto* labels = key.empty() ? nullptr : member(valueOf(result), key);
    if (!labels || !labels->is_array()) return;
    for (const auto& label : *labels) {
        if (!label.is_string()) continue;
        const auto& name = label.get_ref<const std::string&>();
        m_labels.add(name);
        if (draft.region.label.empty())
            draft.region.label = name;
        else if (name != draft.region.label &&
                 std::ranges::find(draft.region.moreLabels, name) == draft.region.moreLabels.end())
            draft.region.moreLabels.push_back(name);
    }
}

ResultReader::Draft* ResultReader::draftOf(const Json& result) {
    const auto id = textOf(member(result, "id"));
    const auto known = id ? m_draftOf.find(*id) : m_draftOf.end();
    return known == m_draftOf.end() ? nullptr : &m_drafts[known->second];
}

void ResultReader::readControl(const Json& result, std::size_t index, const std::string& type, Annotation& annotation) {
    const auto fromName = textOr(result, "from_name");
    auto* draft = draftOf(result);
    const auto* meta = member(result, "meta");
    const auto* ours = meta ? member(*meta, "slipway") : nullptr;
    const bool answer = ours && boolOr(*ours, "answer", false);
    if (!draft && type == "choices" && !answer) return readClasses(result, index, annotation);
    auto value = controlValue(type, valueOf(result));
    if (!value)
        return leaveOut(index, fmt::format("the value of '{}' is not what a {} has", forMessage(fromName), type));
    const auto* text = std::get_if<std::string>(&*value);
    if (draft && type == "textarea" && fromName == "transcription" && text && draft->region.text.empty()) {
        draft->region.text = *text;
        draft->results.push_back(index);
        return;
    }
    auto& into = draft ? draft->region.attributes : annotation.answers;
    if (!into.emplace(fromName, std::move(*value)).second)
        return leaveOut(index, fmt::format("'{}' is answered twice", forMessage(fromName)));
    m_controls.emplace(fromName, type);
    if (draft)
        draft->results.push_back(index);
    else
        m_answers[fromName] = index;
}

void ResultReader::readClasses(const Json& result, std::size_t index, Annotation& annotation) {
    const auto* choices = member(valueOf(result), "choices");
    if (!choices || (!choices->is_array() && !choices->is_string())) return leaveOut(index, "choices is not a list");
    const auto fromName = textOr(result, "from_name");
    const auto add = [&](const Json& choice) {
        if (!choice.is_string()) return;
        m_labels.addItemClass(choice.get_ref<const std::string&>());
        annotation.classes.push_back(
            {fromName == "choice" ? "" : fromName, choice.get<std::string>(), scoreOf(result)});
    };
    if (choices->is_string())
        add(*choices);
    else
        for (const auto& choice : *choices) add(choice);
    m_classes.push_back(index);
}

void ResultReader::readRelation(const Json& result, std::size_t index, Annotation& annotation) {
    const auto regionOf = [&](const char* key) {
        const auto id = textOf(member(result, key));
        const auto known = id ? m_draftOf.find(*id) : m_draftOf.end();
        return known == m_draftOf.end() ? std::string() : m_drafts[known->second].region.id;
    };
    Relation relation{regionOf("from_id"), regionOf("to_id"), Direction::Forward, {}, {}};
    if (relation.from.empty() || relation.to.empty())
        return leaveOut(index, "a relation of a region that is not there");
    const auto direction = textOr(result, "direction", "right");
    if (direction == "left") relation.direction = Direction::Backward;
    if (direction == "bi") relation.direction = Direction::Both;
    if (const auto* labels = member(result, "labels"); labels && labels->is_array())
        for (const auto& label : *labels)
            if (label.is_string()) {
                m_labels.addRelation(label.get_ref<const std::string&>());
                relation.labels.push_back(label.get<std::string>());
            }
    annotation.relations.push_back(std::move(relation));
    m_relations.push_back(index);
}

void ResultReader::setParents(const Json& results) {
    for (auto& draft : m_drafts) {
        const auto parent = textOf(member(results[draft.results.front()], "parentID"));
        const auto known = parent ? m_draftOf.find(*parent) : m_draftOf.end();
        if (known != m_draftOf.end()) draft.region.parent = m_drafts[known->second].region.id;
    }
}

/// Region::text comes before the attributes.
std::pair<bool, std::string> ResultReader::attributeKey(const Json& result) {
    auto name = textOr(result, "from_name");
    return {name != "transcription", std::move(name)};
}

void ResultReader::keepTags(Draft& draft, const Json& results) const {
    if (draft.shapes < 2) return;
    auto tags = Json::array();
    for (std::size_t i = 0; i < draft.shapes; i++) {
        const auto& result = results[draft.results[i]];
        Json tag{{"type", toLower(textOr(result, "type"))}, {"from_name", textOr(result, "from_name")}};
        if (const auto* labels = member(valueOf(result), labelsKeyOf(textOr(tag, "type")))) tag["labels"] = *labels;
        tags.push_back(std::move(tag));
    }
    draft.region.extra.set(kFormat, Json{{"tags", std::move(tags)}});
}

/// What the file says besides, and the order of its results.
void ResultReader::keepRest(const Json& results, Annotation& annotation) {
    std::vector<std::size_t> places;
    const auto compare = [&](const std::vector<Json>& ours, const std::vector<std::size_t>& indexes) {
        auto differences = Json::array();
        bool any = false;
        for (std::size_t i = 0; i < ours.size() && ours.size() == indexes.size(); i++) {
            differences.push_back(differenceOf(withoutRuns(ours[i]), withoutRuns(results[indexes[i]])));
            any = any || !differences.back().is_null();
        }
        return any ? differences : Json();
    };
    for (auto& draft : m_drafts) {
        keepTags(draft, results);
        // Attributes are written in order of their names.
        std::stable_sort(draft.results.begin() + static_cast<std::ptrdiff_t>(draft.shapes), draft.results.end(),
            [&](std::size_t a, std::size_t b) { return attributeKey(results[a]) < attributeKey(results[b]); });
        if (auto found = compare(regionResults(draft.region, m_canvas, m_controls), draft.results); !found.is_null()) {
            const auto* tags = draft.region.extra.find(kFormat);
            auto kept = tags ? *tags : Json::object();
            kept["results"] = std::move(found);
            draft.region.extra.set(kFormat, std::move(kept));
        }
        places.insert(places.end(), draft.results.begin(), draft.results.end());
        annotation.regions.push_back(std::move(draft.region));
    }
    auto rest = m_classes;
    for (const auto& [name, index] : m_answers) rest.push_back(index);
    rest.insert(rest.end(), m_relations.begin(), m_relations.end());
    auto kept = Json::object();
    if (auto differences = compare(itemResults(annotation, m_canvas, m_controls), rest); !differences.is_null())
        kept["results"] = std::move(differences);
    places.insert(places.end(), rest.begin(), rest.end());
    for (const auto index : m_unread) {
        kept["unread"].push_back(results[index]);
        places.push_back(index);
    }
    if (!std::ranges::is_sorted(places)) kept["order"] = places;
    keepExtra(annotation.extra, kFormat, std::move(kept));
}

} // namespace slipway::label::labelstudio
