#include "ui/label/video/still.h"

#include <algorithm>
#include <unordered_map>

#include "core/label/track_edit.h"
#include "ui/label/image/shape_outline.h"

namespace slipway::ui {

using namespace label;

namespace {

/// All but the shape (a track can be long) and what only formats know.
Region factsOf(const Region& region) {
    Region facts;
    facts.id = region.id;
    facts.label = region.label;
    facts.moreLabels = region.moreLabels;
    facts.attributes = region.attributes;
    facts.text = region.text;
    facts.group = region.group;
    facts.parent = region.parent;
    facts.origin = region.origin;
    facts.score = region.score;
    facts.hidden = region.hidden;
    facts.locked = region.locked;
    return facts;
}

std::optional<Region> stillOf(const Region& region, std::int64_t frame) {
    const auto* track = std::get_if<Track>(&region.shape);
    if (!track) return region;
    const auto shown = shapeAt(*track, frame);
    if (!shown) return {};
    Region still = factsOf(region);
    still.shape = toShape(shown->shape);
    still.occluded = shown->occluded;
    for (const auto& [name, value] : attributesAt(*track, frame)) still.attributes[name] = value;
    return still;
}

using Places = std::unordered_map<std::string_view, std::size_t>;

Places placesOf(const Annotation& annotation) {
    Places places;
    for (std::size_t i = 0; i < annotation.regions.size(); ++i) places.emplace(annotation.regions[i].id, i);
    return places;
}

/// Regions that both hold stand in the same order.
bool areInOrder(const Annotation& from, const Places& to) {
    std::size_t last = 0;
    for (const Region& region : from.regions) {
        const auto place = to.find(region.id);
        if (place == to.end()) continue;
        if (place->second < last) return false;
        last = place->second;
    }
    return true;
}

void addReplacement(Edit& edit, const Annotation& from, const Annotation& to) {
    for (std::size_t i = from.regions.size(); i-- > 0;)
        edit.parts.push_back(RegionChange{from.regions[i], std::nullopt, i, 0});
    for (std::size_t i = 0; i < to.regions.size(); ++i)
        edit.parts.push_back(RegionChange{std::nullopt, to.regions[i], 0, i});
}

} // namespace

Annotation stillAt(const Annotation& whole, std::int64_t frame) {
    Annotation still;
    still.relations = whole.relations;
    still.classes = whole.classes;
    still.answers = whole.answers;
    for (const Region& region : whole.regions)
        if (auto shown = stillOf(region, frame)) still.regions.push_back(std::move(*shown));
    return still;
}

Edit difference(const Annotation& from, const Annotation& to) {
    Edit edit;
    const Places before = placesOf(from), after = placesOf(to);
    if (!areInOrder(from, after)) {
        addReplacement(edit, from, to);
        return edit;
    }
    for (std::size_t i = from.regions.size(); i-- > 0;)
        if (!after.contains(from.regions[i].id))
            edit.parts.push_back(RegionChange{from.regions[i], std::nullopt, i, 0});
    for (std::size_t i = 0; i < to.regions.size(); ++i)
        if (!before.contains(to.regions[i].id)) edit.parts.push_back(RegionChange{std::nullopt, to.regions[i], 0, i});
    for (std::size_t i = 0; i < to.regions.size(); ++i) {
        const auto known = before.find(to.regions[i].id);
        if (known != before.end() && from.regions[known->second] != to.regions[i])
            edit.parts.push_back(RegionChange{from.regions[known->second], to.regions[i], i, i});
    }
    return edit;
}

namespace {

/// The edit of the tracks grows part by part beside the still that the asked edit leads to.
class Translation {
public:
    Translation(const Edit& edit, const Annotation& whole, std::int64_t frame, const LabelSet& labels)
        : m_frame(frame), m_labels(labels), m_still(stillAt(whole, frame)), m_edit(edit.name, whole) {}

    void add(const EditPart& part) {
        std::visit([this](const auto& change) { translate(change); }, part);
        // The canvas made the edit from this still, so it fits; if not, the order of the next part is all that differs.
        if (const auto applied = apply(Edit{{}, {part}}, m_still); !applied) return;
    }
    Edit take() && { return std::move(m_edit).take(); }

private:
    void translate(const RelationsChange& change) { m_edit.setRelations(change.after); }
    void translate(const ClassesChange& change) { m_edit.setClasses(change.after); }
    void translate(const AnswersChange& change) { m_edit.setAnswers(change.after); }
    void translate(const RegionChange& change) {
        if (!change.before)
            begin(*change.after);
        else if (!change.after)
            m_edit.remove(change.before->id);
        else
            changeRegion(change);
    }

    void begin(const Region& drawn) {
        Region region = drawn;
        if (const auto shape = std::holds_alternative<Track>(drawn.shape) ? std::nullopt : frameShapeOf(drawn.shape)) {
            Keyframe key{m_frame, false, drawn.occluded, *shape, {}};
            region.occluded = false;
            for (const auto& [name, value] : drawn.attributes)
                if (const auto* text = std::get_if<std::string>(&value); text && changesOverTime(drawn.label, name)) {
                    key.attributes.emplace_back(name, *text);
                    region.attributes.erase(name);
                }
            region.shape = Track{{std::move(key)}};
        }
        m_edit.add(std::move(region));
    }

    void changeRegion(const RegionChange& change) {
        const Region* current = findRegion(m_edit.result(), change.after->id);
        if (!current) return;
        Region region = *current;
        const Region &before = *change.before, &after = *change.after;
        auto* track = std::get_if<Track>(&region.shape);
        if (!track) {
            m_edit.change(after);
        } else {
            changeTrack(*track, before, after);
            copyFacts(region, before, after);
            m_edit.change(region);
        }
        if (change.indexBefore != change.indexAfter) move(change);
    }

    void changeTrack(Track& track, const Region& before, const Region& after) {
        const auto shape = frameShapeOf(after.shape);
        if (shape && before.shape != after.shape) {
            track = setShapeAt(std::move(track), m_frame, *shape);
            if (std::holds_alternative<Polygon>(*shape)) track = matchCorners(std::move(track));
        }
        if (before.occluded != after.occluded) track = toggleOccluded(std::move(track), m_frame);
        for (const auto& [name, value] : after.attributes) {
            const auto* text = std::get_if<std::string>(&value);
            const auto known = before.attributes.find(name);
            const bool same = known != before.attributes.end() && known->second == value;
            if (text && !same && changesOverTime(after.label, name))
                track = setAttributeAt(std::move(track), m_frame, name, *text);
        }
    }

    void copyFacts(Region& region, const Region& before, const Region& after) const {
        const auto copy = [&](auto member) {
            if (before.*member != after.*member) region.*member = after.*member;
        };
        copy(&Region::label);
        copy(&Region::moreLabels);
        copy(&Region::text);
        copy(&Region::group);
        copy(&Region::parent);
        copy(&Region::origin);
        copy(&Region::score);
        copy(&Region::hidden);
        copy(&Region::locked);
        for (const auto& [name, value] : after.attributes) {
            const auto known = before.attributes.find(name);
            const bool same = known != before.attributes.end() && known->second == value;
            if (!same && !changesOverTime(after.label, name)) region.attributes[name] = value;
        }
        for (const auto& [name, value] : before.attributes)
            if (!after.attributes.contains(name)) region.attributes.erase(name);
    }

    /// To the place of the region that it passes in the still.
    void move(const RegionChange& change) {
        if (change.indexAfter >= m_still.regions.size()) return;
        const auto* passed = findRegion(m_edit.result(), m_still.regions[change.indexAfter].id);
        if (passed) m_edit.moveTo(change.after->id, std::size_t(passed - m_edit.result().regions.data()));
    }

    bool changesOverTime(std::string_view label, std::string_view attribute) const {
        const auto* known = findClass(m_labels, label);
        return known && std::ranges::any_of(known->attributes,
                            [&](const AttributeRule& rule) { return rule.name == attribute && rule.changesOverTime; });
    }

    std::int64_t m_frame;
    const LabelSet& m_labels;
    Annotation m_still;
    EditBuilder m_edit;
};

} // namespace

Edit toTrackEdit(const Edit& edit, const Annotation& whole, std::int64_t frame, const LabelSet& labels) {
    Translation translation(edit, whole, frame, labels);
    for (const EditPart& part : edit.parts) translation.add(part);
    return std::move(translation).take();
}

} // namespace slipway::ui
