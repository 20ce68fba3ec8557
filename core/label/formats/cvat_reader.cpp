#include "core/label/formats/cvat_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/cvat_shape.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/media_location.h"

namespace slipway::label::cvat {

namespace {

Origin originOf(std::string_view source) {
    if (source == "manual") return Origin::Manual;
    if (source == "auto") return Origin::Automatic;
    return source == "semi-auto" ? Origin::PredictionChanged : Origin::File;
}

/// Attributes that no member holds, for writing them again.
void keepAttributes(pugi::xml_node node, const std::vector<std::string_view>& known, Extra& extra) {
    auto kept = Json::object();
    for (const auto attribute : node.attributes())
        if (std::ranges::find(known, std::string_view(attribute.name())) == known.end())
            kept["attributes"][attribute.name()] = attribute.value();
    keepExtra(extra, kFormat, std::move(kept));
}

std::optional<std::int64_t> wholeOf(pugi::xml_attribute attribute) {
    const auto text = trimmed(attribute.value());
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

int depthOf(const Region& region) {
    const auto* attributes = keptMember(region.extra, kFormat, "attributes");
    const auto order = attributes ? numberOf(member(*attributes, "z_order")) : std::nullopt;
    return order ? static_cast<int>(std::clamp(*order, -1e9, 1e9)) : 0;
}

const std::vector<std::string_view> kShapeAttributes{"label", "source", "occluded", "group_id", "xtl", "ytl", "xbr",
    "ybr", "rotation", "points", "cx", "cy", "rx", "ry", "rle", "left", "top", "width", "height", "xtl1", "ytl1",
    "xbl1", "ybl1", "xtr1", "ytr1", "xbr1", "ybr1", "xtl2", "ytl2", "xbl2", "ybl2", "xtr2", "ytr2", "xbr2", "ybr2"};

std::string xmlOf(pugi::xml_node node) {
    std::ostringstream out;
    node.print(out, "", pugi::format_raw, pugi::encoding_utf8);
    return out.str();
}

/// Joints that are only numbered have no names.
void forgetNumbers(const LabelSet& labels, Region& region, FrameShape& shape) {
    auto* keypoints = std::get_if<Keypoints>(&shape);
    const auto* known = findClass(labels, region.label);
    if (!keypoints || (known && known->skeleton)) return;
    for (std::size_t i = 0; i < keypoints->points.size(); i++)
        if (keypoints->points[i].name != std::to_string(i + 1)) return;
    for (auto& point : keypoints->points) point.name.clear();
}

} // namespace

Status Reader::read(pugi::xml_node root, Progress& progress) {
    if (const auto meta = root.child("meta")) {
        m_meta = readMeta(meta, m_corpus.labels);
        m_labels.emplace(m_corpus.labels);
        m_corpus.extra.set(kFormat, Json{{"meta", xmlOf(meta)}});
    }
    for (const auto& task : m_meta.tasks)
        if (task.mode == "interpolation" && (m_meta.project || !root.child("image"))) addVideo(task);
    std::size_t count = 0;
    for (const auto node : root.children()) {
        const std::string_view name = node.name();
        if (name == "image")
            readImage(node);
        else if (name == "track")
            readTrack(node);
        else if (name != "version" && name != "meta" && node.type() == pugi::node_element)
            m_problems.leftOut(
                m_lines.lineOf(node), {}, fmt::format("the element '{}' is not known", forMessage(name)));
        if (++count % 1024 != 0) continue;
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "reading the labels was cancelled");
        progress.update(
            -1, fmt::format("{} read", counted(static_cast<long long>(count), "image or track", "images and tracks")));
    }
    if (m_meta.project) orderByTask();
    return {};
}

/// Videos stand in `meta` only; they come where their task comes among the others.
void Reader::orderByTask() {
    std::map<std::string, std::size_t> places;
    for (const auto& task : m_meta.tasks) places.emplace(task.id, places.size());
    std::map<std::size_t, std::string> taskOfVideo;
    for (const auto& [task, item] : m_videos) taskOfVideo.emplace(item, task);
    std::vector<std::pair<std::size_t, std::size_t>> order; // place, item
    for (std::size_t i = 0; i < m_corpus.items.size(); i++) {
        const auto video = taskOfVideo.find(i);
        const auto* attributes = keptMember(m_corpus.items[i].extra, kFormat, "attributes");
        const auto task = video != taskOfVideo.end() ? video->second : attributes ? textOr(*attributes, "task_id") : "";
        const auto place = places.find(task);
        order.emplace_back(place == places.end() ? 0 : place->second, i);
    }
    std::ranges::stable_sort(order, {}, [](const auto& entry) { return entry.first; });
    std::vector<Item> items;
    for (const auto& [place, i] : order) items.push_back(std::move(m_corpus.items[i]));
    m_corpus.items = std::move(items);
}

void Reader::readImage(pugi::xml_node node) {
    Item item;
    setLocation(item, node.attribute("name").value());
    if (item.path.empty()) {
        m_problems.leftOut(m_lines.lineOf(node), {}, "an image has no name");
        return;
    }
    const auto width = wholeOf(node.attribute("width")), height = wholeOf(node.attribute("height"));
    constexpr std::int64_t most = 10'000'000;
    if (width && height && *width > 0 && *height > 0 && *width <= most && *height <= most) {
        item.width = static_cast<int>(*width);
        item.height = static_cast<int>(*height);
    } else {
        m_problems.odd(m_lines.lineOf(node), item.path, "its width and height are not known");
    }
    item.subset = node.attribute("subset").value();
    keepAttributes(node, {"name", "width", "height", "subset"}, item.extra);
    Annotation annotation;
    for (const auto child : node.children()) {
        const std::string_view name = child.name();
        if (name == "tag")
            readTag(child, annotation);
        else if (isShapeElement(name))
            readShape(child, item.path, annotation);
        else if (child.type() == pugi::node_element)
            m_problems.leftOut(
                m_lines.lineOf(child), item.path, fmt::format("the shape '{}' is not known", forMessage(name)));
    }
    std::ranges::stable_sort(annotation.regions, {}, depthOf);
    if (annotation.classes.size() > 1) m_corpus.labels.severalItemClasses = true;
    if (!annotation.regions.empty() || !annotation.classes.empty()) item.annotations.push_back(std::move(annotation));
    m_corpus.items.push_back(std::move(item));
}

void Reader::readCommon(pugi::xml_node node, Region& region) {
    region.id = newRegionId();
    region.label = node.attribute("label").value();
    region.origin = originOf(node.attribute("source").value());
    if (const std::string group = node.attribute("group_id").value(); group != "0") region.group = group;
    m_labels->add(region.label);
}

void Reader::readShape(pugi::xml_node node, const std::string& item, Annotation& annotation) {
    auto shape = shapeOf(node);
    Region region;
    if (shape) {
        readCommon(node, region);
        if (region.label.empty()) m_problems.odd(m_lines.lineOf(node), item, "a shape has no label");
        forgetNumbers(m_corpus.labels, region, *shape);
        region.shape = toShape(*shape);
        region.occluded = node.attribute("occluded").as_bool();
        readAttributes(node, region, nullptr);
        keepAttributes(node, kShapeAttributes, region.extra);
        annotation.regions.push_back(std::move(region));
    } else {
        m_problems.leftOut(m_lines.lineOf(node), item, shape.error().message);
    }
}

void Reader::readTag(pugi::xml_node node, Annotation& annotation) {
    const std::string label = node.attribute("label").value();
    m_labels->addItemClass(label);
    annotation.classes.push_back({{}, label, std::nullopt});
    const auto* kept = annotation.extra.find(kFormat);
    auto extra = kept ? *kept : Json{{"tags", Json::array()}};
    extra["tags"].push_back(xmlOf(node));
    annotation.extra.set(kFormat, std::move(extra));
}

void Reader::readAttributes(pugi::xml_node node, Region& region, Keyframe* keyframe) {
    for (const auto attribute : node.children("attribute")) {
        const std::string name = attribute.attribute("name").value(), text = attribute.child_value();
        const auto* rule = findRule(m_corpus.labels, region.label, name);
        if (keyframe && rule && rule->changesOverTime && !region.attributes.contains(name))
            keyframe->attributes.emplace_back(name, text);
        else
            region.attributes.emplace(name, valueOf(text, rule));
    }
}

void Reader::addVideo(const Task& task) {
    Item item;
    item.medium = Medium::Video;
    setLocation(item, !task.source.empty() ? task.source : !task.name.empty() ? task.name : "video");
    item.width = task.width;
    item.height = task.height;
    item.frames = task.frames;
    item.subset = task.subset;
    m_videos.emplace(task.id, m_corpus.items.size());
    m_corpus.items.push_back(std::move(item));
}

Item& Reader::videoOf(pugi::xml_node track) {
    const std::string id = track.attribute("task_id").value();
    if (const auto known = m_videos.find(id); known != m_videos.end()) return m_corpus.items[known->second];
    if (!m_meta.project && !m_videos.empty()) return m_corpus.items[m_videos.begin()->second];
    const auto task = std::ranges::find(m_meta.tasks, id, &Task::id);
    auto described = task != m_meta.tasks.end()            ? *task
                     : !m_meta.tasks.empty() && id.empty() ? m_meta.tasks.front()
                                                           : Task();
    described.id = id;
    addVideo(described);
    return m_corpus.items.back();
}

void Reader::readTrack(pugi::xml_node node) {
    auto& item = videoOf(node);
    Region region;
    readCommon(node, region);
    keepAttributes(node, {"label", "source", "group_id", "task_id"}, region.extra);
    if (!readKeyframes(node, region)) return;
    if (item.annotations.empty()) item.annotations.emplace_back();
    item.annotations.front().regions.push_back(std::move(region));
}

bool Reader::readKeyframes(pugi::xml_node node, Region& region) {
    const auto name = fmt::format("track {}", node.attribute("id").value());
    std::map<std::int64_t, Keyframe> keyframes;
    for (const auto child : node.children()) {
        if (!isShapeElement(child.name()) || !child.attribute("keyframe").as_bool(true)) continue;
        const auto frame = wholeOf(child.attribute("frame"));
        auto shape = shapeOf(child);
        if (!frame || *frame < 0 || !shape) {
            m_problems.leftOut(
                m_lines.lineOf(child), name, shape ? "its frame is not a number from 0" : shape.error().message);
            continue;
        }
        forgetNumbers(m_corpus.labels, region, *shape);
        Keyframe keyframe{
            *frame, child.attribute("outside").as_bool(), child.attribute("occluded").as_bool(), std::move(*shape), {}};
        readAttributes(child, region, &keyframe);
        if (!keyframes.emplace(*frame, std::move(keyframe)).second)
            m_problems.leftOut(m_lines.lineOf(child), name, fmt::format("frame {} has two key frames", *frame));
    }
    if (keyframes.empty()) {
        m_problems.leftOut(m_lines.lineOf(node), name, "it has no key frames");
        return false;
    }
    Track track;
    for (auto& [frame, keyframe] : keyframes) track.keyframes.push_back(std::move(keyframe));
    region.shape = std::move(track);
    return true;
}

} // namespace slipway::label::cvat
