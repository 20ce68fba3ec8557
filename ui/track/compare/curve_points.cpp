#include "ui/track/compare/curve_points.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace slipway::ui {

namespace {

constexpr std::size_t kGroupPlaces = 400; ///< where the mean of a group is taken

using Points = std::vector<track::Curve::Point>;

double xOf(const track::Curve::Point& point, const RunCurve& read, const CurveOptions& options) {
    switch (options.axis) {
    case CurveAxis::Step:
        return static_cast<double>(point.step);
    case CurveAxis::Wall:
        return static_cast<double>(point.at);
    case CurveAxis::Relative:
        return static_cast<double>(point.at - read.curve.runStartedAt);
    case CurveAxis::Metric:
        break;
    }
    const Points& values = read.axis.means.empty() ? read.axis.points : read.axis.means;
    const auto after = std::ranges::upper_bound(values, point.step, {}, &track::Curve::Point::step);
    return after == values.begin() ? std::numeric_limits<double>::quiet_NaN() : std::prev(after)->value;
}

QVector<QPointF> pointsOf(const Points& points, const RunCurve& read, const CurveOptions& options) {
    QVector<QPointF> result;
    result.reserve(static_cast<qsizetype>(points.size()));
    bool rising = true;
    for (const auto& point : points) {
        const double x = xOf(point, read, options);
        if (!std::isfinite(x)) continue;
        rising = rising && (result.isEmpty() || result.last().x() <= x);
        result.push_back({x, point.value});
    }
    if (!rising) std::stable_sort(result.begin(), result.end(), [](auto& a, auto& b) { return a.x() < b.x(); });
    return result;
}

Curve single(const RunCurve& read, const CurveOptions& options) {
    Curve curve;
    curve.id = read.run.id;
    curve.name = read.run.name;
    curve.slot = read.run.slot;
    curve.points = pointsOf(read.curve.points, read, options);
    curve.means = pointsOf(read.curve.means, read, options);
    if (options.axis != CurveAxis::Metric) curve.detail = pointsOf(read.detail.points, read, options);
    return curve;
}

/// On the line between two points; nothing beyond the ends and in gaps.
std::optional<double> valueAt(const QVector<QPointF>& points, double x) {
    const auto after =
        std::lower_bound(points.begin(), points.end(), x, [](const QPointF& p, double v) { return p.x() < v; });
    if (after == points.end()) return {};
    if (after->x() == x && std::isfinite(after->y())) return after->y();
    if (after == points.begin()) return {};
    const QPointF &a = *(after - 1), &b = *after;
    const double y = a.y() + (b.y() - a.y()) * (b.x() > a.x() ? (x - a.x()) / (b.x() - a.x()) : 0);
    return std::isfinite(y) ? std::optional(y) : std::nullopt;
}

std::vector<double> placesOf(const std::vector<Curve>& members) {
    std::vector<double> xs;
    for (const Curve& member : members)
        for (const QPointF& p : member.points) xs.push_back(p.x());
    std::ranges::sort(xs);
    const auto [first, last] = std::ranges::unique(xs);
    xs.erase(first, last);
    if (xs.size() <= kGroupPlaces) return xs;
    std::vector<double> even;
    for (std::size_t i = 0; i < kGroupPlaces; ++i)
        even.push_back(xs.front() + (xs.back() - xs.front()) * static_cast<double>(i) / (kGroupPlaces - 1));
    return even;
}

Curve grouped(const QString& name, const std::vector<Curve>& members) {
    Curve curve;
    curve.id = name;
    curve.name = QObject::tr("%1 (%2)").arg(name).arg(members.size());
    for (const double x : placesOf(members)) {
        double sum = 0, low = std::numeric_limits<double>::infinity(), high = -low;
        int count = 0;
        for (const Curve& member : members) {
            const auto y = valueAt(member.means.isEmpty() ? member.points : member.means, x);
            if (!y) continue;
            sum += *y;
            low = std::min(low, *y);
            high = std::max(high, *y);
            ++count;
        }
        if (count == 0) continue;
        curve.points.push_back({x, sum / count});
        curve.low.push_back({x, low});
        curve.high.push_back({x, high});
    }
    return curve;
}

} // namespace

std::vector<Curve> chartCurves(const std::vector<RunCurve>& read, const CurveOptions& options) {
    std::vector<Curve> curves;
    std::map<QString, std::vector<Curve>> groups;
    for (const RunCurve& one : read) {
        Curve curve = single(one, options);
        if (curve.points.isEmpty()) continue;
        if (options.groupBy.isEmpty())
            curves.push_back(std::move(curve));
        else
            groups[one.group].push_back(std::move(curve));
    }
    for (const auto& [name, members] : groups) curves.push_back(grouped(name, members));
    return curves;
}

std::optional<std::pair<std::int64_t, std::int64_t>> stepsIn(
    const RunCurve& read, const CurveOptions& options, double from, double to) {
    if (!read.curve.thinned || options.axis == CurveAxis::Metric) return {};
    const Points& points = read.curve.points;
    std::int64_t low = std::numeric_limits<std::int64_t>::max(), high = std::numeric_limits<std::int64_t>::min();
    for (std::size_t i = 0; i < points.size(); ++i) {
        const double before = i == 0 ? -INFINITY : xOf(points[i - 1], read, options);
        const double after = i + 1 == points.size() ? INFINITY : xOf(points[i + 1], read, options);
        if (after < from || before > to) continue;
        low = std::min(low, points[i].step);
        high = std::max(high, points[i].step);
    }
    if (low > high) return {};
    return std::pair(low, high);
}

} // namespace slipway::ui
