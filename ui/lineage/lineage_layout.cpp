#include "ui/lineage/lineage_layout.h"

#include <algorithm>
#include <deque>
#include <numeric>
#include <set>
#include <unordered_map>

namespace slipway::ui {

namespace {

constexpr double kLayerGap = 60, kRowGap = 20, kPassHeight = 20;
constexpr int kOrderSweeps = 8, kPlaceSweeps = 6;

/// A node of the graph, or a point where an edge passes a layer.
struct Cell {
    int node = -1; ///< -1: a passing edge
    int layer = 0;
    double y = 0; ///< centre
    std::vector<int> left, right;
    double height() const { return node >= 0 ? kLineageNodeHeight : kPassHeight; }
};

struct Link {
    int from = 0, to = 0;
    bool reversed = false; ///< cut to break a cycle
};

/// Marks the edges that close a cycle, so that the rest is a directed acyclic graph.
void cutCycles(std::size_t nodes, std::vector<Link>& links) {
    std::vector<std::vector<std::size_t>> out(nodes);
    for (std::size_t i = 0; i < links.size(); ++i) out[static_cast<std::size_t>(links[i].from)].push_back(i);
    enum class Mark : char { New, Open, Done };
    std::vector<Mark> marks(nodes, Mark::New);
    std::vector<std::pair<std::size_t, std::size_t>> stack;
    for (std::size_t start = 0; start < nodes; ++start) {
        if (marks[start] != Mark::New) continue;
        stack.emplace_back(start, 0);
        marks[start] = Mark::Open;
        while (!stack.empty()) {
            auto& [node, next] = stack.back();
            if (next == out[node].size()) {
                marks[node] = Mark::Done;
                stack.pop_back();
                continue;
            }
            auto& link = links[out[node][next++]];
            const auto target = static_cast<std::size_t>(link.to);
            if (marks[target] == Mark::Open) {
                link.reversed = true;
            } else if (marks[target] == Mark::New) {
                marks[target] = Mark::Open;
                stack.emplace_back(target, 0);
            }
        }
    }
}

std::vector<int> longestPathLayers(std::size_t nodes, const std::vector<Link>& links) {
    std::vector<std::vector<int>> out(nodes);
    std::vector<int> incoming(nodes, 0), layers(nodes, 0);
    for (const auto& link : links) {
        const auto from = link.reversed ? link.to : link.from, to = link.reversed ? link.from : link.to;
        if (from == to) continue;
        out[static_cast<std::size_t>(from)].push_back(to);
        ++incoming[static_cast<std::size_t>(to)];
    }
    const auto sources = incoming;
    std::deque<int> ready;
    for (std::size_t i = 0; i < nodes; ++i)
        if (incoming[i] == 0) ready.push_back(static_cast<int>(i));
    while (!ready.empty()) {
        const auto node = static_cast<std::size_t>(ready.front());
        ready.pop_front();
        for (const int to : out[node]) {
            auto& layer = layers[static_cast<std::size_t>(to)];
            layer = std::max(layer, layers[node] + 1);
            if (--incoming[static_cast<std::size_t>(to)] == 0) ready.push_back(to);
        }
    }
    // A source moves next to its first user, so that its edges stay short.
    for (std::size_t i = 0; i < nodes; ++i) {
        if (sources[i] > 0 || out[i].empty()) continue;
        int nearest = layers[static_cast<std::size_t>(out[i].front())];
        for (const int to : out[i]) nearest = std::min(nearest, layers[static_cast<std::size_t>(to)]);
        layers[i] = std::max(0, nearest - 1);
    }
    return layers;
}

class Layers {
public:
    Layers(const std::vector<int>& nodeLayers, const std::vector<Link>& links);
    Status arrange(Progress& progress);
    const Cell& cell(int index) const { return m_cells[static_cast<std::size_t>(index)]; }
    const std::vector<int>& routeOf(std::size_t link) const { return m_routes[link]; }

private:
    Cell& at(int index) { return m_cells[static_cast<std::size_t>(index)]; }
    int addCell(int node, int layer);
    void connectCells(int left, int right);
    void orderLayer(std::vector<int>& layer, bool byLeft);
    void placeLayer(const std::vector<int>& layer, bool byLeft);
    void stack();

    std::vector<Cell> m_cells;
    std::vector<std::vector<int>> m_layers;
    std::vector<std::vector<int>> m_routes; ///< cells that an edge goes through, from left to right
    std::vector<int> m_position;            ///< of a cell in its layer
};

Layers::Layers(const std::vector<int>& nodeLayers, const std::vector<Link>& links) {
    for (std::size_t i = 0; i < nodeLayers.size(); ++i) addCell(static_cast<int>(i), nodeLayers[i]);
    for (const auto& link : links) {
        int from = link.from, to = link.to;
        if (cell(from).layer > cell(to).layer) std::swap(from, to);
        std::vector<int> route{from};
        for (int layer = cell(from).layer + 1; layer < cell(to).layer; ++layer) {
            const int pass = addCell(-1, layer);
            connectCells(route.back(), pass);
            route.push_back(pass);
        }
        if (from != to) connectCells(route.back(), to);
        route.push_back(to);
        m_routes.push_back(std::move(route));
    }
    m_position.resize(m_cells.size());
}

int Layers::addCell(int node, int layer) {
    const int index = static_cast<int>(m_cells.size());
    Cell cell;
    cell.node = node;
    cell.layer = layer;
    m_cells.push_back(std::move(cell));
    if (static_cast<std::size_t>(layer) >= m_layers.size()) m_layers.resize(static_cast<std::size_t>(layer) + 1);
    m_layers[static_cast<std::size_t>(layer)].push_back(index);
    return index;
}

void Layers::connectCells(int left, int right) {
    at(left).right.push_back(right);
    at(right).left.push_back(left);
}

void Layers::orderLayer(std::vector<int>& layer, bool byLeft) {
    std::vector<std::pair<double, int>> keyed;
    for (std::size_t i = 0; i < layer.size(); ++i) {
        const auto& neighbours = byLeft ? cell(layer[i]).left : cell(layer[i]).right;
        double sum = 0;
        for (const int other : neighbours) sum += m_position[static_cast<std::size_t>(other)];
        keyed.emplace_back(
            neighbours.empty() ? static_cast<double>(i) : sum / static_cast<double>(neighbours.size()), layer[i]);
    }
    std::ranges::stable_sort(keyed, {}, &std::pair<double, int>::first);
    for (std::size_t i = 0; i < layer.size(); ++i) {
        layer[i] = keyed[i].second;
        m_position[static_cast<std::size_t>(layer[i])] = static_cast<int>(i);
    }
}

/// Pulls each cell towards the mean of its neighbours, keeping order and distance.
void Layers::placeLayer(const std::vector<int>& layer, bool byLeft) {
    std::vector<double> wanted;
    for (const int index : layer) {
        const auto& neighbours = byLeft ? cell(index).left : cell(index).right;
        double sum = 0;
        for (const int other : neighbours) sum += cell(other).y;
        wanted.push_back(neighbours.empty() ? cell(index).y : sum / static_cast<double>(neighbours.size()));
    }
    double shift = 0;
    for (std::size_t i = 0; i < layer.size(); ++i) {
        auto& current = at(layer[i]);
        current.y = wanted[i];
        if (i > 0) {
            const auto& above = cell(layer[i - 1]);
            current.y = std::max(current.y, above.y + (above.height() + current.height()) / 2 + kRowGap);
        }
        shift += wanted[i] - current.y;
    }
    if (layer.empty()) return;
    shift /= static_cast<double>(layer.size()); // everything was pushed down: half of it goes back up
    for (const int index : layer) at(index).y += shift;
}

void Layers::stack() {
    for (const auto& layer : m_layers) {
        double y = 0;
        for (const int index : layer) {
            at(index).y = y + cell(index).height() / 2;
            y += cell(index).height() + kRowGap;
        }
        for (const int index : layer) at(index).y -= y / 2;
    }
}

Status Layers::arrange(Progress& progress) {
    for (auto& layer : m_layers)
        for (std::size_t i = 0; i < layer.size(); ++i)
            m_position[static_cast<std::size_t>(layer[i])] = static_cast<int>(i);
    for (int sweep = 0; sweep < kOrderSweeps; ++sweep) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "the layout was cancelled");
        if (sweep % 2 == 0)
            for (auto& layer : m_layers) orderLayer(layer, true);
        else
            for (auto layer = m_layers.rbegin(); layer != m_layers.rend(); ++layer) orderLayer(*layer, false);
    }
    stack();
    for (int sweep = 0; sweep < kPlaceSweeps; ++sweep) {
        if (sweep % 2 == 0)
            for (const auto& layer : m_layers) placeLayer(layer, true);
        else
            for (auto layer = m_layers.rbegin(); layer != m_layers.rend(); ++layer) placeLayer(*layer, false);
    }
    return {};
}

QPolygonF routeThrough(const Layers& layers, const std::vector<int>& cells, bool backwards) {
    QPolygonF route;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const auto& cell = layers.cell(cells[i]);
        const double x = cell.layer * (kLineageNodeWidth + kLayerGap);
        if (i > 0) route << QPointF(x, cell.y);
        if (i + 1 < cells.size()) route << QPointF(x + kLineageNodeWidth, cell.y);
    }
    if (backwards) std::ranges::reverse(route);
    return route;
}

void sortNeighbours(LaidGraph& laid) {
    const auto higher = [&](int a, int b) {
        return laid.nodes[static_cast<std::size_t>(a)].box.top() < laid.nodes[static_cast<std::size_t>(b)].box.top();
    };
    for (auto& node : laid.nodes) {
        std::ranges::sort(node.upstream, higher);
        std::ranges::sort(node.downstream, higher);
    }
}

} // namespace

Result<LaidGraph> layOut(const lineage::Graph& graph, Progress& progress) {
    LaidGraph laid;
    for (const auto& node : graph.nodes) {
        laid.indexOf.insert(QString::fromStdString(node.id), static_cast<int>(laid.nodes.size()));
        laid.nodes.push_back({node, {}, 0, {}, {}});
    }
    std::vector<Link> links;
    std::set<std::pair<int, int>> seen;
    for (const auto& edge : graph.edges) {
        const int from = laid.indexOf.value(QString::fromStdString(edge.from), -1);
        const int to = laid.indexOf.value(QString::fromStdString(edge.to), -1);
        if (from < 0 || to < 0 || from == to || !seen.emplace(from, to).second) continue;
        links.push_back({from, to, false});
        laid.edges.push_back({from, to, QString::fromStdString(edge.action), {}});
        laid.nodes[static_cast<std::size_t>(from)].downstream.push_back(to);
        laid.nodes[static_cast<std::size_t>(to)].upstream.push_back(from);
    }
    cutCycles(laid.nodes.size(), links);
    Layers layers(longestPathLayers(laid.nodes.size(), links), links);
    SLIPWAY_TRY(layers.arrange(progress));
    for (std::size_t i = 0; i < laid.nodes.size(); ++i) {
        const auto& cell = layers.cell(static_cast<int>(i));
        auto& node = laid.nodes[i];
        node.layer = cell.layer;
        node.box = QRectF(cell.layer * (kLineageNodeWidth + kLayerGap), cell.y - kLineageNodeHeight / 2,
            kLineageNodeWidth, kLineageNodeHeight);
        laid.bounds |= node.box;
    }
    for (std::size_t i = 0; i < links.size(); ++i) {
        const auto& cells = layers.routeOf(i);
        laid.edges[i].route = routeThrough(layers, cells, cells.front() != laid.edges[i].from);
    }
    sortNeighbours(laid);
    return laid;
}

} // namespace slipway::ui
