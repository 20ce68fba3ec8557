#include "ui/label/text/relation_arcs.h"

#include <algorithm>

#include "ui/label/text/span_lanes.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr int kAboutALine = 40; ///< characters: arcs that end on the same line do not run into each other

QString captionOf(const label::Relation& relation) {
    QStringList names;
    for (const auto& name : relation.labels) names << format::text(name);
    return names.join(QStringLiteral(", "));
}

} // namespace

std::vector<RelationArc> makeRelationArcs(const std::vector<label::Relation>& relations, const SpanIndex& spans) {
    std::vector<RelationArc> arcs;
    for (std::size_t i = 0; i < relations.size(); ++i) {
        const TextSpan* from = spans.find(relations[i].from);
        const TextSpan* to = spans.find(relations[i].to);
        if (!from || !to || from->hidden || to->hidden) continue;
        RelationArc arc;
        arc.relation = i;
        arc.from = from->start;
        arc.to = to->start;
        arc.caption = captionOf(relations[i]);
        arc.toEnd = relations[i].direction != label::Direction::Backward;
        arc.toStart = relations[i].direction != label::Direction::Forward;
        arcs.push_back(std::move(arc));
    }
    std::ranges::stable_sort(arcs, {}, &RelationArc::first);
    std::vector<LaneInterval> places;
    for (const RelationArc& arc : arcs) places.push_back({arc.first() - kAboutALine, arc.last() + kAboutALine});
    const std::vector<int> lanes = assignLanes(places);
    // Lanes put what holds others first; an arc that holds others goes around them.
    for (std::size_t first = 0, next; first < arcs.size(); first = next) {
        int reach = places[first].end, deepest = 0;
        for (next = first; next < arcs.size() && places[next].start < reach; ++next) {
            reach = std::max(reach, places[next].end);
            deepest = std::max(deepest, lanes[next]);
        }
        for (std::size_t i = first; i < next; ++i) arcs[i].depth = deepest - lanes[i];
    }
    return arcs;
}

} // namespace slipway::ui
