#include "core/lineage/lineage_store.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_set>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/lineage/near_names.h"
#include "core/store/database.h"

namespace slipway::lineage {

namespace {

Result<std::vector<Node>> readNodes(store::Statement& read) {
    std::vector<Node> nodes;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, read.step());
        if (!more) return nodes;
        nodes.push_back({read.text(0), read.text(1), read.text(2)});
    }
}

Result<std::vector<Edge>> edgesAt(store::Database& db, const std::string& id, bool upstream) {
    SLIPWAY_ASSIGN(auto read,
        db.prepare(upstream
                       ? "SELECT from_id, to_id, relation, action, actor, at FROM lineage_edge WHERE to_id = ?"
                       : "SELECT from_id, to_id, relation, action, actor, at FROM lineage_edge WHERE from_id = ?"));
    read.bind(1, id);
    std::vector<Edge> edges;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, read.step());
        if (!more) return edges;
        edges.push_back({read.text(0), read.text(1), read.text(2), read.text(3), read.text(4), read.integer(5)});
    }
}

/// Breadth first, so that a depth means steps from the start.
class Walk {
public:
    Walk(store::Database& db, std::string start)
        : m_db(db), m_start(std::move(start)), m_order{m_start}, m_known{m_start} {}

    Status follow(bool upstream, int depth) {
        std::vector<std::string> frontier{m_start};
        std::unordered_set<std::string> visited{m_start};
        for (int step = 0; !frontier.empty() && (depth < 0 || step < depth); ++step) {
            std::vector<std::string> next;
            for (const auto& id : frontier) {
                SLIPWAY_ASSIGN(auto edges, edgesAt(m_db, id, upstream));
                for (auto& edge : edges) {
                    const auto& other = upstream ? edge.from : edge.to;
                    if (visited.insert(other).second) next.push_back(other);
                    if (m_known.insert(other).second) m_order.push_back(other);
                    if (m_seenEdges.emplace(edge.from, edge.to, edge.relation, edge.action).second)
                        m_edges.push_back(std::move(edge));
                }
            }
            frontier = std::move(next);
        }
        return {};
    }

    Result<Graph> graph() {
        Graph graph;
        graph.edges = std::move(m_edges);
        SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT id, kind, name FROM lineage_node WHERE id = ?"));
        for (const auto& id : m_order) {
            read.bind(1, id);
            SLIPWAY_ASSIGN(auto found, readNodes(read));
            std::ranges::move(found, std::back_inserter(graph.nodes));
            read.reset();
        }
        return graph;
    }

private:
    store::Database& m_db;
    std::string m_start;
    std::vector<std::string> m_order;
    std::unordered_set<std::string> m_known;
    std::set<std::tuple<std::string, std::string, std::string, std::string>> m_seenEdges;
    std::vector<Edge> m_edges;
};

} // namespace

LineageStore::LineageStore(store::Database& db) : m_db(db) {}

Status LineageStore::addNode(const Node& node) {
    SLIPWAY_ASSIGN(auto insert,
        m_db.prepare("INSERT INTO lineage_node (id, kind, name) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING"));
    return insert.bindAll(node.id, node.kind, node.name).run();
}

Result<bool> LineageStore::contains(std::string_view id) const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT 1 FROM lineage_node WHERE id = ?"));
    return read.bind(1, id).step();
}

Status LineageStore::addEdge(const Edge& edge) {
    for (const auto& id : {edge.from, edge.to}) {
        SLIPWAY_ASSIGN(const bool known, contains(id));
        if (!known)
            return fail(ErrorCode::NotFound, fmt::format("lineage has no node '{}'", forMessage(id)),
                "Add the node before the edge");
    }
    SLIPWAY_ASSIGN(auto insert, m_db.prepare("INSERT INTO lineage_edge (from_id, to_id, relation, action, actor, at) "
                                             "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"));
    return insert.bindAll(edge.from, edge.to, edge.relation, edge.action, edge.actor, edge.at).run();
}

Result<Node> LineageStore::find(std::string_view idOrName) const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT id, kind, name FROM lineage_node WHERE id = ?1 OR name = ?1 "
                                           "ORDER BY id <> ?1, id LIMIT 10"));
    read.bind(1, idOrName);
    SLIPWAY_ASSIGN(const auto found, readNodes(read));
    if (!found.empty() && (found.size() == 1 || found.front().id == idOrName)) return found.front();
    if (!found.empty()) {
        std::vector<std::string> ids;
        for (const auto& node : found) ids.push_back(node.id);
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' names several things", forMessage(idOrName)),
            "Give one of: " + join(ids, ", "));
    }
    SLIPWAY_ASSIGN(const auto all, nodes());
    const auto near = nearNames(idOrName, all);
    return fail(ErrorCode::NotFound, fmt::format("lineage knows nothing called '{}'", forMessage(idOrName)),
        near.empty() ? "`slipway status` shows what the workspace holds" : "Did you mean " + join(near, ", "));
}

Result<Graph> LineageStore::reach(std::string_view id, Direction direction, int depth) const {
    SLIPWAY_ASSIGN(const auto start, find(id));
    Walk walk(m_db, start.id);
    if (direction != Direction::Downstream) SLIPWAY_TRY(walk.follow(true, depth));
    if (direction != Direction::Upstream) SLIPWAY_TRY(walk.follow(false, depth));
    return walk.graph();
}

Result<std::vector<Node>> LineageStore::nodes(std::string_view kind, int limit) const {
    SLIPWAY_ASSIGN(auto read,
        m_db.prepare(kind.empty() ? "SELECT id, kind, name FROM lineage_node ORDER BY id LIMIT ?1"
                                  : "SELECT id, kind, name FROM lineage_node WHERE kind = ?2 ORDER BY id LIMIT ?1"));
    read.bind(1, limit);
    if (!kind.empty()) read.bind(2, kind);
    return readNodes(read);
}

} // namespace slipway::lineage
