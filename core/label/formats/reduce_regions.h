#pragma once

#include "core/label/formats/loss_list.h"

namespace slipway::label {

/// What reduce() does to the regions of one answer. The relations of the answer are mended after it.
class RegionReducer {
public:
    RegionReducer(const Capabilities& holds, const LabelSet& labels, LossList& losses)
        : m_holds(holds), m_labels(labels), m_losses(losses) {}

    /// `keepScores`: also where the format has no scores of regions (predictions).
    void reduce(const Item& item, Annotation& answer, bool keepScores);

private:
    void joinGroups(Annotation& answer);
    void joinGroup(Annotation& answer, const std::vector<std::size_t>& members);
    void reduceOne(const Item& item, Region region);
    std::vector<FrameShape> shapesOf(const Item& item, const Region& region, FrameShape shape);
    std::optional<FrameShape> held(const Region& region, FrameShape shape);
    std::vector<FrameShape> divided(const Region& region, FrameShape shape);
    std::optional<FrameShape> finished(const Item& item, const Region& region, FrameShape shape);
    bool fitSkeleton(const Region& region, Keypoints& keypoints);
    void plainKeypoints(const Region& region, Keypoints& keypoints);
    bool reduceTrack(const Region& region, Track& track);
    void reduceFields(Region& region);
    void dropOverlaps(Annotation& answer);
    void mendLinks(Annotation& answer);

    const Capabilities& m_holds;
    const LabelSet& m_labels;
    LossList& m_losses;
    bool m_keepScores = false;
    std::vector<Region> m_kept;
    std::map<std::string, std::string> m_joined; ///< id of a region that went into another one
};

} // namespace slipway::label
