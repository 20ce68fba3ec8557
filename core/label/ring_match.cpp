#include "core/label/ring_match.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace slipway::label {

namespace {

constexpr std::size_t kMostStarts = 16;        ///< corners of the richer ring that may match the poorer's first
constexpr std::size_t kMostCells = 16'000'000; ///< of the table; beyond, corners are matched by their place in the row

double squared(Point a, Point b) {
    return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y);
}

double length(Point a, Point b) {
    return std::sqrt(squared(a, b));
}

/// Moved so that its mean corner is the origin: objects move between two frames.
Ring centred(const Ring& ring) {
    const Box box = boundsOf(ring);
    Ring moved;
    moved.reserve(ring.size());
    for (const auto& p : ring) moved.push_back({p.x - box.centre().x, p.y - box.centre().y});
    return moved;
}

/// places[i]: how far behind `start` the corner of the richer ring stands that corner i of the poorer belongs to.
struct Match {
    double cost = std::numeric_limits<double>::infinity();
    std::size_t start = 0;
    std::vector<std::size_t> places;
};

/// The cheapest rising row of places, by dynamic programming over (corner of the poorer, place). The first corner's
/// place is 0.
Match matchFrom(const Ring& richer, const Ring& poorer, std::size_t start) {
    const std::size_t n = poorer.size(), m = richer.size();
    const auto cost = [&](std::size_t i, std::size_t place) { return squared(poorer[i], richer[(start + place) % m]); };
    std::vector<double> best(m, std::numeric_limits<double>::infinity()), next(m);
    std::vector<std::uint32_t> from(n * m, 0);
    best[0] = cost(0, 0);
    for (std::size_t i = 1; i < n; ++i) {
        double least = std::numeric_limits<double>::infinity();
        std::uint32_t at = 0;
        next.assign(m, std::numeric_limits<double>::infinity());
        for (std::size_t place = i; place + (n - i) <= m; ++place) {
            if (best[place - 1] < least) {
                least = best[place - 1];
                at = static_cast<std::uint32_t>(place - 1);
            }
            next[place] = least + cost(i, place);
            from[i * m + place] = at;
        }
        best.swap(next);
    }
    const auto end = static_cast<std::size_t>(std::ranges::min_element(best) - best.begin());
    Match match{best[end], start, std::vector<std::size_t>(n)};
    std::size_t place = end;
    for (std::size_t i = n; i-- > 0;) {
        match.places[i] = place;
        place = from[i * m + place];
    }
    return match;
}

std::vector<std::size_t> likelyStarts(const Ring& richer, Point first) {
    std::vector<std::size_t> starts(richer.size());
    for (std::size_t k = 0; k < starts.size(); ++k) starts[k] = k;
    const auto some = std::min(starts.size(), kMostStarts);
    std::ranges::partial_sort(starts, starts.begin() + static_cast<std::ptrdiff_t>(some), {},
        [&](std::size_t k) { return squared(richer[k], first); });
    starts.resize(some);
    return starts;
}

Match evenMatch(std::size_t richer, std::size_t poorer) {
    Match match;
    for (std::size_t i = 0; i < poorer; ++i) match.places.push_back(i * richer / poorer);
    return match;
}

Match bestMatch(const Ring& richer, const Ring& poorer) {
    if (richer.size() * poorer.size() > kMostCells) return evenMatch(richer.size(), poorer.size());
    const Ring a = centred(richer), b = centred(poorer);
    Match best;
    for (const std::size_t start : likelyStarts(a, b.front())) {
        if (auto match = matchFrom(a, b, start); match.cost < best.cost) best = std::move(match);
        if (richer.size() * poorer.size() * kMostStarts > 4 * kMostCells) break; // the nearest start has to do
    }
    return best.places.empty() ? evenMatch(richer.size(), poorer.size()) : best;
}

/// Puts points on the edge a → b for the places between two matched corners.
void fillEdge(Ring& result, const Ring& richer, std::size_t from, std::size_t steps, Point a, Point b) {
    const std::size_t m = richer.size();
    double whole = 0;
    for (std::size_t k = 0; k < steps; ++k) whole += length(richer[(from + k) % m], richer[(from + k + 1) % m]);
    double gone = 0;
    for (std::size_t k = 0; k < steps; ++k) {
        const double even = static_cast<double>(k) / static_cast<double>(steps);
        const double t = k == 0 ? 0 : whole > 0 ? gone / whole : even;
        result[(from + k) % m] = {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
        gone += length(richer[(from + k) % m], richer[(from + k + 1) % m]);
    }
}

} // namespace

Ring withCornersOf(const Ring& richer, const Ring& poorer) {
    if (poorer.empty() || poorer.size() >= richer.size()) return poorer;
    Ring ring = poorer;
    if (signedArea(ring) * signedArea(richer) < 0) std::ranges::reverse(ring);
    const Match match = bestMatch(richer, ring);
    Ring result(richer.size());
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const bool last = i + 1 == ring.size();
        const std::size_t place = match.places[i], next = last ? richer.size() : match.places[i + 1];
        fillEdge(result, richer, match.start + place, next - place + (last ? match.places[0] : 0), ring[i],
            ring[(i + 1) % ring.size()]);
    }
    return result;
}

} // namespace slipway::label
