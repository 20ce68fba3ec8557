#include "ui/label/image/canvas_scene.h"

#include <algorithm>

#include "ui/shell/theme_tokens.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

using namespace label;

namespace {

QString captionOf(const Region& region, bool suggestion) {
    QString caption = format::text(region.label);
    for (const auto& more : region.moreLabels) caption += QStringLiteral(", ") + format::text(more);
    if (suggestion && region.score) caption += QStringLiteral("  ") + format::percent(*region.score, 0);
    return caption;
}

std::size_t cornersIn(const Outline& outline) {
    std::size_t count = outline.points.size();
    for (const auto& ring : outline.closed) count += ring.size();
    for (const auto& line : outline.open) count += line.size();
    return count;
}

/// Steps of one pixel become slopes; what is smaller stays as it is.
Outline smoothed(const Outline& outline) {
    Outline smooth;
    for (const Ring& ring : outline.closed) {
        Ring fewer = simplified(ring, 0.75);
        smooth.closed.push_back(fewer.size() < 3 ? ring : std::move(fewer));
    }
    return smooth;
}

Box boundsOf(const Outline& outline) {
    Ring all = outline.points;
    for (const auto& ring : outline.closed) all.insert(all.end(), ring.begin(), ring.end());
    for (const auto& line : outline.open) all.insert(all.end(), line.begin(), line.end());
    return label::boundsOf(all);
}

} // namespace

QColor colorOf(const LabelSet& labels, std::string_view name) {
    const auto found = std::ranges::find(labels.classes, name, &LabelClass::name);
    if (found == labels.classes.end()) return colorOf(Scheme::Dark, Token::Reference).lighter(150);
    if (const QColor own(format::text(found->color)); own.isValid()) return own;
    return seriesColorOf(Scheme::Dark, static_cast<int>(found - labels.classes.begin()));
}

SceneRegionPtr makeSceneRegion(const Region& region, const LabelSet& labels, bool suggestion) {
    auto made = std::make_shared<SceneRegion>();
    made->region = region;
    if (auto shape = frameShapeOf(region.shape)) {
        made->shape = std::move(*shape);
        made->outline = outlineOf(made->shape);
    }
    made->bounds = boundsOf(made->outline);
    if (std::holds_alternative<Mask>(made->shape)) made->smooth = smoothed(made->outline);
    made->color = colorOf(labels, region.label);
    made->caption = captionOf(region, suggestion);
    made->corners = cornersIn(made->smooth.closed.empty() ? made->outline : made->smooth);
    made->suggestion = suggestion;
    if (const LabelClass* known = findClass(labels, region.label); known && known->skeleton)
        made->bones = known->skeleton->bones;
    return made;
}

CanvasScene::CanvasScene() : m_list(std::make_shared<SceneList>()) {}

void CanvasScene::reset(const std::vector<Region>& regions, bool suggestions) {
    m_suggestions = suggestions;
    m_list = std::make_shared<SceneList>();
    m_list->reserve(regions.size());
    m_keys.clear();
    m_byId.clear();
    m_corners = 0;
    m_nextKey = 0;
    std::vector<RegionIndex::Entry> entries;
    entries.reserve(regions.size());
    for (const Region& region : regions) {
        auto made = makeSceneRegion(region, m_labels, suggestions);
        m_corners += made->corners;
        entries.emplace_back(m_nextKey, made->bounds);
        m_keys.push_back(m_nextKey);
        m_byId[region.id] = m_nextKey++;
        m_list->push_back(std::move(made));
    }
    m_index.set(entries);
    renumber();
}

std::vector<Box> CanvasScene::apply(const Edit& edit, const Annotation& after) {
    std::vector<Box> damage;
    bool fits = true, moved = false;
    for (const EditPart& part : edit.parts) {
        const auto* change = std::get_if<RegionChange>(&part);
        if (!change) continue;
        moved = moved || !change->before || !change->after || change->indexBefore != change->indexAfter;
        fits = fits && replay(*change, damage);
    }
    if (moved) renumber();
    if (!fits || m_list->size() != after.regions.size()) {
        for (const auto& region : *m_list) damage.push_back(region->bounds);
        reset(after.regions, m_suggestions);
        for (const auto& region : *m_list) damage.push_back(region->bounds);
    }
    return damage;
}

void CanvasScene::replace(const Region& region, std::size_t index) {
    auto made = makeSceneRegion(region, m_labels, m_suggestions);
    SceneRegionPtr& place = mutableList()[index];
    m_corners += made->corners - place->corners;
    m_index.remove(m_keys[index], place->bounds);
    m_index.insert(m_keys[index], made->bounds);
    place = std::move(made);
}

bool CanvasScene::replay(const RegionChange& change, std::vector<Box>& damage) {
    if (change.before) {
        const bool known =
            change.indexBefore < m_list->size() && (*m_list)[change.indexBefore]->region.id == change.before->id;
        if (!known) return false;
        damage.push_back((*m_list)[change.indexBefore]->bounds);
        if (change.after && change.indexAfter == change.indexBefore) {
            replace(*change.after, change.indexAfter);
            damage.push_back((*m_list)[change.indexAfter]->bounds);
            return true;
        }
        erase(change.indexBefore);
    }
    if (change.after) {
        if (change.indexAfter > m_list->size()) return false;
        insert(*change.after, change.indexAfter);
        damage.push_back((*m_list)[change.indexAfter]->bounds);
    }
    return true;
}

SceneList& CanvasScene::mutableList() {
    if (m_list.use_count() > 1) m_list = std::make_shared<SceneList>(*m_list);
    return *m_list;
}

void CanvasScene::insert(const Region& region, std::size_t index) {
    auto made = makeSceneRegion(region, m_labels, m_suggestions);
    m_corners += made->corners;
    const RegionIndex::Key key = m_nextKey++;
    m_index.insert(key, made->bounds);
    m_byId[region.id] = key;
    m_places[key] = index;
    auto& list = mutableList();
    list.insert(list.begin() + static_cast<std::ptrdiff_t>(index), std::move(made));
    m_keys.insert(m_keys.begin() + static_cast<std::ptrdiff_t>(index), key);
}

void CanvasScene::erase(std::size_t index) {
    auto& list = mutableList();
    const SceneRegionPtr gone = list[index];
    m_corners -= gone->corners;
    m_index.remove(m_keys[index], gone->bounds);
    m_byId.erase(gone->region.id);
    m_places.erase(m_keys[index]);
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(index));
    m_keys.erase(m_keys.begin() + static_cast<std::ptrdiff_t>(index));
}

void CanvasScene::renumber() {
    m_places.clear();
    for (std::size_t i = 0; i < m_keys.size(); ++i) m_places[m_keys[i]] = i;
}

SceneRegionPtr CanvasScene::find(std::string_view id) const {
    const auto key = m_byId.find(std::string(id));
    if (key == m_byId.end()) return nullptr;
    const auto place = m_places.find(key->second);
    return place == m_places.end() ? nullptr : (*m_list)[place->second];
}

SceneList CanvasScene::sorted(const std::vector<RegionIndex::Key>& keys) const {
    std::vector<std::size_t> places;
    places.reserve(keys.size());
    for (const RegionIndex::Key key : keys) places.push_back(m_places.at(key));
    std::ranges::sort(places);
    SceneList found;
    found.reserve(places.size());
    for (const std::size_t place : places) found.push_back((*m_list)[place]);
    return found;
}

SceneList CanvasScene::visible(const Box& box) const {
    return sorted(m_index.visible(box));
}

SceneList CanvasScene::at(Point point, double reach) const {
    return sorted(m_index.at(point, reach));
}

} // namespace slipway::ui
