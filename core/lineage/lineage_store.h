#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/time.h"

namespace slipway::store {
class Database;
}

namespace slipway::lineage {

/// Kinds: "file", "dataset", "feature_group", "run", "model_version", "deployment", "endpoint", "capture", "baseline",
/// "drift_report", "pipeline_run".
struct Node {
    std::string id; ///< kind and name, stable: "dataset/census:1", "model/census-income/3", "endpoint/census"
    std::string kind;
    std::string name; ///< what people read
};

/// `to` was made with or from `from` by `action` ("import", "filter", "train", "register", "deploy", "capture",
/// "compare", "retrain"). Relation: "Produced", "ContributedTo", "DerivedFrom", "AssociatedWith".
struct Edge {
    std::string from;
    std::string to;
    std::string relation;
    std::string action;
    std::string actor;
    Timestamp at = 0;
};

struct Graph {
    std::vector<Node> nodes;
    std::vector<Edge> edges;
};

enum class Direction { Upstream, Downstream, Both };

/// What was made, by which step, from what, by whom, when. Adding what is there already changes nothing.
/// add…() run inside the change's transaction. Same thread as its Database.
class LineageStore {
public:
    explicit LineageStore(store::Database& db);

    Status addNode(const Node& node);
    Status addEdge(const Edge& edge); ///< both nodes must exist
    Result<bool> contains(std::string_view id) const;
    /// By id, or by name when only one node has it; NotFound lists near names, InvalidArgument the candidates.
    Result<Node> find(std::string_view idOrName) const;
    /// Everything reachable from the node, itself first; depth < 0 without limit. Cycles are safe.
    Result<Graph> reach(std::string_view id, Direction direction, int depth = -1) const;
    Result<std::vector<Node>> nodes(std::string_view kind = {}, int limit = 10000) const;

private:
    store::Database& m_db;
};

} // namespace slipway::lineage
