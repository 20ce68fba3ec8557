#include "ui/widgets/chart_surface.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace slipway::ui {

namespace {

constexpr double kSamePlace = 1e-6;

double cross(const QPointF& a, const QPointF& b, const QPointF& c) {
    return (b.x() - a.x()) * (c.y() - a.y()) - (b.y() - a.y()) * (c.x() - a.x());
}

/// Points of a regular grid lie on common circles, where the triangles are not defined: less than a pixel apart they
/// are.
QPointF shaken(const QPointF& place, std::size_t index) {
    const auto noise = [&](double seed) {
        const double wave = std::sin(static_cast<double>(index + 1) * seed) * 43758.5453;
        return (wave - std::floor(wave) - 0.5) * 1e-5;
    };
    return {place.x() + noise(12.9898), place.y() + noise(78.233)};
}

std::vector<ChartSurface::Sample> joined(const std::vector<ChartSurface::Sample>& samples) {
    struct Sum {
        QPointF at;
        double sum = 0;
        int count = 0;
    };
    std::map<std::pair<long long, long long>, Sum> places;
    for (const auto& sample : samples) {
        if (!std::isfinite(sample.value) || !std::isfinite(sample.at.x()) || !std::isfinite(sample.at.y())) continue;
        auto& place = places[{std::llround(sample.at.x() / kSamePlace), std::llround(sample.at.y() / kSamePlace)}];
        place.at = sample.at;
        place.sum += sample.value;
        ++place.count;
    }
    std::vector<ChartSurface::Sample> result;
    for (const auto& [key, place] : places) result.push_back({place.at, place.sum / place.count});
    return result;
}

bool onOneLine(const std::vector<ChartSurface::Sample>& samples) {
    for (std::size_t i = 2; i < samples.size(); ++i)
        if (std::abs(cross(samples[0].at, samples[1].at, samples[i].at)) > 1e-6) return false;
    return true;
}

} // namespace

Result<ChartSurface> ChartSurface::through(const std::vector<Sample>& samples) {
    ChartSurface surface;
    surface.m_samples = joined(samples);
    auto& all = surface.m_samples;
    if (all.size() < 3)
        return fail(ErrorCode::FailedPrecondition,
            "contours need three different places, there " +
                (all.size() == 1 ? std::string("is 1") : "are " + std::to_string(all.size())),
            "Add runs with other values of the two parameters");
    if (all.size() > kMostSamples)
        return fail(
            ErrorCode::FailedPrecondition, "contours are drawn through at most 2,000 places", "Choose fewer runs");
    if (onOneLine(all))
        return fail(ErrorCode::FailedPrecondition, "the runs lie on one line, which has no area",
            "Choose two parameters that vary independently");
    const auto [low, high] = std::ranges::minmax(all, {}, &Sample::value);
    surface.m_lowest = low.value;
    surface.m_highest = high.value;
    const std::size_t count = all.size();
    for (std::size_t i = 0; i < count; ++i) all[i].at = shaken(all[i].at, i);
    for (const QPointF& corner : {QPointF(-50, -50), QPointF(51, -50), QPointF(0.5, 80)}) all.push_back({corner, 0});
    surface.m_triangles = {{count, count + 1, count + 2}};
    for (std::size_t i = 0; i < count; ++i) surface.insert(i);
    std::erase_if(surface.m_triangles, [&](const Triangle& t) { return std::max({t.a, t.b, t.c}) >= count; });
    return surface;
}

bool ChartSurface::circleHolds(const Triangle& triangle, const QPointF& place) const {
    const QPointF a = m_samples[triangle.a].at - place, b = m_samples[triangle.b].at - place,
                  c = m_samples[triangle.c].at - place;
    const auto square = [](const QPointF& p) { return p.x() * p.x() + p.y() * p.y(); };
    const double determinant = square(a) * (b.x() * c.y() - c.x() * b.y()) -
                               square(b) * (a.x() * c.y() - c.x() * a.y()) +
                               square(c) * (a.x() * b.y() - b.x() * a.y());
    const bool counterClockwise =
        cross(m_samples[triangle.a].at, m_samples[triangle.b].at, m_samples[triangle.c].at) > 0;
    return counterClockwise ? determinant > 0 : determinant < 0;
}

/// Triangles whose circle holds the point make room; their outline is joined to it.
void ChartSurface::insert(std::size_t sample) {
    std::map<std::pair<std::size_t, std::size_t>, int> edges;
    const auto count = [&](std::size_t a, std::size_t b) { ++edges[std::minmax(a, b)]; };
    std::erase_if(m_triangles, [&](const Triangle& triangle) {
        if (!circleHolds(triangle, m_samples[sample].at)) return false;
        count(triangle.a, triangle.b);
        count(triangle.b, triangle.c);
        count(triangle.c, triangle.a);
        return true;
    });
    for (const auto& [edge, times] : edges)
        if (times == 1) m_triangles.push_back({edge.first, edge.second, sample});
}

std::vector<float> ChartSurface::raster(int columns, int rows) const {
    std::vector<float> cells(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows), NAN);
    for (const Triangle& triangle : m_triangles) {
        const auto &a = m_samples[triangle.a], &b = m_samples[triangle.b], &c = m_samples[triangle.c];
        const double whole = cross(a.at, b.at, c.at);
        if (std::abs(whole) < 1e-12) continue;
        const auto [left, right] = std::minmax({a.at.x(), b.at.x(), c.at.x()});
        const auto [low, high] = std::minmax({a.at.y(), b.at.y(), c.at.y()});
        const int firstColumn = std::max(0, static_cast<int>(left * columns) - 1);
        const int lastColumn = std::min(columns - 1, static_cast<int>(right * columns) + 1);
        const int firstRow = std::max(0, static_cast<int>((1 - high) * rows) - 1);
        const int lastRow = std::min(rows - 1, static_cast<int>((1 - low) * rows) + 1);
        for (int row = firstRow; row <= lastRow; ++row)
            for (int column = firstColumn; column <= lastColumn; ++column) {
                const QPointF place((column + 0.5) / columns, 1 - (row + 0.5) / rows);
                const double u = cross(place, b.at, c.at) / whole, v = cross(a.at, place, c.at) / whole;
                if (u < 0 || v < 0 || u + v > 1) continue;
                cells[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) +
                      static_cast<std::size_t>(column)] =
                    static_cast<float>(u * a.value + v * b.value + (1 - u - v) * c.value);
            }
    }
    return cells;
}

std::optional<double> ChartSurface::at(const QPointF& place) const {
    constexpr double kEdge = -1e-4; // points on the outline were shaken
    for (const Triangle& triangle : m_triangles) {
        const auto &a = m_samples[triangle.a], &b = m_samples[triangle.b], &c = m_samples[triangle.c];
        const double whole = cross(a.at, b.at, c.at);
        if (std::abs(whole) < 1e-12) continue;
        const double u = cross(place, b.at, c.at) / whole, v = cross(a.at, place, c.at) / whole;
        const double w = 1 - u - v;
        if (u >= kEdge && v >= kEdge && w >= kEdge) return u * a.value + v * b.value + w * c.value;
    }
    return {};
}

} // namespace slipway::ui
