#pragma once

#include <QString>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ui/label/image/region_actions.h"

namespace slipway::ui {

struct TrackScope {
    const label::Annotation& annotation;
    std::vector<std::string> selected; ///< ids
    std::int64_t frame = 0, frames = 0;
    std::int64_t copyFrames = 50; ///< how far "track.copyOn" reaches
};

/// Pure. "track.outside", "track.keyframe", "track.copyOn", "region.occluded", "region.merge" and "region.split" of
/// tracks at a frame. Nothing for any other action, or when there is nothing that it could mean.
std::optional<RegionPlan> planTrackAction(const QString& action, const TrackScope& scope);

/// A key frame of one track goes to another frame.
std::optional<RegionPlan> planKeyframeMove(
    const TrackScope& scope, const std::string& region, std::int64_t from, std::int64_t to);
/// An attribute that changes over time, from the frame on.
std::optional<RegionPlan> planAttribute(
    const TrackScope& scope, const std::string& region, const std::string& name, const std::string& value);

/// Where the selected tracks (all, when none is selected) have key frames, rising.
std::vector<std::int64_t> keyframesOf(const label::Annotation& annotation, const std::vector<std::string>& selected);

} // namespace slipway::ui
