// Pixel IoU of all that people painted with a label, and character IoU of spans.
#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "core/label/agreement/compared_regions.h"

namespace slipway::label {

namespace {

constexpr double kMostPixels = 1 << 26;

using Masks = std::map<std::string_view, std::vector<const Mask*>>;

Masks masksOf(const ComparedRegions& regions) {
    Masks masks;
    for (const auto& entry : regions.entries())
        if (entry.compared && entry.compared->hasArea())
            if (const auto& mask = entry.compared->mask(); !mask.empty()) masks[entry.region->label].push_back(&mask);
    return masks;
}

/// Both people's pixels of one label in one raster, a bit each.
class Raster {
public:
    explicit Raster(const Box& bounds)
        : m_left(static_cast<int>(bounds.left)),
          m_top(static_cast<int>(bounds.top)),
          m_width(static_cast<std::size_t>(bounds.width)),
          m_pixels(m_width * static_cast<std::size_t>(bounds.height)) {}

    void paint(const Mask& mask, std::uint8_t bit) {
        std::size_t at = 0;
        bool on = false;
        const auto width = static_cast<std::size_t>(mask.width());
        for (const auto run : mask.rowRuns()) {
            for (std::size_t end = at + run; at < end && on; ++at) {
                const auto x = at % width + static_cast<std::size_t>(mask.left() - m_left);
                const auto y = at / width + static_cast<std::size_t>(mask.top() - m_top);
                m_pixels[y * m_width + x] |= bit;
            }
            if (!on) at += run;
            on = !on;
        }
    }
    /// Pixels of both, and of either.
    std::pair<std::int64_t, std::int64_t> counts() const {
        std::int64_t both = 0, either = 0;
        for (const auto pixel : m_pixels) {
            both += pixel == 3;
            either += pixel != 0;
        }
        return {both, either};
    }

private:
    int m_left, m_top;
    std::size_t m_width;
    std::vector<std::uint8_t> m_pixels;
};

std::optional<Box> boundsOfAll(const std::array<const std::vector<const Mask*>*, 2>& people) {
    std::optional<Box> bounds;
    for (const auto* masks : people)
        for (const auto* mask : *masks) bounds = bounds ? bounds->united(mask->bounds()) : mask->bounds();
    return bounds;
}

using Intervals = std::vector<Span>; ///< rising, apart
using Characters = std::map<std::string_view, Intervals>;

Characters charactersOf(const Annotation& annotation) {
    Characters characters;
    for (const auto& region : annotation.regions)
        if (const auto* span = std::get_if<Span>(&region.shape); span && span->end > span->start)
            characters[region.label].push_back(*span);
    for (auto& [label, spans] : characters) {
        std::ranges::sort(spans, {}, &Span::start);
        Intervals merged;
        for (const auto& span : spans) {
            if (merged.empty() || span.start > merged.back().end)
                merged.push_back(span);
            else
                merged.back().end = std::max(merged.back().end, span.end);
        }
        spans = std::move(merged);
    }
    return characters;
}

double lengthOf(const Intervals& spans) {
    double length = 0;
    for (const auto& span : spans) length += static_cast<double>(span.end - span.start);
    return length;
}

double commonLength(const Intervals& a, const Intervals& b) {
    double length = 0;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        const auto start = std::max(a[i].start, b[j].start), end = std::min(a[i].end, b[j].end);
        if (end > start) length += static_cast<double>(end - start);
        a[i].end < b[j].end ? ++i : ++j;
    }
    return length;
}

} // namespace

std::optional<double> pixelIou(const ComparedRegions& a, const ComparedRegions& b) {
    const auto first = masksOf(a), second = masksOf(b);
    std::set<std::string_view> labels;
    for (const auto& entry : first) labels.insert(entry.first);
    for (const auto& entry : second) labels.insert(entry.first);
    static const std::vector<const Mask*> kNone;
    std::int64_t both = 0, either = 0;
    for (const auto label : labels) {
        const auto of = [&](const Masks& masks) {
            const auto found = masks.find(label);
            return found == masks.end() ? &kNone : &found->second;
        };
        const auto bounds = boundsOfAll({of(first), of(second)});
        if (bounds->area() > kMostPixels) return std::nullopt;
        Raster raster(*bounds);
        for (const auto* mask : *of(first)) raster.paint(*mask, 1);
        for (const auto* mask : *of(second)) raster.paint(*mask, 2);
        const auto counts = raster.counts();
        both += counts.first;
        either += counts.second;
    }
    if (either == 0) return std::nullopt;
    return static_cast<double>(both) / static_cast<double>(either);
}

LabelMatches matchSpans(const Annotation& a, const Annotation& b) {
    LabelMatches matches;
    std::map<std::tuple<std::string_view, std::int64_t, std::int64_t>, std::array<std::int64_t, 2>> counts;
    const auto count = [&](const Annotation& annotation, std::size_t person) {
        for (const auto& region : annotation.regions)
            if (const auto* span = std::get_if<Span>(&region.shape)) {
                auto& match = matches[region.label];
                ++(person == 0 ? match.first : match.second);
                ++counts[{region.label, span->start, span->end}][person];
            }
    };
    count(a, 0);
    count(b, 1);
    for (const auto& [key, people] : counts) {
        const auto pairs = std::min(people[0], people[1]);
        if (pairs == 0) continue;
        auto& match = matches[std::string(std::get<0>(key))];
        match.pairs += pairs;
        match.similaritySum += static_cast<double>(pairs);
    }
    return matches;
}

std::optional<double> characterIou(const Annotation& a, const Annotation& b) {
    const auto first = charactersOf(a), second = charactersOf(b);
    double common = 0, all = 0;
    for (const auto& [label, spans] : first) {
        all += lengthOf(spans);
        if (const auto other = second.find(label); other != second.end()) common += commonLength(spans, other->second);
    }
    for (const auto& [label, spans] : second) all += lengthOf(spans);
    if (all <= 0) return std::nullopt;
    return common / (all - common);
}

} // namespace slipway::label
