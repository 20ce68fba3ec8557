#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/label/shape.h"

// Changes of a track, each a pure function: a track in, a track out. What "outside" means is CVAT's: a key frame that
// is outside hides the object from its frame on, until the next key frame that is not.
namespace slipway::label {

using FrameAttributes = std::vector<std::pair<std::string, std::string>>;

/// The key frame with this number, or null.
const Keyframe* keyframeAt(const Track& track, std::int64_t frame);
/// The one that holds at `frame`: the last at or before it; null before the first.
const Keyframe* keyframeBefore(const Track& track, std::int64_t frame);
std::optional<std::int64_t> nextKeyframe(const Track& track, std::int64_t frame);
std::optional<std::int64_t> previousKeyframe(const Track& track, std::int64_t frame);

/// What the key frames up to `frame` say last of each attribute that changes over time.
FrameAttributes attributesAt(const Track& track, std::int64_t frame);

/// Frames first … last, both shown.
struct LifeSpan {
    std::int64_t first = 0, last = 0;
    bool operator==(const LifeSpan&) const = default;
};
/// Where the object is shown in a video of `frames` frames, rising and parted by frames where it is not.
std::vector<LifeSpan> lifeSpans(const Track& track, std::int64_t frames);

/// Makes `frame` a key frame with this shape, where the object is shown. Occluded and attributes stay as they were
/// there.
Track setShapeAt(Track track, std::int64_t frame, FrameShape shape);
/// Makes `frame` a key frame without changing what is seen. Before the first key frame: with its shape.
Track addKeyframe(Track track, std::int64_t frame);
/// Nothing happens where there is none; without its only key frame a track is empty.
Track removeKeyframe(Track track, std::int64_t frame);
/// To another frame, but not past its neighbours, and not below 0.
Track moveKeyframe(Track track, std::int64_t from, std::int64_t to);
/// Shown at `frame`: gone from there to the next key frame that is not outside. Else back, with the last shape (before
/// the first key frame: with its shape).
Track toggleOutside(Track track, std::int64_t frame);
/// From `frame` to the next key frame. Nothing happens where the object is not shown.
Track toggleOccluded(Track track, std::int64_t frame);
/// From `frame` to the next key frame that says something else. Nothing happens before the first key frame.
Track setAttributeAt(Track track, std::int64_t frame, std::string_view name, std::string_view value);
/// The object rests as it is at `frame` for that many frames more; key frames among them go. What comes later stays.
Track copyOn(Track track, std::int64_t frame, std::int64_t frames);
/// Only frames first … last are left.
Track shorten(Track track, std::int64_t first, std::int64_t last);

/// All before `frame`, and all from it on; nothing when one of them would never be shown.
struct SplitTrack {
    Track before, after;
};
std::optional<SplitTrack> split(const Track& track, std::int64_t frame);

/// One object out of two: `later` where it is shown, else `earlier` where that is shown, else outside. When `earlier`
/// has no end of its own (rests after its last key frame), it moves on to where `later` begins, and ends there.
Track merge(const Track& earlier, const Track& later);

/// Neighbouring key frames with polygons of as many parts and holes get as many corners, so that the shapes between
/// them move: missing corners are put on the edges, which changes no shape. See withCornersOf().
Track matchCorners(Track track);

} // namespace slipway::label
