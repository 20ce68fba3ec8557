#include "core/label/track_edit.h"

#include <algorithm>
#include <map>

#include "core/label/ring_match.h"

namespace slipway::label {

namespace {

auto placeOf(std::vector<Keyframe>& keys, std::int64_t frame) {
    return std::ranges::lower_bound(keys, frame, {}, &Keyframe::frame);
}

/// The key frame at `frame`, made of what is there now when it is new. Null for an empty track.
Keyframe* made(Track& track, std::int64_t frame) {
    auto& keys = track.keyframes;
    auto place = placeOf(keys, frame);
    if (place != keys.end() && place->frame == frame) return &*place;
    if (keys.empty()) return nullptr;
    Keyframe key = place == keys.begin() ? *place : *std::prev(place);
    if (const auto shown = shapeAt(track, frame)) key.shape = shown->shape;
    key.attributes = place == keys.begin() ? key.attributes : attributesAt(track, frame);
    key.frame = frame;
    return &*keys.insert(place, std::move(key));
}

void setAttribute(FrameAttributes& attributes, const std::string& name, const std::string& value) {
    const auto known = std::ranges::find(attributes, name, &FrameAttributes::value_type::first);
    if (known == attributes.end())
        attributes.emplace_back(name, value);
    else
        known->second = value;
}

/// Key frames before the first that is at or behind `frame` and shown go; what they said of attributes is kept.
void dropBefore(Track& track, std::int64_t frame) {
    auto& keys = track.keyframes;
    const auto first =
        std::ranges::find_if(keys, [frame](const Keyframe& key) { return key.frame >= frame && !key.outside; });
    if (first != keys.end()) first->attributes = attributesAt(track, first->frame);
    keys.erase(keys.begin(), first);
}

/// The end of a life: outside from `frame` on, with the shape that is there so that what is before does not change.
void end(Track& track, std::int64_t frame) {
    if (!shapeAt(track, frame)) return;
    made(track, frame)->outside = true;
}

} // namespace

const Keyframe* keyframeBefore(const Track& track, std::int64_t frame) {
    const auto after = std::ranges::upper_bound(track.keyframes, frame, {}, &Keyframe::frame);
    return after == track.keyframes.begin() ? nullptr : &*std::prev(after);
}

const Keyframe* keyframeAt(const Track& track, std::int64_t frame) {
    const auto* key = keyframeBefore(track, frame);
    return key && key->frame == frame ? key : nullptr;
}

std::optional<std::int64_t> nextKeyframe(const Track& track, std::int64_t frame) {
    const auto after = std::ranges::upper_bound(track.keyframes, frame, {}, &Keyframe::frame);
    return after == track.keyframes.end() ? std::nullopt : std::optional(after->frame);
}

std::optional<std::int64_t> previousKeyframe(const Track& track, std::int64_t frame) {
    const auto at = std::ranges::lower_bound(track.keyframes, frame, {}, &Keyframe::frame);
    return at == track.keyframes.begin() ? std::nullopt : std::optional(std::prev(at)->frame);
}

FrameAttributes attributesAt(const Track& track, std::int64_t frame) {
    FrameAttributes attributes;
    for (const auto& key : track.keyframes) {
        if (key.frame > frame) break;
        for (const auto& [name, value] : key.attributes) setAttribute(attributes, name, value);
    }
    return attributes;
}

std::vector<LifeSpan> lifeSpans(const Track& track, std::int64_t frames) {
    std::vector<LifeSpan> spans;
    bool shown = false;
    for (const auto& key : track.keyframes) {
        if (key.frame >= frames) break;
        if (!key.outside && !shown) spans.push_back({key.frame, frames - 1});
        if (key.outside && shown) spans.back().last = key.frame - 1;
        shown = !key.outside;
    }
    return spans;
}

Track setShapeAt(Track track, std::int64_t frame, FrameShape shape) {
    auto* key = made(track, frame);
    if (!key) key = &track.keyframes.emplace_back(Keyframe{frame, false, false, {}, {}});
    key->shape = std::move(shape);
    key->outside = false;
    return track;
}

Track addKeyframe(Track track, std::int64_t frame) {
    made(track, frame);
    return track;
}

Track removeKeyframe(Track track, std::int64_t frame) {
    std::erase_if(track.keyframes, [frame](const Keyframe& key) { return key.frame == frame; });
    return track;
}

Track moveKeyframe(Track track, std::int64_t from, std::int64_t to) {
    const auto place = placeOf(track.keyframes, from);
    if (place == track.keyframes.end() || place->frame != from) return track;
    if (place != track.keyframes.begin()) to = std::max(to, std::prev(place)->frame + 1);
    if (std::next(place) != track.keyframes.end()) to = std::min(to, std::next(place)->frame - 1);
    place->frame = std::max<std::int64_t>(to, 0);
    return track;
}

Track toggleOutside(Track track, std::int64_t frame) {
    const bool shown = shapeAt(track, frame).has_value();
    if (auto* key = made(track, frame)) key->outside = shown;
    return track;
}

Track toggleOccluded(Track track, std::int64_t frame) {
    if (!shapeAt(track, frame)) return track;
    auto* key = made(track, frame);
    key->occluded = !key->occluded;
    return track;
}

Track setAttributeAt(Track track, std::int64_t frame, std::string_view name, std::string_view value) {
    if (!keyframeBefore(track, frame)) return track;
    setAttribute(made(track, frame)->attributes, std::string(name), std::string(value));
    return track;
}

Track copyOn(Track track, std::int64_t frame, std::int64_t frames) {
    if (frames <= 0 || !shapeAt(track, frame)) return track;
    Keyframe key = *made(track, frame);
    std::erase_if(
        track.keyframes, [&](const Keyframe& other) { return other.frame > frame && other.frame - frame <= frames; });
    key.frame = frame + frames;
    track.keyframes.insert(placeOf(track.keyframes, key.frame), std::move(key));
    return track;
}

Track shorten(Track track, std::int64_t first, std::int64_t last) {
    if (last < first) return {};
    end(track, last + 1);
    if (keyframeBefore(track, first)) made(track, first);
    dropBefore(track, first);
    std::erase_if(track.keyframes, [&](const Keyframe& key) { return key.frame > last + 1; });
    auto& keys = track.keyframes;
    while (keys.size() > 1 && keys.back().outside && keys[keys.size() - 2].outside) keys.pop_back();
    return track;
}

std::optional<SplitTrack> split(const Track& track, std::int64_t frame) {
    if (track.keyframes.empty()) return {};
    const std::int64_t last = std::max(track.keyframes.back().frame, frame);
    SplitTrack parts;
    parts.before = shorten(track, track.keyframes.front().frame, frame - 1);
    parts.after = track;
    if (shapeAt(track, frame)) made(parts.after, frame);
    dropBefore(parts.after, frame);
    if (lifeSpans(parts.before, frame).empty() || lifeSpans(parts.after, last + 1).empty()) return {};
    return parts;
}

namespace {

/// Frames where one of the two changes what it does, and whether a key frame must stand there in any case: on the last
/// frame of one track before the other takes over, unless it rests there to move on (see merge()).
std::map<std::int64_t, bool> turningPoints(const Track& earlier, const Track& later, bool rests) {
    std::map<std::int64_t, bool> frames;
    for (const Track* track : {&earlier, &later})
        for (const auto& key : track->keyframes) frames.emplace(key.frame, false);
    for (const auto& key : later.keyframes) {
        const std::int64_t last = key.frame - 1;
        const Track& leaves = key.outside ? later : earlier;
        const Track& comes = key.outside ? earlier : later;
        if (last >= 0 && shapeAt(leaves, last) && (nextKeyframe(leaves, last) || !rests) && shapeAt(comes, key.frame) &&
            (key.outside || !shapeAt(later, last)))
            frames[last] = true;
    }
    return frames;
}

Keyframe keyOf(const Track& track, std::int64_t frame) {
    Track copy = track;
    Keyframe key = *made(copy, frame);
    key.attributes = attributesAt(track, frame); // also what key frames that are left out said
    return key;
}

} // namespace

Track merge(const Track& earlier, const Track& later) {
    if (earlier.keyframes.empty()) return later;
    if (later.keyframes.empty()) return earlier;
    const std::int64_t begins = later.keyframes.front().frame;
    const bool rests = earlier.keyframes.back().frame < begins; // then its rest ends where the other begins
    Track result;
    const Track* before = nullptr; ///< which of the two was shown
    for (const auto& [frame, always] : turningPoints(earlier, later, rests)) {
        const bool ended = rests && frame >= begins;
        const Track* now = shapeAt(later, frame) ? &later : !ended && shapeAt(earlier, frame) ? &earlier : nullptr;
        if (now && (now != before || always || keyframeAt(*now, frame))) {
            result.keyframes.push_back(keyOf(*now, frame));
        } else if (!now && before) {
            result.keyframes.push_back(keyOf(*before, frame));
            result.keyframes.back().outside = true;
        }
        before = now;
    }
    return result;
}

namespace {

bool haveSameParts(const Polygon& a, const Polygon& b) {
    return std::ranges::equal(
        a.parts, b.parts, {}, [](const PolygonPart& part) { return part.holes.size(); },
        [](const PolygonPart& part) { return part.holes.size(); });
}

std::vector<Ring*> ringsOf(Polygon& polygon) {
    std::vector<Ring*> rings;
    for (auto& part : polygon.parts) {
        rings.push_back(&part.outer);
        for (auto& hole : part.holes) rings.push_back(&hole);
    }
    return rings;
}

/// Ring number `ring` of each key frame of a run, all with the corners of the richest: outwards from that one, each
/// matched to its neighbour.
void matchRun(const std::vector<Polygon*>& run, std::size_t ring) {
    std::vector<Ring*> rings;
    for (auto* polygon : run) rings.push_back(ringsOf(*polygon)[ring]);
    const auto richest = std::ranges::max_element(rings, {}, [](const Ring* r) { return r->size(); });
    const auto middle = static_cast<std::size_t>(richest - rings.begin());
    for (std::size_t i = middle; i-- > 0;) *rings[i] = withCornersOf(*rings[i + 1], *rings[i]);
    for (std::size_t i = middle + 1; i < rings.size(); ++i) *rings[i] = withCornersOf(*rings[i - 1], *rings[i]);
}

} // namespace

Track matchCorners(Track track) {
    std::vector<Polygon*> run;
    const auto matchAll = [&run] {
        if (run.size() > 1)
            for (std::size_t ring = 0; ring < ringsOf(*run.front()).size(); ++ring) matchRun(run, ring);
        run.clear();
    };
    for (auto& key : track.keyframes) {
        auto* polygon = std::get_if<Polygon>(&key.shape);
        if (!polygon || (!run.empty() && !haveSameParts(*run.back(), *polygon))) matchAll();
        if (polygon) run.push_back(polygon);
        if (key.outside) matchAll(); // nothing moves from here to the next
    }
    matchAll();
    return track;
}

} // namespace slipway::label
