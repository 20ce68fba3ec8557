#pragma once

#include <QObject>
#include <vector>

#include "core/lineage/lineage_store.h"
#include "ui/lineage/lineage_layout.h"
#include "ui/shell/app_context.h"

namespace slipway::ui {

/// Which part of the graph is shown.
struct LineageQuery {
    QString root;
    lineage::Direction direction = lineage::Direction::Both;
    int depth = -1; ///< without limit
    bool operator==(const LineageQuery&) const = default;
};

/// A laid-out graph with the edges as stored, for the inspector.
struct LineagePicture {
    LineageQuery query;
    std::vector<lineage::Edge> edges;
    LaidGraph laid;
};

/// Reads and lays out in jobs: a graph of thousands of nodes never holds up the window.
class LineageController : public QObject {
    Q_OBJECT
public:
    explicit LineageController(AppContext& app, QObject* parent = nullptr);

    void load();
    void show(const LineageQuery& query);

    const std::vector<lineage::Node>& nodes() const { return m_nodes; }
    const LineageQuery& query() const { return m_query; }
    /// Edges of the picture that end (or start) in the node.
    std::vector<lineage::Edge> edgesInto(const QString& node) const;
    std::vector<lineage::Edge> edgesOutOf(const QString& node) const;

signals:
    void nodesChanged();
    void pictureReady(const slipway::ui::LaidGraph& graph, const QString& root);
    void failed(const slipway::Error& error);

private:
    void draw();

    AppContext& m_app;
    std::vector<lineage::Node> m_nodes;
    std::vector<lineage::Edge> m_edges;
    LineageQuery m_query;
};

} // namespace slipway::ui
