#include "ui/label/image/region_actions.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include <QCoreApplication>

#include "core/base/json.h"
#include "ui/label/image/shape_outline.h"

namespace slipway::ui {

using namespace label;

namespace {

constexpr std::size_t kMostPasted = 10'000, kLongestText = std::size_t{32} << 20;

QString tr(const char* text) {
    return QCoreApplication::translate("slipway::ui::RegionActions", text);
}

/// "Hide region", "Hide 3 regions".
std::string named(const char* one, const char* many, std::size_t count) {
    return (count == 1 ? tr(one) : tr(many).arg(count)).toStdString();
}

std::vector<const Region*> selectedRegions(const RegionScope& scope) {
    const std::set<std::string_view> selected(scope.selected.begin(), scope.selected.end());
    std::vector<const Region*> regions;
    for (const Region& region : scope.annotation.regions) // in their order, back to front
        if (selected.contains(region.id)) regions.push_back(&region);
    return regions;
}

/// Neither a track of a video nor a span of a text: those do not belong on a picture.
bool isStill(const Shape& shape) {
    return !std::holds_alternative<Track>(shape) && !std::holds_alternative<Span>(shape);
}

std::vector<const Region*> unlocked(std::vector<const Region*> regions) {
    std::erase_if(regions, [](const Region* region) { return region->locked; });
    return regions;
}

std::optional<RegionPlan> nothingFree() {
    return RegionPlan{{}, {}, tr("Locked: unlock it first")};
}

std::optional<RegionPlan> remove(const RegionScope& scope, bool all) {
    std::vector<const Region*> regions = selectedRegions(scope);
    if (all) {
        regions.clear();
        for (const Region& region : scope.annotation.regions) regions.push_back(&region);
    }
    if (regions.empty()) return {};
    regions = unlocked(regions);
    if (regions.empty()) return nothingFree();
    EditBuilder edit(named("Delete region", "Delete %1 regions", regions.size()), scope.annotation);
    for (const Region* region : regions) edit.remove(region->id);
    return RegionPlan{std::move(edit).take(), std::vector<std::string>(), {}};
}

Region moved(Region region, double dx, double dy, const RegionScope& scope) {
    if (const auto shape = frameShapeOf(region.shape)) {
        const FrameShape there = movedBy(*shape, dx, dy);
        region.shape = toShape(scope.clipToImage ? broughtInside(there, scope.image) : there);
    }
    return region;
}

std::optional<RegionPlan> addCopies(const RegionScope& scope, const std::vector<Region>& originals, std::string name) {
    if (originals.empty()) return {};
    EditBuilder edit(std::move(name), scope.annotation);
    std::vector<std::string> ids;
    std::map<std::string, std::string> renamed;
    for (const Region& original : originals) renamed[original.id] = newRegionId();
    for (const Region& original : originals) {
        // A copy on the same place would not be seen.
        const bool covers = std::ranges::any_of(
            scope.annotation.regions, [&](const Region& there) { return there.shape == original.shape; });
        Region copy = moved(original, covers ? scope.shift : 0, covers ? scope.shift : 0, scope);
        copy.id = renamed[original.id];
        copy.parent = renamed.contains(original.parent) ? renamed[original.parent] : std::string();
        copy.locked = copy.hidden = false;
        ids.push_back(copy.id);
        edit.add(std::move(copy));
    }
    return RegionPlan{std::move(edit).take(), ids, {}};
}

std::optional<RegionPlan> duplicate(const RegionScope& scope) {
    std::vector<Region> originals;
    for (const Region* region : selectedRegions(scope)) originals.push_back(*region);
    return addCopies(scope, originals, named("Duplicate region", "Duplicate %1 regions", originals.size()));
}

std::optional<RegionPlan> paste(const RegionScope& scope) {
    return addCopies(scope, scope.clipboard, named("Paste region", "Paste %1 regions", scope.clipboard.size()));
}

/// Turns a flag on for all, or off when all have it.
std::optional<RegionPlan> toggle(const RegionScope& scope, const std::vector<const Region*>& regions,
    bool Region::* flag, const char* const (&names)[4]) {
    if (regions.empty()) return {};
    const bool on = !std::ranges::all_of(regions, [&](const Region* region) { return region->*flag; });
    EditBuilder edit(named(names[on ? 0 : 2], names[on ? 1 : 3], regions.size()), scope.annotation);
    for (const Region* region : regions) {
        Region changed = *region;
        changed.*flag = on;
        edit.change(changed);
    }
    return RegionPlan{std::move(edit).take(), {}, {}};
}

constexpr const char* kHide[] = {"Hide region", "Hide %1 regions", "Show region", "Show %1 regions"};
constexpr const char* kLock[] = {"Lock region", "Lock %1 regions", "Unlock region", "Unlock %1 regions"};
constexpr const char* kOcclude[] = {
    "Mark as occluded", "Mark %1 regions as occluded", "Mark as not occluded", "Mark %1 regions as not occluded"};

std::vector<const Region*> allRegions(const RegionScope& scope) {
    std::vector<const Region*> regions;
    for (const Region& region : scope.annotation.regions) regions.push_back(&region);
    return regions;
}

std::optional<RegionPlan> reorder(const RegionScope& scope, bool forward) {
    auto regions = selectedRegions(scope);
    if (regions.empty()) return {};
    if (forward) std::ranges::reverse(regions); // the frontmost makes room first
    EditBuilder edit(forward ? named("Bring forward", "Bring %1 regions forward", regions.size())
                             : named("Send backward", "Send %1 regions backward", regions.size()),
        scope.annotation);
    std::set<std::size_t> taken;
    for (const Region* region : regions) {
        const auto place = static_cast<std::size_t>(region - scope.annotation.regions.data());
        const std::size_t last = scope.annotation.regions.size() - 1;
        std::size_t to = forward ? std::min(place + 1, last) : place - std::min<std::size_t>(place, 1);
        if (taken.contains(to)) to = place; // at the end of the order already
        taken.insert(to);
        edit.moveTo(region->id, to);
    }
    return RegionPlan{std::move(edit).take(), {}, {}};
}

std::string freeGroup(const Annotation& annotation) {
    for (int number = 1;; ++number) {
        const std::string name = std::to_string(number);
        if (std::ranges::none_of(annotation.regions, [&](const Region& region) { return region.group == name; }))
            return name;
    }
}

std::optional<RegionPlan> group(const RegionScope& scope, bool on) {
    const auto regions = selectedRegions(scope);
    if (regions.empty()) return {};
    if (on && regions.size() < 2) return RegionPlan{{}, {}, tr("Select two regions or more to group them")};
    EditBuilder edit(on ? named("Group region", "Group %1 regions", regions.size())
                        : named("Ungroup region", "Ungroup %1 regions", regions.size()),
        scope.annotation);
    const std::string name = on ? freeGroup(scope.annotation) : std::string();
    for (const Region* region : regions) {
        Region changed = *region;
        changed.group = name;
        edit.change(changed);
    }
    return RegionPlan{std::move(edit).take(), {}, {}};
}

void addParts(Polygon& polygon, const FrameShape& shape) {
    if (const auto* parts = std::get_if<Polygon>(&shape)) {
        polygon.parts.insert(polygon.parts.end(), parts->parts.begin(), parts->parts.end());
        return;
    }
    for (Ring& ring : outlineOf(shape).closed) polygon.parts.push_back({std::move(ring), {}});
}

std::optional<RegionPlan> merge(const RegionScope& scope) {
    auto regions = unlocked(selectedRegions(scope));
    std::erase_if(regions, [](const Region* region) { return !isStill(region->shape); });
    if (regions.size() < 2) return RegionPlan{{}, {}, tr("Select two regions or more to merge them")};
    std::vector<FrameShape> shapes;
    for (const Region* region : regions) shapes.push_back(*frameShapeOf(region->shape));
    if (!std::ranges::all_of(shapes, isFilled)) return RegionPlan{{}, {}, tr("Lines and points cannot be merged")};

    Region merged = *regions.front();
    if (std::ranges::any_of(shapes, [](const FrameShape& shape) { return std::holds_alternative<Mask>(shape); })) {
        Mask mask;
        for (const FrameShape& shape : shapes)
            mask =
                mask.united(maskOf(shape, static_cast<int>(scope.image.width), static_cast<int>(scope.image.height)));
        merged.shape = mask;
    } else {
        Polygon polygon;
        for (const FrameShape& shape : shapes) addParts(polygon, shape);
        merged.shape = polygon;
    }
    EditBuilder edit(named("Merge region", "Merge %1 regions", regions.size()), scope.annotation);
    edit.change(merged);
    for (const Region* region : regions)
        if (region->id != merged.id) edit.remove(region->id);
    return RegionPlan{std::move(edit).take(), std::vector{merged.id}, {}};
}

std::optional<RegionPlan> split(const RegionScope& scope) {
    const auto regions = unlocked(selectedRegions(scope));
    if (regions.empty()) return {};
    EditBuilder edit(tr("Split region").toStdString(), scope.annotation);
    std::vector<std::string> ids;
    for (const Region* region : regions) {
        const auto* polygon = std::get_if<Polygon>(&region->shape);
        if (!polygon || polygon->parts.size() < 2) continue;
        for (std::size_t part = 0; part < polygon->parts.size(); ++part) {
            Region piece = *region;
            piece.shape = Polygon{{polygon->parts[part]}};
            if (part > 0) piece.id = newRegionId();
            ids.push_back(piece.id);
            part == 0 ? edit.change(piece) : edit.add(piece);
        }
    }
    if (ids.empty()) return RegionPlan{{}, {}, tr("Only a polygon of several parts can be split")};
    return RegionPlan{std::move(edit).take(), ids, {}};
}

using Plan = std::function<std::optional<RegionPlan>(const RegionScope&)>;

const std::map<QString, Plan>& plans() {
    static const std::map<QString, Plan> all{
        {QStringLiteral("region.delete"), [](const auto& scope) { return remove(scope, false); }},
        {QStringLiteral("region.deleteAll"), [](const auto& scope) { return remove(scope, true); }},
        {QStringLiteral("region.duplicate"), duplicate},
        {QStringLiteral("region.paste"), paste},
        {QStringLiteral("region.hide"),
            [](const auto& scope) { return toggle(scope, selectedRegions(scope), &Region::hidden, kHide); }},
        {QStringLiteral("region.hideAll"),
            [](const auto& scope) { return toggle(scope, allRegions(scope), &Region::hidden, kHide); }},
        {QStringLiteral("region.lock"),
            [](const auto& scope) { return toggle(scope, selectedRegions(scope), &Region::locked, kLock); }},
        {QStringLiteral("region.lockAll"),
            [](const auto& scope) { return toggle(scope, allRegions(scope), &Region::locked, kLock); }},
        {QStringLiteral("region.occluded"),
            [](const auto& scope) { return toggle(scope, selectedRegions(scope), &Region::occluded, kOcclude); }},
        {QStringLiteral("region.forward"), [](const auto& scope) { return reorder(scope, true); }},
        {QStringLiteral("region.backward"), [](const auto& scope) { return reorder(scope, false); }},
        {QStringLiteral("region.group"), [](const auto& scope) { return group(scope, true); }},
        {QStringLiteral("region.ungroup"), [](const auto& scope) { return group(scope, false); }},
        {QStringLiteral("region.merge"), merge},
        {QStringLiteral("region.split"), split},
    };
    return all;
}

} // namespace

bool PlanHost::carryOut(std::optional<RegionPlan> plan) {
    if (!plan) return false;
    if (!plan->hint.isEmpty()) say(plan->hint);
    const bool done = request(std::move(plan->edit));
    if (done && plan->select) setSelectedIds(*plan->select);
    return true;
}

std::optional<RegionPlan> planRegionAction(const QString& action, const RegionScope& scope) {
    const auto found = plans().find(action);
    return found == plans().end() ? std::nullopt : found->second(scope);
}

std::optional<RegionPlan> planNudge(const RegionScope& scope, double dx, double dy) {
    auto regions = selectedRegions(scope);
    if (regions.empty()) return {};
    regions = unlocked(regions);
    if (regions.empty()) return nothingFree();
    EditBuilder edit(named("Move region", "Move %1 regions", regions.size()), scope.annotation);
    for (const Region* region : regions) edit.change(moved(*region, dx, dy, scope));
    return RegionPlan{std::move(edit).take(), {}, {}};
}

std::string toClipboardText(const std::vector<Region>& regions) {
    Json list = Json::array();
    for (const Region& region : regions) list.push_back(toJson(region));
    return dump(Json{{"slipwayRegions", std::move(list)}});
}

std::vector<Region> fromClipboardText(std::string_view text) {
    if (text.size() > kLongestText) return {};
    const auto json = parseJson(text, "clipboard");
    if (!json || !json->is_object()) return {};
    const auto list = json->find("slipwayRegions");
    if (list == json->end() || !list->is_array() || list->size() > kMostPasted) return {};
    std::vector<Region> regions;
    for (const Json& entry : *list)
        if (auto region = regionFromJson(entry); region && isStill(region->shape))
            regions.push_back(std::move(*region));
    return regions;
}

} // namespace slipway::ui
