#pragma once

#include <string>
#include <vector>

#include "core/lineage/lineage_store.h"

namespace slipway::ui {

/// What stands so many steps before (negative) or behind a node, with the step that leads there.
struct LineageLayer {
    struct Item {
        lineage::Node node;
        std::string action, actor; ///< of the edge on the way to the node in the middle
        Timestamp at = 0;
        bool operator==(const Item& other) const { return node.id == other.node.id && action == other.action; }
    };
    int distance = 0;
    std::vector<Item> items;
    bool operator==(const LineageLayer&) const = default;
};

/// Layers around `centre`, from the farthest before it to the farthest behind it, by the shortest way; without the
/// centre itself.
std::vector<LineageLayer> lineageLayers(
    const lineage::Graph& before, const lineage::Graph& behind, const std::string& centre);

} // namespace slipway::ui
