#include "ui/track/run/lineage_layers.h"

#include <algorithm>
#include <map>

namespace slipway::ui {

namespace {

/// Layers at distance 1, 2 … against (upstream) or along the edges.
std::vector<LineageLayer> walk(const lineage::Graph& graph, const std::string& centre, bool upstream) {
    std::map<std::string, const lineage::Node*> nodes;
    for (const auto& node : graph.nodes) nodes[node.id] = &node;
    std::multimap<std::string, const lineage::Edge*> edges;
    for (const auto& edge : graph.edges) edges.emplace(upstream ? edge.to : edge.from, &edge);
    std::map<std::string, int> seen{{centre, 0}};
    std::vector<LineageLayer> layers;
    std::vector<std::string> at{centre};
    while (!at.empty()) {
        LineageLayer layer;
        std::vector<std::string> next;
        for (const auto& id : at) {
            const auto [first, last] = edges.equal_range(id);
            for (auto it = first; it != last; ++it) {
                const auto& other = upstream ? it->second->from : it->second->to;
                const auto node = nodes.find(other);
                if (node == nodes.end() || !seen.emplace(other, static_cast<int>(layers.size()) + 1).second) continue;
                layer.items.push_back({*node->second, it->second->action, it->second->actor, it->second->at});
                next.push_back(other);
            }
        }
        layer.distance = (upstream ? -1 : 1) * (static_cast<int>(layers.size()) + 1);
        std::ranges::sort(layer.items, {}, [](const auto& item) { return item.node.name; });
        if (!layer.items.empty()) layers.push_back(std::move(layer));
        at = std::move(next);
    }
    return layers;
}

} // namespace

std::vector<LineageLayer> lineageLayers(
    const lineage::Graph& before, const lineage::Graph& behind, const std::string& centre) {
    auto layers = walk(before, centre, true);
    std::ranges::reverse(layers);
    std::ranges::move(walk(behind, centre, false), std::back_inserter(layers));
    return layers;
}

} // namespace slipway::ui
