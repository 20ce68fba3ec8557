#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/label/mask.h"

namespace slipway::label {

// What masks are worked out with: only for the files mask*.cpp.

/// Pixels from … to (exclusive) of a line (a row, or a column where it says so).
struct Piece {
    int line, from, to;
};
using Pieces = std::vector<Piece>; ///< sorted, neither touching nor overlapping within a line

/// From … to of a line, sorted.
using Cuts = std::vector<std::pair<int, int>>;

/// Behind all that are there; joined with the last one where the two touch.
void add(Pieces& pieces, int line, int from, int to);
/// Runs over lines of `length` pixels, background first.
void addRuns(Pieces& pieces, const std::vector<std::uint32_t>& runs, int length, int firstLine, int first);
Pieces piecesOf(const Mask& mask);
std::vector<std::uint32_t> runsOf(const Pieces& pieces, std::int64_t lines, std::int64_t length, int line, int first);

/// The only way from pieces to a mask, so that equal pixels make equal masks.
Result<Mask> maskOfPieces(const Pieces& pieces);
Mask maskOrEmpty(const Pieces& pieces); ///< empty where maskOfPieces() fails

/// The same pixels by columns instead of rows, or back.
Pieces transposed(const Pieces& pieces);
std::int64_t piecesAcross(const Pieces& pieces); ///< how many transposed() has

struct Extent {
    int left, right, top, bottom; ///< right and bottom exclusive
};
Extent extentOf(const Pieces& pieces); ///< of at least one

/// Where exactly one of two lines is on.
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

/// The pixels of which `keeps(in a, in b)` is true; it is false for (false, false).
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

} // namespace slipway::label
