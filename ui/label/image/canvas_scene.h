#pragma once

#include <QColor>
#include <QString>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/label/gesture.h"
#include "core/label/label_set.h"
#include "ui/label/image/region_index.h"
#include "ui/label/image/shape_outline.h"

namespace slipway::ui {

/// A region as it is drawn. Never changed after it was made: threads share it.
struct SceneRegion {
    label::Region region;
    label::FrameShape shape;
    Outline outline;
    Outline smooth; ///< of a mask: its border without the steps of its pixels; else empty
    label::Box bounds;
    QColor color;
    QString caption;                        ///< what the chip says
    std::vector<std::pair<int, int>> bones; ///< of its label's skeleton
    std::size_t corners = 0;                ///< what drawing it costs
    bool suggestion = false;
};
using SceneRegionPtr = std::shared_ptr<const SceneRegion>;
/// Back to front.
using SceneList = std::vector<SceneRegionPtr>;

/// The drawn form of a region; null when it has nothing to draw on a still picture.
SceneRegionPtr makeSceneRegion(const label::Region& region, const label::LabelSet& labels, bool suggestion);
QColor colorOf(const label::LabelSet& labels, std::string_view label);

/// All regions of an annotation, drawn form and place, kept up to date edit by edit. Snapshots cost nothing: a change
/// makes a new list only while a snapshot is held. GUI thread only; the lists are for any thread.
class CanvasScene {
public:
    CanvasScene();

    void setLabels(const label::LabelSet& labels) { m_labels = labels; }
    const label::LabelSet& labels() const { return m_labels; }

    /// Everything anew.
    void reset(const std::vector<label::Region>& regions, bool suggestions = false);
    /// Brings up to date with `after`, the annotation after the edit. Returns where something is drawn otherwise now.
    std::vector<label::Box> apply(const label::Edit& edit, const label::Annotation& after);

    std::shared_ptr<const SceneList> list() const { return m_list; }
    std::size_t size() const { return m_list->size(); }
    std::size_t corners() const { return m_corners; }
    /// Null when there is none.
    SceneRegionPtr find(std::string_view id) const;
    /// What touches the box, back to front.
    SceneList visible(const label::Box& box) const;
    /// Candidates within reach of a point, back to front.
    SceneList at(label::Point point, double reach) const;

private:
    bool replay(const label::RegionChange& change, std::vector<label::Box>& damage);
    void insert(const label::Region& region, std::size_t index);
    void erase(std::size_t index);
    void replace(const label::Region& region, std::size_t index);
    void renumber();
    SceneList sorted(const std::vector<RegionIndex::Key>& keys) const;
    SceneList& mutableList();

    label::LabelSet m_labels;
    std::shared_ptr<SceneList> m_list;
    std::vector<RegionIndex::Key> m_keys; ///< of m_list
    std::unordered_map<RegionIndex::Key, std::size_t> m_places;
    std::unordered_map<std::string, RegionIndex::Key> m_byId;
    RegionIndex m_index;
    RegionIndex::Key m_nextKey = 0;
    std::size_t m_corners = 0;
    bool m_suggestions = false;
};

} // namespace slipway::ui
