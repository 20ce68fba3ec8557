#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/label/agreement/region_overlap.h"

namespace slipway::label {

inline constexpr double kMatchFrom = 0.5; ///< least similarity of two regions that mean the same object

/// How two people's regions of one label go together.
struct LabelMatch {
    std::int64_t pairs = 0, first = 0, second = 0; ///< matched; regions of each
    double similaritySum = 0;                      ///< of the pairs
    /// 2 · pairs / (first + second); 1 when nobody marked anything.
    double f1() const { return first + second == 0 ? 1 : 2.0 * pairs / static_cast<double>(first + second); }
    std::optional<double> meanSimilarity() const; ///< of the pairs; nothing without one
    LabelMatch& operator+=(const LabelMatch& other);
    bool operator==(const LabelMatch&) const = default;
};
using LabelMatches = std::map<std::string, LabelMatch>;

/// One person's shapes (spans aside) prepared for comparison. Borrows the annotation.
class ComparedRegions {
public:
    ComparedRegions(const Annotation& annotation, PictureSize size);
    ~ComparedRegions();
    ComparedRegions(ComparedRegions&&) noexcept;

    struct Entry;
    const std::vector<Entry>& entries() const { return m_entries; }
    PictureSize size() const { return m_size; }

private:
    PictureSize m_size;
    std::vector<Entry> m_entries;
};

/// A region of one person and the one of the other that means the same object: places in Annotation::regions.
struct RegionPair {
    std::size_t first = 0, second = 0;
    double similarity = 0;
};
/// All pairs of the same label from `least` up, each region in any number of them, most similar first. Of more than
/// four million pairs only the most similar two million are kept.
std::vector<RegionPair> similarPairs(const ComparedRegions& a, const ComparedRegions& b, double least);
/// By descending similarity, each region once.
std::vector<RegionPair> matchedPairs(const ComparedRegions& a, const ComparedRegions& b, double least = kMatchFrom);
LabelMatches matchRegions(const ComparedRegions& a, const ComparedRegions& b);

/// Of all that two people painted with the same labels, the share of pixels that both did: polygons, masks and other
/// shapes with an area, those of a label together. Nothing without pixels, or with more than 2^26 of one label.
std::optional<double> pixelIou(const ComparedRegions& a, const ComparedRegions& b);

/// Spans with the same label, start and end are pairs.
LabelMatches matchSpans(const Annotation& a, const Annotation& b);
/// Of all characters that two people gave a label, the share that both gave it. Nothing when there is no span.
std::optional<double> characterIou(const Annotation& a, const Annotation& b);

} // namespace slipway::label
