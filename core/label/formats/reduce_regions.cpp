#include "core/label/formats/reduce_regions.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/label/formats/reduce_shape.h"

namespace slipway::label {

void RegionReducer::reduce(const Item& item, Annotation& answer, bool keepScores) {
    m_keepScores = keepScores;
    m_kept.clear();
    m_joined.clear();
    if (!m_holds.groups) joinGroups(answer);
    if (!m_holds.overlappingSpans) dropOverlaps(answer);
    for (auto& region : answer.regions) reduceOne(item, std::move(region));
    answer.regions = std::move(m_kept);
    mendLinks(answer);
}

void RegionReducer::joinGroups(Annotation& answer) {
    std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < answer.regions.size(); ++i) {
        auto& region = answer.regions[i];
        if (!region.group.empty()) groups[{region.label, region.group}].push_back(i);
    }
    std::set<std::size_t> gone;
    for (const auto& [key, members] : groups) {
        const auto& first = answer.regions[members[0]];
        const auto kind = first.shape.index();
        const bool joins = m_holds.parts == Holds::Yes &&
                           (std::holds_alternative<Polygon>(first.shape) || std::holds_alternative<Mask>(first.shape));
        const bool alike =
            std::ranges::all_of(members, [&](std::size_t i) { return answer.regions[i].shape.index() == kind; });
        if (joins && alike) {
            joinGroup(answer, members);
            gone.insert(members.begin() + 1, members.end());
        } else {
            m_losses.add("group", first);
        }
        for (const auto i : members) answer.regions[i].group.clear();
    }
    std::vector<Region> left;
    for (std::size_t i = 0; i < answer.regions.size(); ++i)
        if (!gone.contains(i)) left.push_back(std::move(answer.regions[i]));
    answer.regions = std::move(left);
}

void RegionReducer::joinGroup(Annotation& answer, const std::vector<std::size_t>& members) {
    auto& first = answer.regions[members[0]];
    for (const auto i : members) {
        auto& other = answer.regions[i];
        if (&other == &first) continue;
        if (auto* polygon = std::get_if<Polygon>(&first.shape)) {
            const auto& more = std::get<Polygon>(other.shape).parts;
            polygon->parts.insert(polygon->parts.end(), more.begin(), more.end());
        } else {
            first.shape = std::get<Mask>(first.shape).united(std::get<Mask>(other.shape));
        }
        for (auto& [name, value] : other.attributes) {
            const auto [place, isNew] = first.attributes.try_emplace(name, value);
            if (!isNew && place->second != value) m_losses.add("attribute", name);
        }
        if (first.text.empty())
            first.text = other.text;
        else if (!other.text.empty() && other.text != first.text)
            m_losses.add("text", other);
        first.occluded = first.occluded || other.occluded;
        first.extra = {}; // what a file said of one part does not hold for all of them
        m_joined[other.id] = first.id;
    }
}

void RegionReducer::reduceOne(const Item& item, Region region) {
    if (region.label.empty() && !m_holds.unlabelled) return m_losses.add("region without a label", region);
    if (auto* track = std::get_if<Track>(&region.shape)) {
        if (!reduceTrack(region, *track)) return;
        reduceFields(region);
        m_kept.push_back(std::move(region));
        return;
    }
    if (std::holds_alternative<Span>(region.shape)) {
        if (m_holds.span == Holds::No) return m_losses.add("span", region);
        reduceFields(region);
        m_kept.push_back(std::move(region));
        return;
    }
    auto shapes = std::visit(
        [&](auto& s) -> std::vector<FrameShape> {
            if constexpr (requires { FrameShape(s); })
                return shapesOf(item, region, FrameShape(std::move(s)));
            else
                return {};
        },
        region.shape);
    if (shapes.empty()) return;
    reduceFields(region);
    const bool becomesGroup = shapes.size() > 1 && m_holds.groups && region.group.empty();
    if (becomesGroup) region.group = region.id;
    const auto id = region.id;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        region.shape = toShape(shapes[i]);
        if (i > 0) {
            region.id = fmt::format("{}-{}", id.substr(0, 56), i + 1);
            region.extra = {};
        }
        m_kept.push_back(region);
    }
}

std::vector<FrameShape> RegionReducer::shapesOf(const Item& item, const Region& region, FrameShape shape) {
    if (!dropEmptyParts(shape)) {
        m_losses.add("empty shape", region);
        return {};
    }
    auto converted = held(region, std::move(shape));
    if (!converted) return {};
    std::vector<FrameShape> finishedOnes;
    for (auto& part : divided(region, std::move(*converted)))
        if (auto one = finished(item, region, std::move(part))) finishedOnes.push_back(std::move(*one));
    return finishedOnes;
}

namespace {

Holds ruleFor(const Capabilities& holds, const FrameShape& shape) {
    const std::array rules{holds.box, holds.rotatedBox, holds.ellipse, holds.polygon, holds.polyline, holds.keypoints,
        holds.cuboid, holds.mask};
    return rules[shape.index()];
}

Box flat(const RotatedBox& box) {
    return {box.centre.x - box.width / 2, box.centre.y - box.height / 2, box.width, box.height};
}

Polygon polygonOf(const FrameShape& shape) {
    if (const auto* turned = std::get_if<RotatedBox>(&shape)) return {{{cornersOf(*turned), {}}}};
    return {{{cornersOf(boundsOf(shape)), {}}}};
}

} // namespace

std::optional<FrameShape> RegionReducer::held(const Region& region, FrameShape shape) {
    for (int step = 0; step < 4; ++step) {
        if (const auto* turned = std::get_if<RotatedBox>(&shape);
            turned && turned->degrees == 0 && !m_holds.flatRotatedBoxes)
            shape = flat(*turned);
        const auto rule = ruleFor(m_holds, shape);
        const auto kind = kindOf(shape);
        const auto* ellipse = std::get_if<Ellipse>(&shape);
        if (rule == Holds::No || (rule == Holds::Circles && ellipse && ellipse->radiusX != ellipse->radiusY)) break;
        if (rule == Holds::AsBox) {
            const bool turned = std::holds_alternative<RotatedBox>(shape);
            m_losses.add(turned ? std::string("rotation") : fmt::format("{} as box", kind), region);
            shape = boundsOf(shape);
        } else if (rule == Holds::AsPolygon) {
            m_losses.add(fmt::format("{} as polygon", kind), region);
            shape = polygonOf(shape);
        } else if (rule == Holds::AsRotatedBox) {
            m_losses.add(fmt::format("{} as rotated box", kind), region);
            const auto box = boundsOf(shape);
            shape = RotatedBox{box.centre(), box.width, box.height, 0};
        } else {
            if (ellipse && rule == Holds::Circles && ellipse->degrees != 0)
                shape = Ellipse{ellipse->centre, ellipse->radiusX, ellipse->radiusY, 0}; // a circle looks the same
            return shape;
        }
    }
    m_losses.add(kindOf(shape), region);
    return std::nullopt;
}

std::vector<FrameShape> RegionReducer::divided(const Region& region, FrameShape shape) {
    if (auto* polygon = std::get_if<Polygon>(&shape)) {
        const bool hasHoles = std::ranges::any_of(polygon->parts, [](const auto& part) { return !part.holes.empty(); });
        if (hasHoles && m_holds.holes != Holds::Yes) {
            m_losses.add("hole as seam", region);
            *polygon = withSeams(*polygon);
        }
        if (polygon->parts.size() < 2 || m_holds.parts == Holds::Yes) return {std::move(shape)};
        if (m_holds.parts != Holds::AsGroup || !m_holds.groups) m_losses.add("parts as objects", region);
        std::vector<FrameShape> parts;
        for (auto& part : polygon->parts) parts.push_back(Polygon{{std::move(part)}});
        return parts;
    }
    auto* keypoints = std::get_if<Keypoints>(&shape);
    if (!keypoints) return {std::move(shape)};
    if (m_holds.skeletonsOnly && !fitSkeleton(region, *keypoints)) return {};
    plainKeypoints(region, *keypoints);
    if (keypoints->points.size() < 2 || m_holds.keypoints != Holds::Split) return {std::move(shape)};
    m_losses.add("points as objects", region);
    std::vector<FrameShape> points;
    for (auto& point : keypoints->points)
        if (point.visibility != Visibility::NotLabelled) points.push_back(Keypoints{{std::move(point)}});
    return points;
}

/// Puts the joints in the order of the label's skeleton.
bool RegionReducer::fitSkeleton(const Region& region, Keypoints& keypoints) {
    const auto* one = findClass(m_labels, region.label);
    const auto lost = [&] {
        m_losses.add("keypoints", region);
        return false;
    };
    if (!one || !one->skeleton || one->skeleton->joints.empty()) return lost();
    const auto& joints = one->skeleton->joints;
    const auto unnamed = [](const Keypoint& k) { return k.name.empty(); };
    Keypoints fitted;
    if (keypoints.points.size() == joints.size() && std::ranges::all_of(keypoints.points, unnamed)) {
        fitted = keypoints;
        for (std::size_t i = 0; i < joints.size(); ++i) fitted.points[i].name = joints[i];
    } else {
        std::size_t found = 0;
        for (const auto& joint : joints) {
            const auto it = std::ranges::find(keypoints.points, joint, &Keypoint::name);
            found += it != keypoints.points.end();
            fitted.points.push_back(
                it != keypoints.points.end() ? *it : Keypoint{{0, 0}, Visibility::NotLabelled, joint});
        }
        if (found != keypoints.points.size()) return lost();
    }
    for (auto& point : fitted.points)
        if (point.visibility == Visibility::NotLabelled) point.at = {0, 0};
    keypoints = std::move(fitted);
    return true;
}

void RegionReducer::plainKeypoints(const Region& region, Keypoints& keypoints) {
    if (!m_holds.keypointVisibility) {
        const auto visible = [](const Keypoint& k) { return k.visibility == Visibility::Visible; };
        if (!std::ranges::all_of(keypoints.points, visible)) m_losses.add("visibility", region);
        std::erase_if(keypoints.points, [](const Keypoint& k) { return k.visibility == Visibility::NotLabelled; });
        for (auto& point : keypoints.points) point.visibility = Visibility::Visible;
    }
    if (!m_holds.keypointNames) {
        if (std::ranges::any_of(keypoints.points, [](const Keypoint& k) { return !k.name.empty(); }))
            m_losses.add("joint names", region);
        for (auto& point : keypoints.points) point.name.clear();
    }
}

std::optional<FrameShape> RegionReducer::finished(const Item& item, const Region& region, FrameShape shape) {
    const bool isMask = std::holds_alternative<Mask>(shape);
    if (m_holds.insideImage || (isMask && m_holds.masksInsideImage)) {
        if (item.width <= 0 || item.height <= 0) {
            m_losses.add(isMask ? "mask in an image of unknown size" : "image of unknown size", region);
            return std::nullopt;
        }
        auto cut = cutToImage(shape, item.width, item.height);
        if (!cut || !(*cut == shape)) m_losses.add("outside of the image", region);
        if (!cut) return std::nullopt;
        shape = std::move(*cut);
    }
    if (m_holds.decimals < 0) return shape;
    auto fewer = rounded(shape, m_holds.decimals);
    if (!(fewer == shape)) m_losses.add("fraction of a pixel", region);
    return fewer;
}

bool RegionReducer::reduceTrack(const Region& region, Track& track) {
    if (m_holds.track == Holds::No || track.keyframes.empty()) {
        m_losses.add(track.keyframes.empty() ? "empty shape" : "track", region);
        return false;
    }
    std::set<std::string> lost; // once a track
    for (auto& key : track.keyframes) {
        if (const auto* box = std::get_if<RotatedBox>(&key.shape);
            box && box->degrees == 0 && !m_holds.flatRotatedBoxes)
            key.shape = flat(*box);
        const bool turned = std::holds_alternative<RotatedBox>(key.shape);
        const bool fits = std::holds_alternative<Box>(key.shape) || (turned && m_holds.rotatedBox == Holds::Yes);
        if (m_holds.trackBoxes && !fits) {
            lost.insert(turned ? std::string("rotation") : fmt::format("{} as box", kindOf(key.shape)));
            key.shape = boundsOf(key.shape);
        }
        if (m_holds.decimals >= 0) {
            auto fewer = rounded(key.shape, m_holds.decimals);
            if (!(fewer == key.shape)) lost.insert("fraction of a pixel");
            key.shape = std::move(fewer);
        }
        if (key.occluded && !m_holds.occluded) lost.insert("occluded");
        key.occluded = key.occluded && m_holds.occluded;
        if (!key.attributes.empty() && !m_holds.trackAttributes) {
            lost.insert("attribute over time");
            key.attributes.clear();
        }
    }
    for (const auto& kind : lost) m_losses.add(kind, region);
    return true;
}

void RegionReducer::reduceFields(Region& region) {
    region.hidden = region.locked = false;
    if (!m_holds.moreLabels && !region.moreLabels.empty()) {
        m_losses.add("further label", region.moreLabels[0], static_cast<std::int64_t>(region.moreLabels.size()));
        region.moreLabels.clear();
    }
    if (!m_holds.attributes) {
        std::erase_if(region.attributes, [&](const auto& attribute) {
            const auto& names = m_holds.attributeNames;
            const bool isFlag = m_holds.flags && std::holds_alternative<bool>(attribute.second);
            const bool lost = !isFlag && std::ranges::find(names, attribute.first) == names.end();
            if (lost) m_losses.add("attribute", attribute.first);
            return lost;
        });
    }
    if (!m_holds.texts && !region.text.empty()) {
        m_losses.add("text", region);
        region.text.clear();
    }
    if (!m_holds.occluded && region.occluded) {
        m_losses.add("occluded", region);
        region.occluded = false;
    }
    if (!m_holds.scores && !m_keepScores && region.score) {
        m_losses.add("score", region);
        region.score.reset();
    }
}

void RegionReducer::dropOverlaps(Annotation& answer) {
    std::vector<const Region*> spans;
    for (const auto& region : answer.regions)
        if (std::holds_alternative<Span>(region.shape)) spans.push_back(&region);
    const auto spanOf = [](const Region* region) { return std::get<Span>(region->shape); };
    std::ranges::stable_sort(spans, [&](const Region* a, const Region* b) {
        const auto x = spanOf(a), y = spanOf(b);
        return x.start != y.start ? x.start < y.start : x.end > y.end;
    });
    std::set<std::string> lost;
    std::int64_t end = 0;
    for (const auto* region : spans) {
        const auto span = spanOf(region);
        if (span.start < end) {
            m_losses.add("overlapping span", *region);
            lost.insert(region->id);
        } else {
            end = span.end;
        }
    }
    std::erase_if(answer.regions, [&](const Region& region) { return lost.contains(region.id); });
}

void RegionReducer::mendLinks(Annotation& answer) {
    std::map<std::string_view, const Region*> kept;
    for (const auto& region : answer.regions) kept.emplace(region.id, &region);
    const auto joined = [&](std::string& id) {
        if (const auto it = m_joined.find(id); it != m_joined.end()) id = it->second;
    };
    for (auto& region : answer.regions) {
        if (region.parent.empty()) continue;
        joined(region.parent);
        const auto parent = kept.find(region.parent);
        const bool isJoints = m_holds.parentsOfKeypoints && std::holds_alternative<Keypoints>(region.shape);
        const bool fits = parent != kept.end() && parent->second != &region &&
                          (m_holds.parents || (isJoints && parent->second->label == region.label &&
                                                  !std::holds_alternative<Keypoints>(parent->second->shape)));
        if (fits && isJoints && parent->second->score != region.score) {
            m_losses.add("score", region); // one object has one
            region.score = parent->second->score;
        }
        if (fits) continue;
        m_losses.add("belongs to", region);
        region.parent.clear();
    }
    std::erase_if(answer.relations, [&](Relation& relation) {
        joined(relation.from);
        joined(relation.to);
        const bool lost = !m_holds.relations || !kept.contains(relation.from) || !kept.contains(relation.to);
        if (lost) m_losses.add("relation", relation.labels.empty() ? std::string() : relation.labels[0]);
        return lost;
    });
}

} // namespace slipway::label
