#pragma once

#include <QHash>
#include <QPolygonF>
#include <QRectF>
#include <QString>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/lineage/lineage_store.h"

namespace slipway::ui {

struct LaidNode {
    lineage::Node node;
    QRectF box;
    int layer = 0;
    std::vector<int> upstream, downstream; ///< indices of nodes, top to bottom
};

struct LaidEdge {
    int from = 0, to = 0;
    QString action;
    QPolygonF route; ///< from the right side of `from`, between the nodes of passed layers, to the left side of `to`
};

/// A graph with a place for everything, from left to right along the edges.
struct LaidGraph {
    std::vector<LaidNode> nodes;
    std::vector<LaidEdge> edges;
    QHash<QString, int> indexOf;
    QRectF bounds;
};

constexpr double kLineageNodeWidth = 184, kLineageNodeHeight = 48;

/// Layers by longest path, fewer crossings by barycentre sweeps, rows pulled towards their neighbours. Cycles are cut
/// for the layering only. Some milliseconds for a hundred nodes, well under a second for 5,000: call it in a job.
Result<LaidGraph> layOut(const lineage::Graph& graph, Progress& progress);

} // namespace slipway::ui
