#include "ui/lineage/lineage_controller.h"

#include <algorithm>

#include "core/workspace/workspace.h"

namespace slipway::ui {

namespace {

constexpr int kMostListed = 10000;

Result<LineagePicture> picture(workspace::Workspace& workspace, const LineageQuery& query, Progress& progress) {
    LineagePicture result;
    result.query = query;
    SLIPWAY_ASSIGN(
        auto graph, workspace.ledger().lineage().reach(query.root.toStdString(), query.direction, query.depth));
    SLIPWAY_ASSIGN(result.laid, layOut(graph, progress));
    result.edges = std::move(graph.edges);
    return result;
}

} // namespace

LineageController::LineageController(AppContext& app, QObject* parent) : QObject(parent), m_app(app) {}

void LineageController::load() {
    m_app.jobs.start<std::vector<lineage::Node>>(
        this, {.title = tr("Load lineage"), .key = "nodes", .quiet = true, .result = {}},
        [](workspace::Workspace& workspace, Progress&) { return workspace.ledger().lineage().nodes({}, kMostListed); },
        [this](Result<std::vector<lineage::Node>> nodes) {
            if (!nodes) return failed(nodes.error());
            m_nodes = std::move(*nodes);
            nodesChanged();
            if (!m_query.root.isEmpty()) draw();
        });
}

void LineageController::show(const LineageQuery& query) {
    if (query == m_query) return;
    m_query = query;
    draw();
}

void LineageController::draw() {
    m_app.jobs.start<LineagePicture>(
        this, {.title = tr("Lay out the lineage"), .key = "picture", .quiet = true, .result = {}},
        [query = m_query](
            workspace::Workspace& workspace, Progress& progress) { return picture(workspace, query, progress); },
        [this](Result<LineagePicture> picture) {
            if (!picture) return failed(picture.error());
            m_edges = std::move(picture->edges);
            pictureReady(picture->laid, picture->query.root);
        });
}

std::vector<lineage::Edge> LineageController::edgesInto(const QString& node) const {
    std::vector<lineage::Edge> edges;
    std::ranges::copy_if(
        m_edges, std::back_inserter(edges), [id = node.toStdString()](const auto& edge) { return edge.to == id; });
    return edges;
}

std::vector<lineage::Edge> LineageController::edgesOutOf(const QString& node) const {
    std::vector<lineage::Edge> edges;
    std::ranges::copy_if(
        m_edges, std::back_inserter(edges), [id = node.toStdString()](const auto& edge) { return edge.from == id; });
    return edges;
}

} // namespace slipway::ui
