// Label Studio's key frames: counted from 1, and "enabled: false" on the last frame that is shown; ours: counted from
// 0, and "outside" on the first one that is not.
#include <algorithm>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/labelstudio_region.h"
#include "core/label/shape_json.h"

namespace slipway::label::labelstudio {

namespace {

Result<Keyframe> keyframeFrom(const Json& entry, const Canvas& canvas) {
    const auto frame = wholeOf(member(entry, "frame"));
    if (!frame || *frame < 1) return fail(ErrorCode::BadData, "the frame of a key frame is not a number from 1");
    SLIPWAY_ASSIGN(const auto shape, shapeFromValue("rectangle", entry, canvas));
    Keyframe keyframe;
    keyframe.frame = *frame - 1;
    if (const auto* turned = std::get_if<RotatedBox>(&shape))
        keyframe.shape = *turned;
    else
        keyframe.shape = std::get<Box>(shape);
    return keyframe;
}

struct Entry {
    Keyframe keyframe;
    bool enabled = true;
};

Result<Track> trackOf(const Json& sequence, const Canvas& canvas) {
    std::vector<Entry> entries;
    for (const auto& json : sequence) {
        SLIPWAY_ASSIGN(auto keyframe, keyframeFrom(json, canvas));
        entries.push_back({std::move(keyframe), boolOr(json, "enabled", true)});
    }
    std::ranges::stable_sort(entries, {}, [](const Entry& entry) { return entry.keyframe.frame; });
    Track track;
    for (std::size_t i = 0; i < entries.size(); i++) {
        const auto& [keyframe, enabled] = entries[i];
        const auto gone = keyframe.frame + 1;
        if (i + 1 < entries.size() && entries[i + 1].keyframe.frame == keyframe.frame)
            return fail(ErrorCode::BadData, fmt::format("frame {} has two key frames", keyframe.frame + 1));
        track.keyframes.push_back(keyframe);
        const bool followed = i + 1 < entries.size() && entries[i + 1].keyframe.frame == gone;
        if (enabled || followed || (canvas.frames > 0 && gone >= canvas.frames)) continue;
        auto outside = keyframe;
        outside.frame = gone;
        outside.outside = true;
        track.keyframes.push_back(std::move(outside));
    }
    return track;
}

Json entryOf(std::int64_t frame, bool enabled, const FrameShape& shape, const Canvas& canvas) {
    Json entry{{"frame", frame + 1}, {"enabled", enabled}};
    const auto* turned = std::get_if<RotatedBox>(&shape);
    const auto value = turned ? valueOfShape(*turned, canvas) : valueOfShape(boundsOf(shape), canvas);
    for (const auto& [key, number] : value.items()) entry[key] = number;
    if (canvas.framesPerSecond > 0) entry["time"] = static_cast<double>(frame + 1) / canvas.framesPerSecond;
    return entry;
}

Json sequenceOf(const Track& track, const Canvas& canvas) {
    auto sequence = Json::array();
    const auto& keys = track.keyframes;
    for (std::size_t i = 0; i < keys.size(); i++) {
        if (keys[i].outside) continue;
        const bool ends = i + 1 < keys.size() && keys[i + 1].outside;
        const auto last = ends ? keys[i + 1].frame - 1 : keys[i].frame;
        sequence.push_back(entryOf(keys[i].frame, !(ends && last == keys[i].frame), keys[i].shape, canvas));
        if (!ends || last == keys[i].frame) continue;
        if (const auto shown = shapeAt(track, last)) sequence.push_back(entryOf(last, false, shown->shape, canvas));
    }
    return sequence;
}

bool boxesOnly(const Track& track) {
    return std::ranges::all_of(track.keyframes, [](const Keyframe& keyframe) {
        return std::holds_alternative<Box>(keyframe.shape) || std::holds_alternative<RotatedBox>(keyframe.shape);
    });
}

} // namespace

Result<Shape> trackFromValue(const Json& value, const Canvas& canvas) {
    const auto* sequence = member(value, "sequence");
    if (!sequence || !sequence->is_array()) return fail(ErrorCode::BadData, "sequence is not a list");
    SLIPWAY_ASSIGN(auto track, trackOf(*sequence, canvas));
    const auto* exact = member(value, "slipway_track");
    if (!exact) return Shape(std::move(track));
    const auto shape = shapeFromJson(*exact);
    const auto* ours = shape ? std::get_if<Track>(&*shape) : nullptr;
    // Only while nobody has changed the sequence since we wrote both.
    if (ours && sequenceOf(*ours, canvas) == *sequence) return Shape(*ours);
    return Shape(std::move(track));
}

Json valueOfTrack(const Track& track, const Canvas& canvas) {
    Json value{{"sequence", sequenceOf(track, canvas)}};
    if (canvas.frames > 0) value["framesCount"] = canvas.frames;
    if (canvas.frames > 0 && canvas.framesPerSecond > 0)
        value["duration"] = static_cast<double>(canvas.frames) / canvas.framesPerSecond;
    const auto back = trackOf(value["sequence"], canvas);
    if (boxesOnly(track) && (!back || *back != track)) value["slipway_track"] = toJson(Shape(track));
    return value;
}

} // namespace slipway::label::labelstudio
