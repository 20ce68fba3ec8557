#include "core/label/gesture.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::label {

namespace {

Status doesNotFit(std::string_view what) {
    return fail(ErrorCode::FailedPrecondition, fmt::format("the edit does not fit the annotation: {}", what),
        "Open the item again");
}

bool holdsId(const std::vector<Region>& regions, std::string_view id) {
    return std::ranges::any_of(regions, [&](const Region& region) { return region.id == id; });
}

auto at(std::vector<Region>& regions, std::size_t index) {
    return regions.begin() + static_cast<std::ptrdiff_t>(index);
}

Status insert(std::vector<Region>& regions, const Region& region, std::size_t index) {
    if (!isRegionId(region.id)) return doesNotFit(fmt::format("'{}' is no id of a region", forMessage(region.id)));
    if (holdsId(regions, region.id))
        return doesNotFit(fmt::format("region '{}' is there already", forMessage(region.id)));
    if (index > regions.size()) return doesNotFit("there are fewer regions");
    regions.insert(at(regions, index), region);
    return {};
}

Status replace(std::vector<Region>& regions, const RegionChange& change) {
    const auto& after = *change.after;
    if (after.id != change.before->id) return doesNotFit("a region changes its id");
    if (change.indexAfter >= regions.size()) return doesNotFit("there are fewer regions");
    if (change.indexAfter == change.indexBefore) {
        regions[change.indexBefore] = after;
        return {};
    }
    regions.erase(at(regions, change.indexBefore));
    regions.insert(at(regions, change.indexAfter), after);
    return {};
}

Status applyPart(const RegionChange& change, Annotation& annotation) {
    auto& regions = annotation.regions;
    if (!change.before && !change.after) return doesNotFit("a region neither comes nor goes");
    if (!change.before) return insert(regions, *change.after, change.indexAfter);
    if (change.indexBefore >= regions.size() || regions[change.indexBefore] != *change.before)
        return doesNotFit(fmt::format("region '{}' is another one", forMessage(change.before->id)));
    if (change.after) return replace(regions, change);
    regions.erase(at(regions, change.indexBefore));
    return {};
}

template <class T> Status swapIn(T& current, const T& before, const T& after, std::string_view what) {
    if (current != before) return doesNotFit(fmt::format("its {} are others", what));
    current = after;
    return {};
}

Status applyPart(const RelationsChange& change, Annotation& annotation) {
    return swapIn(annotation.relations, change.before, change.after, "relations");
}
Status applyPart(const ClassesChange& change, Annotation& annotation) {
    return swapIn(annotation.classes, change.before, change.after, "classes");
}
Status applyPart(const AnswersChange& change, Annotation& annotation) {
    return swapIn(annotation.answers, change.before, change.after, "answers");
}

Status applyPart(const EditPart& part, Annotation& annotation) {
    return std::visit([&](const auto& change) { return applyPart(change, annotation); }, part);
}

EditPart inverse(const EditPart& part) {
    auto turned = part;
    std::visit(
        [](auto& change) {
            std::swap(change.before, change.after);
            if constexpr (requires { change.indexBefore; }) std::swap(change.indexBefore, change.indexAfter);
        },
        turned);
    return turned;
}

} // namespace

Status apply(const Edit& edit, Annotation& annotation) {
    for (std::size_t i = 0; i < edit.parts.size(); ++i) {
        auto applied = applyPart(edit.parts[i], annotation);
        if (applied) continue;
        // What was just applied can be taken back, so no copy of a large annotation is made for the rare failure.
        while (i-- > 0) SLIPWAY_TRY(applyPart(inverse(edit.parts[i]), annotation));
        return applied;
    }
    return {};
}

Edit inverse(const Edit& edit) {
    Edit turned{edit.name, {}};
    turned.parts.reserve(edit.parts.size());
    for (auto part = edit.parts.rbegin(); part != edit.parts.rend(); ++part) turned.parts.push_back(inverse(*part));
    return turned;
}

EditBuilder::EditBuilder(std::string name, const Annotation& annotation) : m_state(annotation) {
    m_edit.name = std::move(name);
}

void EditBuilder::add(Region region) {
    while (!isRegionId(region.id) || holdsId(m_state.regions, region.id)) region.id = newRegionId();
    m_edit.parts.push_back(RegionChange{std::nullopt, region, 0, m_state.regions.size()});
    m_state.regions.push_back(std::move(region));
}

void EditBuilder::change(const Region& region) {
    auto* current = findRegion(m_state, region.id);
    if (current == nullptr || *current == region) return;
    const auto index = static_cast<std::size_t>(current - m_state.regions.data());
    m_edit.parts.push_back(RegionChange{*current, region, index, index});
    *current = region;
}

void EditBuilder::remove(std::string_view id) {
    const auto* current = findRegion(m_state, id);
    if (current == nullptr) return;
    const std::string removed(id); // `id` may be a view of the region that goes
    auto relations = m_state.relations;
    std::erase_if(relations, [&](const Relation& r) { return r.from == removed || r.to == removed; });
    setRelations(std::move(relations));
    for (std::size_t i = 0; i < m_state.regions.size(); ++i) {
        if (m_state.regions[i].parent != removed) continue;
        auto orphan = m_state.regions[i];
        orphan.parent.clear();
        change(orphan);
    }
    const auto index = static_cast<std::size_t>(findRegion(m_state, removed) - m_state.regions.data());
    m_edit.parts.push_back(RegionChange{m_state.regions[index], std::nullopt, index, 0});
    m_state.regions.erase(at(m_state.regions, index));
}

void EditBuilder::moveTo(std::string_view id, std::size_t index) {
    const auto* current = findRegion(m_state, id);
    if (current == nullptr) return;
    const auto from = static_cast<std::size_t>(current - m_state.regions.data());
    const auto to = std::min(index, m_state.regions.size() - 1);
    if (from == to) return;
    auto region = *current;
    m_edit.parts.push_back(RegionChange{region, region, from, to});
    m_state.regions.erase(at(m_state.regions, from));
    m_state.regions.insert(at(m_state.regions, to), std::move(region));
}

void EditBuilder::setRelations(std::vector<Relation> relations) {
    if (relations == m_state.relations) return;
    m_edit.parts.push_back(RelationsChange{m_state.relations, relations});
    m_state.relations = std::move(relations);
}

void EditBuilder::setClasses(std::vector<ItemClass> classes) {
    if (classes == m_state.classes) return;
    m_edit.parts.push_back(ClassesChange{m_state.classes, classes});
    m_state.classes = std::move(classes);
}

void EditBuilder::setAnswers(Attributes answers) {
    if (answers == m_state.answers) return;
    m_edit.parts.push_back(AnswersChange{m_state.answers, answers});
    m_state.answers = std::move(answers);
}

Edit EditBuilder::take() && {
    if (m_edit.parts.size() > 1) { // there and back again is no change
        auto start = m_state;
        if (apply(inverse(m_edit), start) && start == m_state) m_edit.parts.clear();
    }
    return std::move(m_edit);
}

Result<History> History::replay(const std::vector<Gesture>& gestures) {
    History history;
    for (const auto& gesture : gestures) {
        const bool fits = gesture.sequence > history.m_lastSequence &&
                          (gesture.kind == GestureKind::Edit ||
                              (gesture.kind == GestureKind::Undo ? history.canUndo() : history.canRedo()));
        if (!fits)
            return fail(ErrorCode::BadData,
                fmt::format("gesture {} of annotation '{}' does not follow from the ones before", gesture.sequence,
                    forMessage(gesture.annotation)),
                "The annotation is kept; what came before cannot be undone");
        history.record(gesture);
    }
    return history;
}

void History::record(const Gesture& gesture) {
    m_lastSequence = gesture.sequence;
    switch (gesture.kind) {
    case GestureKind::Edit:
        m_edits.resize(m_done);
        m_edits.push_back(gesture.edit);
        ++m_done;
        return;
    case GestureKind::Undo:
        if (canUndo()) --m_done;
        return;
    case GestureKind::Redo:
        if (canRedo()) ++m_done;
        return;
    }
}

const Edit* History::undoEdit() const {
    return canUndo() ? &m_edits[m_done - 1] : nullptr;
}

const Edit* History::redoEdit() const {
    return canRedo() ? &m_edits[m_done] : nullptr;
}

} // namespace slipway::label
