#include "core/label/mask_pieces.h"

#include <limits>

namespace slipway::label {

void add(Pieces& pieces, int line, int from, int to) {
    if (from >= to) return;
    if (!pieces.empty() && pieces.back().line == line && pieces.back().to >= from)
        pieces.back().to = std::max(pieces.back().to, to);
    else
        pieces.push_back({line, from, to});
}

void addRuns(Pieces& pieces, const std::vector<std::uint32_t>& runs, int length, int firstLine, int first) {
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

std::int64_t piecesAcross(const Pieces& pieces) {
    std::int64_t changes = 0;
    forEachChange(pieces, [&](int, const Cuts& cuts) {
        for (const auto& [from, to] : cuts) changes += to - from;
    });
    return changes / 2;
}

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

Extent extentOf(const Pieces& pieces) {
    Extent extent{
        std::numeric_limits<int>::max(), std::numeric_limits<int>::min(), pieces.front().line, pieces.back().line + 1};
    for (const auto& piece : pieces) {
        extent.left = std::min(extent.left, piece.from);
        extent.right = std::max(extent.right, piece.to);
    }
    return extent;
}

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

} // namespace slipway::label
