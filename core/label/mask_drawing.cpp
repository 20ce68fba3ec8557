// Masks of polygons.
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "core/label/mask.h"
#include "core/label/mask_pieces.h"

namespace slipway::label {

namespace {

/// Rows whose centre lies between the ends of an edge, the last exclusive; none for what is not a number.
struct Rows {
    int first = 0, last = 0;
};
Rows rowsOf(Point top, Point bottom, int height) {
    const auto rowAt = [height](double y) {
        return y > 0 ? static_cast<int>(std::min<double>(std::ceil(y - 0.5), height)) : 0;
    };
    if (!(top.y <= bottom.y)) return {};
    return {rowAt(top.y), rowAt(bottom.y)};
}

template <class Visit> void forEachEdge(const std::vector<Ring>& rings, int height, Visit visit) {
    for (const auto& ring : rings)
        for (std::size_t i = 0; i < ring.size(); ++i) {
            auto a = ring[i], b = ring[(i + 1) % ring.size()];
            if (a.y > b.y) std::swap(a, b);
            visit(a, b, rowsOf(a, b, height));
        }
}

} // namespace

Mask Mask::fromRings(const std::vector<Ring>& rings, int width, int height) {
    constexpr std::int64_t most = std::int64_t{1} << 25;
    std::int64_t count = 0;
    forEachEdge(rings, height, [&](Point, Point, Rows rows) { count += rows.last - rows.first; });
    if (count > most) return {};
    const auto column = [width](double x) {
        return x > 0 ? static_cast<int>(std::min<double>(std::ceil(x - 0.5), width)) : 0; // 0 for NaN, too
    };
    std::vector<std::pair<int, int>> crossings; // row, column
    crossings.reserve(static_cast<std::size_t>(count));
    forEachEdge(rings, height, [&](Point a, Point b, Rows rows) {
        for (int row = rows.first; row < rows.last; ++row)
            crossings.emplace_back(row, column(a.x + (row + 0.5 - a.y) / (b.y - a.y) * (b.x - a.x)));
    });
    std::ranges::sort(crossings);
    Pieces pieces;
    for (std::size_t i = 0; i + 1 < crossings.size(); ++i) {
        const auto [row, from] = crossings[i];
        if (crossings[i + 1].first != row) continue; // edges that are no numbers leave a ring open
        add(pieces, row, from, crossings[++i].second);
    }
    return maskOrEmpty(pieces);
}

namespace {

constexpr std::int64_t kMostCrossings = std::int64_t{1} << 22;

struct Pixel {
    int x = 0, y = 0;
};

std::vector<Pixel> pixelsUnder(const Ring& ring) {
    constexpr int farthest = 1'000'000'000;
    const auto whole = [](double v) { // towards 0; not a number goes far away
        return v >= farthest ? farthest : v > -farthest ? static_cast<int>(v) : -farthest;
    };
    std::vector<Pixel> pixels;
    pixels.reserve(ring.size());
    for (const auto& p : ring) pixels.push_back({whole(p.x), whole(p.y)});
    return pixels;
}

/// How far x moves from row to row; nullopt for an edge along a row.
std::optional<double> slopeOf(Pixel a, Pixel b) {
    if (a.y == b.y) return std::nullopt;
    return (double(b.x) - a.x) / (double(b.y) - a.y);
}

class RingDrawing {
public:
    RingDrawing(const Ring& ring, int width, int height)
        : m_corners(pixelsUnder(ring)), m_width(width), m_height(height) {}

    /// False when it would take too long.
    bool addTo(Pieces& pieces) {
        const auto [top, bottom] = std::ranges::minmax(m_corners, {}, &Pixel::y);
        m_bottom = bottom.y;
        std::int64_t rows = 0;
        for (std::size_t i = 0; i < m_corners.size(); ++i)
            rows += std::max(0, lastRow(corner(i), corner(i + 1)) - firstRow(corner(i), corner(i + 1)) + 1);
        if (rows > kMostCrossings) return false;
        for (std::size_t i = 0; i < m_corners.size(); ++i) {
            cross(corner(i), corner(i + 1));
            joinTip(corner(i), corner(i + 1), corner(i + 2));
        }
        fillBetweenCrossings();
        pieces.insert(pieces.end(), m_drawn.begin(), m_drawn.end());
        return true;
    }

private:
    Pixel corner(std::size_t i) const { return m_corners[i % m_corners.size()]; }
    int firstRow(Pixel a, Pixel b) const { return std::max(0, std::min(a.y, b.y)); }
    int lastRow(Pixel a, Pixel b) const { return std::min(m_height - 1, std::max(a.y, b.y)); }

    /// Both ends within the piece, halves rounded to the inside.
    void draw(int row, double from, double to) {
        if (row < 0 || row >= m_height) return;
        const double left = std::max(0.0, std::floor(from + 0.5)),
                     right = std::min<double>(m_width, std::ceil(to + 0.5));
        if (left < right) m_drawn.push_back({row, static_cast<int>(left), static_cast<int>(right)});
    }

    void cross(Pixel a, Pixel b) {
        const auto slope = slopeOf(a, b);
        if (!slope) return draw(a.y, std::min(a.x, b.x), std::max(a.x, b.x));
        const int end = std::max(a.y, b.y);
        for (int row = firstRow(a, b); row <= lastRow(a, b); ++row) {
            const double x = a.x + (double(row) - a.y) * *slope;
            m_crossings.emplace_back(row, x);
            if (row == end && row < m_bottom) m_crossings.emplace_back(row, x); // the next edge crosses here, too
        }
    }

    /// The tip of a spike that leans to one side reaches to where the next row begins.
    void joinTip(Pixel before, Pixel tip, Pixel after) {
        const auto in = slopeOf(before, tip), out = slopeOf(tip, after);
        if (!in || !out || *in * *out <= 0) return;
        const bool isTop = before.y > tip.y && after.y > tip.y;
        const bool isBottom = before.y < tip.y && after.y < tip.y && tip.y == m_bottom;
        if (!isTop && !isBottom) return;
        const double a = isTop ? *in : -*in, b = isTop ? *out : -*out;
        if (a > 0)
            draw(tip.y, tip.x, tip.x + std::min(a, b) - 1);
        else
            draw(tip.y, tip.x + std::max(a, b) + 1, tip.x);
    }

    void fillBetweenCrossings() {
        std::ranges::sort(m_crossings);
        for (std::size_t i = 0; i + 1 < m_crossings.size(); i += 2)
            draw(m_crossings[i].first, m_crossings[i].second, m_crossings[i + 1].second);
    }

    std::vector<Pixel> m_corners;
    int m_width, m_height, m_bottom = 0;
    std::vector<std::pair<int, double>> m_crossings; // row, x; an even number a row
    Pieces m_drawn;                                  // in any order
};

} // namespace

Mask Mask::drawn(const std::vector<Ring>& rings, int width, int height) {
    Pieces any, pieces;
    for (const auto& ring : rings)
        if (!ring.empty() && !RingDrawing(ring, width, height).addTo(any)) return {};
    std::ranges::sort(any, {}, [](const Piece& p) { return std::pair(p.line, p.from); });
    for (const auto& piece : any) add(pieces, piece.line, piece.from, piece.to);
    return maskOrEmpty(pieces);
}

} // namespace slipway::label
