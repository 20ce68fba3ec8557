#include "ui/label/video/track_actions.h"

#include <algorithm>

#include <QCoreApplication>

#include "core/label/track_edit.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

using namespace label;

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("slipway::ui::TrackActions", text);
}

RegionPlan onlyWord(const QString& hint) {
    return {{}, {}, hint};
}

std::vector<const Region*> selectedTracks(const TrackScope& scope) {
    std::vector<const Region*> tracks;
    for (const Region& region : scope.annotation.regions)
        if (std::holds_alternative<Track>(region.shape) &&
            std::ranges::find(scope.selected, region.id) != scope.selected.end())
            tracks.push_back(&region);
    return tracks;
}

const Track& trackOf(const Region& region) {
    return std::get<Track>(region.shape);
}

/// Changes each track that is not locked; one edit.
template <class F>
std::optional<RegionPlan> changeEach(const TrackScope& scope, const QString& one, const QString& many, F change) {
    auto tracks = selectedTracks(scope);
    if (tracks.empty()) return {};
    std::erase_if(tracks, [](const Region* region) { return region->locked; });
    if (tracks.empty()) return onlyWord(tr("Locked: unlock it first"));
    EditBuilder edit((tracks.size() == 1 ? one : many.arg(tracks.size())).toStdString(), scope.annotation);
    for (const Region* region : tracks) {
        Region changed = *region;
        changed.shape = change(trackOf(*region));
        edit.change(changed);
    }
    return RegionPlan{std::move(edit).take(), {}, {}};
}

std::optional<RegionPlan> outside(const TrackScope& scope) {
    const auto tracks = selectedTracks(scope);
    // All shown ones go; only when none is shown do they come back.
    const bool go = std::ranges::any_of(
        tracks, [&](const Region* region) { return shapeAt(trackOf(*region), scope.frame).has_value(); });
    auto plan = changeEach(scope, go ? tr("End track") : tr("Show track again"),
        go ? tr("End %1 tracks") : tr("Show %1 tracks again"), [&](const Track& track) {
            return shapeAt(track, scope.frame).has_value() == go ? toggleOutside(track, scope.frame) : track;
        });
    if (plan && plan->hint.isEmpty())
        plan->hint =
            (go ? tr("Outside from frame %1") : tr("Shown again from frame %1")).arg(format::count(scope.frame));
    return plan;
}

std::optional<RegionPlan> keyframe(const TrackScope& scope) {
    const auto tracks = selectedTracks(scope);
    const bool all = std::ranges::all_of(
        tracks, [&](const Region* region) { return keyframeAt(trackOf(*region), scope.frame) != nullptr; });
    if (!all)
        return changeEach(scope, tr("Add key frame"), tr("Add key frame to %1 tracks"),
            [&](const Track& track) { return addKeyframe(track, scope.frame); });
    const bool only =
        std::ranges::any_of(tracks, [](const Region* region) { return trackOf(*region).keyframes.size() == 1; });
    if (only) return onlyWord(tr("The only key frame of a track stays; delete the track instead"));
    return changeEach(scope, tr("Remove key frame"), tr("Remove key frame of %1 tracks"),
        [&](const Track& track) { return removeKeyframe(track, scope.frame); });
}

std::optional<RegionPlan> occluded(const TrackScope& scope) {
    return changeEach(scope, tr("Mark as occluded, or not"), tr("Mark %1 tracks as occluded, or not"),
        [&](const Track& track) { return toggleOccluded(track, scope.frame); });
}

std::optional<RegionPlan> copy(const TrackScope& scope) {
    const std::int64_t last = std::min(scope.frame + scope.copyFrames, scope.frames - 1);
    auto plan = changeEach(scope, tr("Copy to the following frames"), tr("Copy %1 tracks to the following frames"),
        [&](const Track& track) { return copyOn(track, scope.frame, last - scope.frame); });
    if (plan && plan->hint.isEmpty()) plan->hint = tr("Copied up to frame %1").arg(format::count(last));
    return plan;
}

std::optional<RegionPlan> mergeTracks(const TrackScope& scope) {
    auto tracks = selectedTracks(scope);
    std::erase_if(tracks, [](const Region* region) { return region->locked || trackOf(*region).keyframes.empty(); });
    if (tracks.size() < 2) return onlyWord(tr("Select two tracks or more to merge them"));
    std::ranges::stable_sort(tracks, {}, [](const Region* region) { return trackOf(*region).keyframes.front().frame; });
    Region merged = *tracks.front();
    Track track = trackOf(merged);
    for (std::size_t i = 1; i < tracks.size(); ++i) track = merge(track, trackOf(*tracks[i]));
    merged.shape = matchCorners(std::move(track));
    EditBuilder edit(tr("Merge %1 tracks").arg(tracks.size()).toStdString(), scope.annotation);
    edit.change(merged);
    for (const Region* region : tracks)
        if (region->id != merged.id) edit.remove(region->id);
    return RegionPlan{std::move(edit).take(), std::vector{merged.id}, {}};
}

std::optional<RegionPlan> splitTracks(const TrackScope& scope) {
    auto tracks = selectedTracks(scope);
    if (tracks.empty()) return {};
    std::erase_if(tracks, [](const Region* region) { return region->locked; });
    EditBuilder edit(tr("Split track").toStdString(), scope.annotation);
    std::vector<std::string> later;
    for (const Region* region : tracks) {
        auto parts = split(trackOf(*region), scope.frame);
        if (!parts) continue;
        Region before = *region, after = *region;
        before.shape = std::move(parts->before);
        after.shape = std::move(parts->after);
        after.id = newRegionId();
        later.push_back(after.id);
        edit.change(before);
        edit.add(std::move(after));
    }
    if (later.empty()) return onlyWord(tr("Go to a frame inside the track to split it there"));
    return RegionPlan{std::move(edit).take(), later, {}};
}

} // namespace

std::optional<RegionPlan> planTrackAction(const QString& action, const TrackScope& scope) {
    if (selectedTracks(scope).empty()) return {};
    if (action == QLatin1String("track.outside")) return outside(scope);
    if (action == QLatin1String("track.keyframe")) return keyframe(scope);
    if (action == QLatin1String("track.copyOn")) return copy(scope);
    if (action == QLatin1String("region.occluded")) return occluded(scope);
    if (action == QLatin1String("region.merge")) return mergeTracks(scope);
    if (action == QLatin1String("region.split")) return splitTracks(scope);
    return {};
}

std::optional<RegionPlan> planKeyframeMove(
    const TrackScope& scope, const std::string& region, std::int64_t from, std::int64_t to) {
    return changeEach({scope.annotation, {region}, scope.frame, scope.frames, scope.copyFrames}, tr("Move key frame"),
        tr("Move key frames of %1 tracks"),
        [&](const Track& track) { return moveKeyframe(track, from, std::min(to, scope.frames - 1)); });
}

std::optional<RegionPlan> planAttribute(
    const TrackScope& scope, const std::string& region, const std::string& name, const std::string& value) {
    return changeEach({scope.annotation, {region}, scope.frame, scope.frames, scope.copyFrames}, tr("Change attribute"),
        tr("Change attribute of %1 tracks"),
        [&](const Track& track) { return setAttributeAt(track, scope.frame, name, value); });
}

std::vector<std::int64_t> keyframesOf(const Annotation& annotation, const std::vector<std::string>& selected) {
    std::vector<std::int64_t> frames;
    for (const Region& region : annotation.regions) {
        const auto* track = std::get_if<Track>(&region.shape);
        if (!track || (!selected.empty() && std::ranges::find(selected, region.id) == selected.end())) continue;
        for (const auto& key : track->keyframes) frames.push_back(key.frame);
    }
    std::ranges::sort(frames);
    frames.erase(std::unique(frames.begin(), frames.end()), frames.end());
    return frames;
}

} // namespace slipway::ui
