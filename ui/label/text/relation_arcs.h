#pragma once

#include <QString>
#include <vector>

#include "core/label/annotation.h"
#include "ui/label/text/span_index.h"

namespace slipway::ui {

/// A relation between two spans as it is drawn in the margin.
struct RelationArc {
    std::size_t relation = 0;           ///< place in Annotation::relations
    int from = 0, to = 0;               ///< where the two spans start, UTF-16 units
    int depth = 0;                      ///< arcs at the same place stand side by side
    QString caption;                    ///< "works for"
    bool toEnd = true, toStart = false; ///< which ends have an arrow
    int first() const { return std::min(from, to); }
    int last() const { return std::max(from, to); }
};

/// Those whose both ends are spans that are shown, by place.
std::vector<RelationArc> makeRelationArcs(const std::vector<label::Relation>& relations, const SpanIndex& spans);

} // namespace slipway::ui
