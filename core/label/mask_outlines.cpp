// Borders of masks.
#include <unordered_map>

#include "core/label/mask.h"
#include "core/label/mask_pieces.h"

namespace slipway::label {

namespace {

/// A piece of border with what is on to its right, as seen with y down.
struct BorderEdge {
    Point from, to;
    bool used = false;
};

std::vector<BorderEdge> bordersOf(const Pieces& rows) {
    std::vector<BorderEdge> edges;
    for (const auto& [row, from, to] : rows) {
        const double y = row;
        edges.push_back({{double(from), y + 1}, {double(from), y}});
        edges.push_back({{double(to), y}, {double(to), y + 1}});
    }
    auto at = rows.begin();
    forEachChange(rows, [&](int line, const Cuts& cuts) {
        const double y = line;
        for (const auto& [from, to] : cuts) {
            while (at != rows.end() && (at->line < line || (at->line == line && at->to <= from))) ++at;
            const bool isTop = at != rows.end() && at->line == line && at->from <= from;
            if (isTop)
                edges.push_back({{double(from), y}, {double(to), y}});
            else
                edges.push_back({{double(to), y}, {double(from), y}});
        }
    });
    return edges;
}

std::uint64_t keyOf(Point p) {
    return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(static_cast<std::int32_t>(p.y))) << 32) |
           static_cast<std::uint32_t>(static_cast<std::int32_t>(p.x));
}

bool turnsRight(const BorderEdge& a, const BorderEdge& b) {
    return (a.to.x - a.from.x) * (b.to.y - b.from.y) - (a.to.y - a.from.y) * (b.to.x - b.from.x) > 0;
}

bool isStraight(Point a, Point b, Point c) {
    return (a.x == b.x && b.x == c.x) || (a.y == b.y && b.y == c.y);
}

Ring withoutStraightCorners(const Ring& ring) {
    Ring corners;
    for (std::size_t i = 0; i < ring.size(); ++i)
        if (!isStraight(ring[(i + ring.size() - 1) % ring.size()], ring[i], ring[(i + 1) % ring.size()]))
            corners.push_back(ring[i]);
    return corners;
}

} // namespace

std::vector<Ring> Mask::outlines() const {
    auto edges = bordersOf(piecesOf(*this));
    std::unordered_multimap<std::uint64_t, std::size_t> startingAt;
    startingAt.reserve(edges.size());
    for (std::size_t i = 0; i < edges.size(); ++i) startingAt.emplace(keyOf(edges[i].from), i);
    std::vector<Ring> rings;
    for (auto& first : edges) {
        Ring ring;
        for (auto* edge = &first; edge && !edge->used;) {
            edge->used = true;
            ring.push_back(edge->from);
            BorderEdge* next = nullptr; // where two pixels touch by a corner only, stay with this one
            const auto [begin, end] = startingAt.equal_range(keyOf(edge->to));
            for (auto it = begin; it != end; ++it)
                if (auto& other = edges[it->second]; !other.used && (!next || turnsRight(*edge, other))) next = &other;
            edge = next;
        }
        if (!ring.empty()) rings.push_back(withoutStraightCorners(ring));
    }
    return rings;
}

} // namespace slipway::label
