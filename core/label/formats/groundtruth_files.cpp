// Labels that stand in files of their own: masks and frames of videos.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/groundtruth_line.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/media_location.h"
#include "core/media/image.h"

namespace slipway::label::groundtruth {

namespace {

struct Color {
    std::string label;
    const Json* confidence = nullptr;
    std::array<std::uint8_t, 3> rgb{};
};

std::optional<std::array<std::uint8_t, 3>> rgbOf(const std::string& hex) {
    if (hex.size() != 7 || hex[0] != '#') return std::nullopt;
    std::array<std::uint8_t, 3> rgb{};
    for (std::size_t i = 0; i < 3; i++) {
        const auto digits = toLower(hex.substr(1 + 2 * i, 2));
        if (digits.find_first_not_of("0123456789abcdef") != std::string::npos) return std::nullopt;
        rgb[i] = static_cast<std::uint8_t>(std::stoi(digits, nullptr, 16));
    }
    return rgb;
}

std::vector<Color> colorsOf(const Json& metadata) {
    std::vector<Color> colors;
    const auto* map = member(metadata, "internal-color-map");
    if (!map || !map->is_object()) return colors;
    for (const auto& [key, entry] : map->items()) {
        const auto rgb = rgbOf(textOr(entry, "hex-color"));
        auto label = textOr(entry, "class-name");
        if (rgb && !label.empty() && toLower(label) != "background" && colors.size() < 256)
            colors.push_back({std::move(label), member(entry, "confidence"), *rgb});
    }
    return colors;
}

Mask maskOfColor(const media::Pixels& picture, const Color& color) {
    const auto count = static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height);
    std::vector<std::uint8_t> on(count);
    for (std::size_t i = 0; i < count; i++)
        on[i] =
            std::equal(color.rgb.begin(), color.rgb.end(), picture.rgba.begin() + static_cast<std::ptrdiff_t>(4 * i));
    return Mask::fromPixels(0, 0, picture.width, picture.height, on);
}

std::string idOf(const Json& object) {
    return textOf(member(object, "object-id")).value_or("");
}

/// Objects of a video by their id, in order of appearance.
class Tracks {
public:
    struct Object {
        std::string id;
        const Json* first = nullptr;
        Track track;
    };

    void add(const Json& object, std::int64_t frame, const Box& box, bool followed) {
        const auto id = idOf(object);
        const auto key = followed && !id.empty() ? id : fmt::format("\n{}", m_objects.size());
        const auto [known, isNew] = m_at.emplace(key, m_objects.size());
        if (isNew) m_objects.push_back({id, &object, {}});
        auto& keyframes = m_objects[known->second].track.keyframes;
        if (!keyframes.empty() && keyframes.back().frame >= frame) return; // twice in a frame
        endBefore(keyframes, frame);
        keyframes.push_back({frame, false, false, box, {}});
    }
    /// After the last frame.
    std::vector<Object> take(std::int64_t frames) && {
        for (auto& object : m_objects) endBefore(object.track.keyframes, frames);
        return std::move(m_objects);
    }

private:
    static void endBefore(std::vector<Keyframe>& keyframes, std::int64_t frame) {
        if (keyframes.empty() || keyframes.back().frame + 1 >= frame) return;
        auto outside = keyframes.back();
        outside.frame++;
        outside.outside = true;
        keyframes.push_back(std::move(outside));
    }

    std::vector<Object> m_objects;
    std::map<std::string, std::size_t> m_at;
};

const Json* framesOf(const Json& sequence) {
    for (const auto* key : {"tracking-annotations", "detection-annotations"})
        if (const auto* frames = member(sequence, key); frames && frames->is_array()) return frames;
    return nullptr;
}

} // namespace

std::optional<std::filesystem::path> LineParser::fileOf(const Pair& pair) {
    if (!pair.value->is_string()) {
        leaveOut(pair, "it names no file");
        return std::nullopt;
    }
    const auto path = pathOfUri(pair.value->get<std::string>());
    auto file = findMedia(path, m_images, m_file);
    if (!file)
        m_problems.leftOut(
            m_number, pair.name, fmt::format("its file {} is not there; the reference is kept", forMessage(path)));
    return file;
}

void LineParser::readSegments(const Pair& pair, Annotation& answer) {
    constexpr std::int64_t most = 100'000'000;
    const auto file = fileOf(pair);
    if (!file) return;
    const auto info = media::readImageInfo(*file);
    if (!info) return leaveOut(pair, info.error().message);
    if (static_cast<std::int64_t>(info->width) * info->height > most)
        return leaveOut(pair, fmt::format("its mask has more than {} pixels", withThousands(most)));
    const auto picture = media::readImage(*file);
    if (!picture) return leaveOut(pair, picture.error().message);
    for (const auto& color : colorsOf(*pair.metadata)) {
        auto mask = maskOfColor(*picture, color);
        if (!mask.empty()) addObject(answer, pair, color.label, std::move(mask), color.confidence);
    }
}

void LineParser::readSequence(const Pair& pair, Item& item, Annotation& answer) {
    const auto file = fileOf(pair);
    if (!file) return;
    const auto sequence = readJsonFile(*file);
    if (!sequence) return leaveOut(pair, sequence.error().message);
    const auto* frames = framesOf(*sequence);
    if (!frames) return leaveOut(pair, "its file has no tracking-annotations or detection-annotations");
    const bool followed = pair.type == "video-object-tracking";
    Tracks tracks;
    std::int64_t last = -1;
    for (std::size_t i = 0; i < frames->size(); i++) {
        const auto number = wholeOf(member((*frames)[i], "frame-no")).value_or(static_cast<std::int64_t>(i));
        const auto* objects = member((*frames)[i], "annotations");
        if (number <= last) {
            leaveOut(pair, fmt::format("frame {} is not behind the one before", number));
            continue;
        }
        last = number;
        if (!objects || !objects->is_array()) continue;
        for (const auto& object : *objects) {
            const auto left = numberOf(member(object, "left")), top = numberOf(member(object, "top")),
                       width = numberOf(member(object, "width")), height = numberOf(member(object, "height"));
            if (left && top && width && height && *width >= 0 && *height >= 0)
                tracks.add(object, number, Box{*left, *top, *width, *height}, followed);
            else
                leaveOut(pair, fmt::format("frame {}: a box is not four numbers", number));
        }
    }
    item.frames = last + 1;
    for (auto& object : std::move(tracks).take(item.frames)) {
        const auto label = classOf(*pair.metadata, member(*object.first, "class-id"), m_ids.objects);
        if (label.empty()) {
            leaveOut(pair, fmt::format("object {}: its class-id is not in the class-map", forMessage(object.id)));
            continue;
        }
        addObject(answer, pair, label, std::move(object.track), nullptr);
        if (const auto* values = member(*object.first, "label-category-attributes"); values && values->is_object())
            for (const auto& [name, value] : values->items())
                if (const auto text = textOf(&value)) answer.regions.back().attributes.emplace(name, *text);
    }
}

} // namespace slipway::label::groundtruth
