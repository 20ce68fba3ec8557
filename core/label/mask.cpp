#include "core/label/mask.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <unordered_map>

#include <fmt/format.h>

namespace slipway::label {

namespace {

constexpr int kLongestSide = 65'535;
constexpr int kFarthest = 1 << 29; // of a mask's corner from 0
constexpr std::int64_t kMostPixels = std::int64_t{1} << 28;
constexpr std::int64_t kMostPieces = std::int64_t{1} << 25;

/// Pixels from … to (exclusive) of a line (a row, or a column where it says so).
struct Piece {
    int line, from, to;
};
using Pieces = std::vector<Piece>; // sorted, neither touching nor overlapping within a line

using Cuts = std::vector<std::pair<int, int>>;

void add(Pieces& pieces, int line, int from, int to) {
    if (from >= to) return;
    if (!pieces.empty() && pieces.back().line == line && pieces.back().to >= from)
        pieces.back().to = std::max(pieces.back().to, to);
    else
        pieces.push_back({line, from, to});
}

/// Runs over lines of `length` pixels, background first.
template <class Run> void addRuns(Pieces& pieces, const std::vector<Run>& runs, int length, int firstLine, int first) {
    std::int64_t at = 0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        std::int64_t left = runs[i];
        if (i % 2 == 0) {
            at += left;
            continue;
        }
        while (left > 0) {
            const auto within = at % length;
            const auto step = std::min<std::int64_t>(left, length - within);
            const auto from = static_cast<int>(first + within);
            add(pieces, static_cast<int>(firstLine + at / length), from, from + static_cast<int>(step));
            at += step;
            left -= step;
        }
    }
}

Pieces piecesOf(const Mask& mask) {
    Pieces pieces;
    addRuns(pieces, mask.rowRuns(), mask.width(), mask.top(), mask.left());
    return pieces;
}

std::vector<std::uint32_t> runsOf(const Pieces& pieces, std::int64_t lines, std::int64_t length, int line, int first) {
    std::vector<std::uint32_t> runs;
    std::int64_t end = 0; // of the last run
    for (const auto& piece : pieces) {
        const auto from = (std::int64_t{piece.line} - line) * length + piece.from - first;
        const auto size = static_cast<std::uint32_t>(piece.to - piece.from);
        if (from == end && !runs.empty()) {
            runs.back() += size;
        } else {
            runs.push_back(static_cast<std::uint32_t>(from - end));
            runs.push_back(size);
        }
        end = from + size;
    }
    if (end < lines * length) runs.push_back(static_cast<std::uint32_t>(lines * length - end));
    return runs;
}

/// Where exactly one of two lines is on, as sorted pairs.
template <class It> void symmetricDifference(It a, It aEnd, It b, It bEnd, Cuts& out) {
    out.clear();
    std::vector<int> edges;
    for (; a != aEnd; ++a) edges.insert(edges.end(), {a->from, a->to});
    const auto middle = static_cast<std::ptrdiff_t>(edges.size());
    for (; b != bEnd; ++b) edges.insert(edges.end(), {b->from, b->to});
    std::inplace_merge(edges.begin(), edges.begin() + middle, edges.end());
    for (std::size_t i = 0; i + 1 < edges.size(); i += 2)
        if (edges[i] < edges[i + 1]) out.emplace_back(edges[i], edges[i + 1]);
}

/// Calls `visit(line, cuts)` for each line where something changes against the line before.
template <class Visit> void forEachChange(const Pieces& pieces, Visit visit) {
    Cuts cuts;
    auto before = pieces.begin(), beforeEnd = pieces.begin();
    for (auto at = pieces.begin(); at != pieces.end();) {
        const int line = at->line;
        auto end = at;
        while (end != pieces.end() && end->line == line) ++end;
        if (before != beforeEnd && before->line != line - 1) {
            symmetricDifference(before, beforeEnd, beforeEnd, beforeEnd, cuts);
            visit(before->line + 1, cuts);
            before = beforeEnd;
        }
        symmetricDifference(before, beforeEnd, at, end, cuts);
        if (!cuts.empty()) visit(line, cuts);
        before = at;
        at = beforeEnd = end;
    }
    if (before == beforeEnd) return;
    symmetricDifference(before, beforeEnd, beforeEnd, beforeEnd, cuts);
    visit(before->line + 1, cuts);
}

std::int64_t piecesAcross(const Pieces& pieces) {
    std::int64_t changes = 0;
    forEachChange(pieces, [&](int, const Cuts& cuts) {
        for (const auto& [from, to] : cuts) changes += to - from;
    });
    return changes / 2;
}

/// The same pixels by columns instead of rows, or back.
Pieces transposed(const Pieces& pieces) {
    std::vector<std::pair<int, int>> changes; // column, row
    forEachChange(pieces, [&](int line, const Cuts& cuts) {
        for (const auto& [from, to] : cuts)
            for (int at = from; at < to; ++at) changes.emplace_back(at, line);
    });
    std::ranges::sort(changes);
    Pieces result;
    for (std::size_t i = 0; i + 1 < changes.size(); i += 2)
        add(result, changes[i].first, changes[i].second, changes[i + 1].second);
    return result;
}

struct Extent {
    int left = std::numeric_limits<int>::max(), right = std::numeric_limits<int>::min(), top = 0, bottom = 0;
};

Extent extentOf(const Pieces& pieces) {
    Extent extent;
    extent.top = pieces.front().line;
    extent.bottom = pieces.back().line + 1;
    for (const auto& piece : pieces) {
        extent.left = std::min(extent.left, piece.from);
        extent.right = std::max(extent.right, piece.to);
    }
    return extent;
}

template <class Combine> Pieces combined(const Pieces& a, const Pieces& b, Combine keeps) {
    Pieces result;
    std::vector<std::pair<int, int>> edges; // x, 1 for a and 2 for b
    for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
        const int line = j == b.size() || (i < a.size() && a[i].line <= b[j].line) ? a[i].line : b[j].line;
        edges.clear();
        for (; i < a.size() && a[i].line == line; ++i) edges.insert(edges.end(), {{a[i].from, 1}, {a[i].to, 1}});
        for (; j < b.size() && b[j].line == line; ++j) edges.insert(edges.end(), {{b[j].from, 2}, {b[j].to, 2}});
        std::ranges::sort(edges);
        int state = 0;
        for (std::size_t k = 0; k < edges.size(); ++k) {
            state ^= edges[k].second;
            if (k + 1 < edges.size() && keeps((state & 1) != 0, (state & 2) != 0))
                add(result, line, edges[k].first, edges[k + 1].first);
        }
    }
    return result;
}

/// The only way from pieces to a mask, so that equal pixels make equal masks.
Result<Mask> maskOfPieces(const Pieces& pieces) {
    if (pieces.empty()) return Mask();
    const auto extent = extentOf(pieces);
    const int width = extent.right - extent.left, height = extent.bottom - extent.top;
    const auto runs = runsOf(pieces, height, width, extent.top, extent.left);
    return Mask::fromRowRuns(extent.left, extent.top, width, height, runs);
}

Mask maskOrEmpty(const Pieces& pieces) {
    return maskOfPieces(pieces).value_or(Mask());
}

std::unexpected<Error> tooLarge() {
    return fail(ErrorCode::BadData, fmt::format("the mask has over {} pixels or pieces", kMostPixels),
        "Divide the picture into smaller ones");
}

} // namespace

Mask Mask::fromPixels(int left, int top, int width, int height, const std::vector<std::uint8_t>& pixels) {
    Pieces pieces;
    for (int y = 0; y < height; ++y) {
        const auto* row = pixels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
        for (int x = 0; x < width;) {
            while (x < width && !row[x]) ++x;
            const int from = x;
            while (x < width && row[x]) ++x;
            add(pieces, top + y, left + from, left + x);
        }
    }
    return maskOrEmpty(pieces);
}

Result<Mask> Mask::fromRowRuns(int left, int top, int width, int height, const std::vector<std::uint32_t>& runs) {
    if (width < 0 || height < 0 || width > kLongestSide || height > kLongestSide)
        return fail(ErrorCode::BadData, fmt::format("a mask of {} × {} pixels cannot be", width, height),
            "Sides are 0 to 65,535 pixels");
    if (std::abs(std::int64_t{left}) > kFarthest || std::abs(std::int64_t{top}) > kFarthest)
        return fail(ErrorCode::BadData, fmt::format("a mask at {}, {} is too far away", left, top),
            "Give the place in pixels of the picture");
    std::uint64_t sum = 0;
    for (const auto run : runs) sum += run;
    const auto pixels = static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height);
    if (sum != pixels)
        return fail(ErrorCode::BadData,
            fmt::format("the runs of a mask of {} × {} pixels sum to {} instead of {}", width, height, sum, pixels),
            "Write the mask again from its source");
    Pieces pieces;
    if (width > 0) addRuns(pieces, runs, width, top, left);
    if (pieces.empty()) return Mask();
    const auto extent = extentOf(pieces);
    Mask mask;
    mask.m_left = extent.left;
    mask.m_top = extent.top;
    mask.m_width = extent.right - extent.left;
    mask.m_height = extent.bottom - extent.top;
    if (std::int64_t{mask.m_width} * mask.m_height > kMostPixels || piecesAcross(pieces) > kMostPieces)
        return tooLarge();
    mask.m_runs = runsOf(pieces, mask.m_height, mask.m_width, mask.m_top, mask.m_left);
    return mask;
}

Mask Mask::fromRings(const std::vector<Ring>& rings, int width, int height) {
    std::vector<std::pair<int, double>> crossings; // row, x
    for (const auto& ring : rings) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            auto a = ring[i], b = ring[(i + 1) % ring.size()];
            if (a.y > b.y) std::swap(a, b);
            const double first = std::max(0.0, std::ceil(a.y - 0.5));
            const double last = std::min<double>(height, std::ceil(b.y - 0.5)); // rows whose centre is in [a.y, b.y)
            for (int row = static_cast<int>(std::min<double>(first, height)); row < last; ++row)
                crossings.emplace_back(row, a.x + (row + 0.5 - a.y) / (b.y - a.y) * (b.x - a.x));
        }
    }
    std::ranges::sort(crossings);
    const auto column = [width](double x) {
        return x > 0 ? static_cast<int>(std::min<double>(std::ceil(x - 0.5), width)) : 0; // 0 for NaN, too
    };
    Pieces pieces;
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2)
        add(pieces, crossings[i].first, column(crossings[i].second), column(crossings[i + 1].second));
    return maskOrEmpty(pieces);
}

std::int64_t Mask::area() const {
    std::int64_t sum = 0;
    for (std::size_t i = 1; i < m_runs.size(); i += 2) sum += m_runs[i];
    return sum;
}

Box Mask::bounds() const {
    return {double(m_left), double(m_top), double(m_width), double(m_height)};
}

bool Mask::contains(int x, int y) const {
    if (x < m_left || y < m_top || x - m_left >= m_width || y - m_top >= m_height) return false;
    const auto wanted = std::int64_t{y - m_top} * m_width + (x - m_left);
    std::int64_t end = 0;
    for (std::size_t i = 0; i < m_runs.size(); ++i) {
        end += m_runs[i];
        if (wanted < end) return i % 2 == 1;
    }
    return false;
}

std::vector<std::uint8_t> Mask::pixels() const {
    std::vector<std::uint8_t> values;
    values.reserve(static_cast<std::size_t>(m_width) * static_cast<std::size_t>(m_height));
    for (std::size_t i = 0; i < m_runs.size(); ++i)
        values.insert(values.end(), m_runs[i], static_cast<std::uint8_t>(i % 2));
    return values;
}

std::vector<std::uint8_t> Mask::pixels(int width, int height) const {
    std::vector<std::uint8_t> values(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0);
    for (const auto& [row, from, to] : piecesOf(cutTo(width, height)))
        std::fill_n(values.begin() + std::ptrdiff_t{row} * width + from, to - from, std::uint8_t{1});
    return values;
}

Mask Mask::united(const Mask& other) const {
    return maskOrEmpty(combined(piecesOf(*this), piecesOf(other), [](bool a, bool b) { return a || b; }));
}

Mask Mask::without(const Mask& other) const {
    return maskOrEmpty(combined(piecesOf(*this), piecesOf(other), [](bool a, bool b) { return a && !b; }));
}

Mask Mask::movedBy(int dx, int dy) const {
    Mask moved = *this;
    if (empty()) return moved;
    moved.m_left = std::clamp(moved.m_left + std::clamp(dx, -kFarthest, kFarthest), -kFarthest, kFarthest);
    moved.m_top = std::clamp(moved.m_top + std::clamp(dy, -kFarthest, kFarthest), -kFarthest, kFarthest);
    return moved;
}

Mask Mask::cutTo(int width, int height) const {
    if (m_left >= 0 && m_top >= 0 && m_left + m_width <= width && m_top + m_height <= height) return *this;
    Pieces kept;
    for (const auto& [row, from, to] : piecesOf(*this))
        if (row >= 0 && row < height) add(kept, row, std::max(from, 0), std::min(to, width));
    return maskOrEmpty(kept);
}

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

std::int64_t intersectionArea(const Mask& a, const Mask& b) {
    if (a.empty() || b.empty() || !a.bounds().intersects(b.bounds())) return 0;
    std::int64_t sum = 0;
    for (const auto& piece : combined(piecesOf(a), piecesOf(b), [](bool x, bool y) { return x && y; }))
        sum += piece.to - piece.from;
    return sum;
}

double iou(const Mask& a, const Mask& b) {
    const auto both = static_cast<double>(intersectionArea(a, b));
    const double either = static_cast<double>(a.area() + b.area()) - both;
    return either > 0 ? both / either : 0;
}

std::vector<std::uint32_t> rowRuns(const Mask& mask, int width, int height) {
    return runsOf(piecesOf(mask.cutTo(width, height)), height, width, 0, 0);
}

std::vector<std::uint32_t> columnRuns(const Mask& mask, int width, int height) {
    return runsOf(transposed(piecesOf(mask.cutTo(width, height))), width, height, 0, 0);
}

Result<Mask> maskFromColumnRuns(const std::vector<std::uint32_t>& runs, int width, int height) {
    SLIPWAY_ASSIGN(const auto turned, Mask::fromRowRuns(0, 0, height, width, runs)); // rows and columns exchanged
    return maskOfPieces(transposed(piecesOf(turned)));
}

} // namespace slipway::label
