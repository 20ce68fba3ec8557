#include "core/train/nearest_rows.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace slipway::train {

namespace {

constexpr std::size_t kLeafSize = 16;

/// A box of points [first, last) in tree order; a leaf has no children.
struct Node {
    std::size_t first = 0, last = 0;
    std::int64_t left = -1, right = -1;
};

struct Candidate {
    double distance = 0;
    std::size_t row = 0;
    bool operator<(const Candidate& other) const {
        return distance != other.distance ? distance < other.distance : row < other.row;
    }
};

} // namespace

struct NearestRows::State {
    std::size_t columns = 0, most = 0;
    std::vector<double> points;                 ///< distinct rows in tree order
    std::vector<std::vector<std::size_t>> rows; ///< the first `most` row numbers of each distinct row
    std::vector<Node> nodes;
    std::vector<double> low, high; ///< box of node i at i * columns

    void collectDistinct(const std::vector<double>& values);
    std::int64_t build(std::vector<std::size_t>& order, std::size_t first, std::size_t last);
    void fillBox(const std::vector<std::size_t>& order, std::size_t node);
    double distanceToBox(const double* point, std::int64_t node) const;
    void search(const double* point, std::int64_t node, std::vector<Candidate>& best) const;
    void searchLeaf(const double* point, const Node& leaf, std::vector<Candidate>& best) const;
    bool mayHold(double distance, const std::vector<Candidate>& best) const {
        return best.size() < most || distance <= best.back().distance;
    }
};

void NearestRows::State::collectDistinct(const std::vector<double>& values) {
    const std::size_t count = columns == 0 ? 0 : values.size() / columns;
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t(0));
    const auto row = [&](std::size_t i) { return values.begin() + static_cast<std::ptrdiff_t>(i * columns); };
    const auto width = static_cast<std::ptrdiff_t>(columns);
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        const auto difference = std::lexicographical_compare_three_way(row(a), row(a) + width, row(b), row(b) + width);
        return difference != 0 ? difference < 0 : a < b;
    });
    for (std::size_t i = 0; i < count; ++i) {
        const bool same = i > 0 && std::equal(row(order[i]), row(order[i]) + width, row(order[i - 1]));
        if (!same) {
            points.insert(points.end(), row(order[i]), row(order[i]) + width);
            rows.emplace_back();
        }
        if (rows.back().size() < most) rows.back().push_back(order[i]);
    }
}

void NearestRows::State::fillBox(const std::vector<std::size_t>& order, std::size_t node) {
    low.resize((node + 1) * columns, std::numeric_limits<double>::infinity());
    high.resize((node + 1) * columns, -std::numeric_limits<double>::infinity());
    for (std::size_t i = nodes[node].first; i < nodes[node].last; ++i)
        for (std::size_t c = 0; c < columns; ++c) {
            const double value = points[order[i] * columns + c];
            low[node * columns + c] = std::min(low[node * columns + c], value);
            high[node * columns + c] = std::max(high[node * columns + c], value);
        }
}

std::int64_t NearestRows::State::build(std::vector<std::size_t>& order, std::size_t first, std::size_t last) {
    const std::size_t node = nodes.size();
    nodes.push_back({first, last});
    fillBox(order, node);
    if (last - first <= kLeafSize) return static_cast<std::int64_t>(node);
    std::size_t widest = 0;
    const auto spread = [&](std::size_t c) { return high[node * columns + c] - low[node * columns + c]; };
    for (std::size_t c = 1; c < columns; ++c)
        if (spread(c) > spread(widest)) widest = c;
    const std::size_t middle = first + (last - first) / 2;
    const auto at = [&](std::size_t i) { return order.begin() + static_cast<std::ptrdiff_t>(i); };
    std::nth_element(at(first), at(middle), at(last),
        [&](std::size_t a, std::size_t b) { return points[a * columns + widest] < points[b * columns + widest]; });
    const auto left = build(order, first, middle);
    const auto right = build(order, middle, last);
    nodes[node].left = left;
    nodes[node].right = right;
    return static_cast<std::int64_t>(node);
}

double NearestRows::State::distanceToBox(const double* point, std::int64_t node) const {
    const std::size_t offset = static_cast<std::size_t>(node) * columns;
    double sum = 0;
    for (std::size_t c = 0; c < columns; ++c) {
        const double outside = std::max({low[offset + c] - point[c], point[c] - high[offset + c], 0.0});
        sum += outside * outside;
    }
    return sum;
}

void NearestRows::State::searchLeaf(const double* point, const Node& leaf, std::vector<Candidate>& best) const {
    for (std::size_t i = leaf.first; i < leaf.last; ++i) {
        double distance = 0;
        for (std::size_t c = 0; c < columns; ++c) {
            const double gap = points[i * columns + c] - point[c];
            distance += gap * gap;
        }
        if (!mayHold(distance, best)) continue;
        for (const auto row : rows[i]) {
            const Candidate candidate{distance, row};
            if (best.size() == most && !(candidate < best.back())) break;
            best.insert(std::upper_bound(best.begin(), best.end(), candidate), candidate);
            if (best.size() > most) best.pop_back();
        }
    }
}

void NearestRows::State::search(const double* point, std::int64_t node, std::vector<Candidate>& best) const {
    const Node& here = nodes[static_cast<std::size_t>(node)];
    if (here.left < 0) {
        searchLeaf(point, here, best);
        return;
    }
    auto near = here.left, far = here.right;
    double nearDistance = distanceToBox(point, near), farDistance = distanceToBox(point, far);
    if (farDistance < nearDistance) {
        std::swap(near, far);
        std::swap(nearDistance, farDistance);
    }
    if (mayHold(nearDistance, best)) search(point, near, best);
    if (mayHold(farDistance, best)) search(point, far, best);
}

NearestRows::NearestRows(const std::vector<double>& values, std::size_t columns, std::size_t mostNeighbours)
    : m_state(std::make_unique<State>()) {
    m_state->columns = columns;
    m_state->most = mostNeighbours;
    m_state->collectDistinct(values);
    if (m_state->rows.empty()) return;
    std::vector<std::size_t> order(m_state->rows.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    m_state->build(order, 0, order.size());
    std::vector<double> points;
    std::vector<std::vector<std::size_t>> rows;
    for (const auto i : order) {
        const auto point = m_state->points.begin() + static_cast<std::ptrdiff_t>(i * columns);
        points.insert(points.end(), point, point + static_cast<std::ptrdiff_t>(columns));
        rows.push_back(std::move(m_state->rows[i]));
    }
    m_state->points = std::move(points);
    m_state->rows = std::move(rows);
}

NearestRows::~NearestRows() = default;
NearestRows::NearestRows(NearestRows&&) noexcept = default;
NearestRows& NearestRows::operator=(NearestRows&&) noexcept = default;

std::vector<std::size_t> NearestRows::find(const double* point) const {
    std::vector<Candidate> best;
    if (!m_state->nodes.empty()) m_state->search(point, 0, best);
    std::vector<std::size_t> found;
    for (const auto& candidate : best) found.push_back(candidate.row);
    return found;
}

} // namespace slipway::train
