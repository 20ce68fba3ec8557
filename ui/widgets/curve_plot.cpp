#include "ui/widgets/curve_plot.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/shell/theme.h"
#include "ui/widgets/chart_smoothing.h"

namespace slipway::ui {

namespace {

struct Extent {
    double from = std::numeric_limits<double>::infinity(), to = -std::numeric_limits<double>::infinity();
    void take(double value) {
        from = std::min(from, value);
        to = std::max(to, value);
    }
    bool isEmpty() const { return from > to; }
};

/// `points` with the part that `detail` knows more closely replaced by it.
QVector<QPointF> spliced(const QVector<QPointF>& points, const QVector<QPointF>& detail) {
    if (detail.isEmpty()) return points;
    QVector<QPointF> result;
    result.reserve(points.size() + detail.size());
    const double from = detail.first().x(), to = detail.last().x();
    for (const QPointF& p : points)
        if (p.x() < from) result.push_back(p);
    result += detail;
    for (const QPointF& p : points)
        if (p.x() > to) result.push_back(p);
    return result;
}

} // namespace

QPointF nearestPoint(const QVector<QPointF>& points, double x) {
    auto at = std::lower_bound(points.begin(), points.end(), x, [](const QPointF& p, double v) { return p.x() < v; });
    if (at == points.end()) return points.last();
    if (at != points.begin() && x - (at - 1)->x() < at->x() - x) --at;
    return *at;
}

void CurvePlot::prepare() {
    m_raw.clear();
    m_lines.clear();
    for (const Curve& curve : curves) {
        m_raw.push_back(spliced(curve.points, curve.detail));
        m_lines.push_back(
            smoothing > 0 ? smoothed(curve.means.isEmpty() ? curve.points : curve.means, smoothing) : m_raw.back());
    }
}

bool CurvePlot::hasPoints() const {
    return std::ranges::any_of(curves, [](const Curve& curve) { return !curve.points.isEmpty(); });
}

ChartAxis CurvePlot::wholeX() const {
    Extent e;
    for (const Curve& curve : curves) {
        if (curve.points.isEmpty()) continue;
        auto first = curve.points.begin();
        while (first != curve.points.end() && !x.accepts(first->x())) ++first;
        if (first == curve.points.end() || !x.accepts(curve.points.last().x())) continue;
        e.take(first->x());
        e.take(curve.points.last().x());
    }
    ChartAxis whole = x;
    whole.from = e.from;
    whole.to = e.to;
    if (e.isEmpty()) {
        whole.from = x.log ? 1 : 0;
        whole.to = x.log ? 10 : 1;
    } else if (e.from == e.to) {
        const double pad = x.kind == ChartAxis::Kind::Number ? 0.5 : 60000;
        whole.from = x.log ? e.from / 2 : e.from - pad;
        whole.to = x.log ? e.to * 2 : e.to + pad;
    }
    return whole;
}

void CurvePlot::fitY() {
    Extent e;
    std::vector<double> values;
    for (int i = 0; i < static_cast<int>(curves.size()); ++i) {
        if (!isShown(i)) continue;
        // With smoothing the raw lines, faint as they are, may leave the chart only where they are outliers.
        const Curve& curve = curves[static_cast<std::size_t>(i)];
        for (const QVector<QPointF>* points : {&raw(i), &curve.low, &curve.high}) {
            auto at = std::lower_bound(
                points->begin(), points->end(), x.from, [](const QPointF& p, double v) { return p.x() < v; });
            if (at != points->begin()) --at;
            for (; at != points->end(); ++at) {
                if (y.accepts(at->y()) && x.accepts(at->x())) {
                    e.take(at->y());
                    if (ignoreOutliers && at->x() >= x.from && at->x() <= x.to) values.push_back(at->y());
                }
                if (at->x() > x.to) break;
            }
        }
    }
    if (e.isEmpty()) e = {y.log ? 1.0 : 0.0, y.log ? 10.0 : 1.0};
    if (ignoreOutliers)
        if (const auto middle = rangeWithoutOutliers(std::move(values)); middle && middle->second > middle->first)
            e = {std::max(e.from, middle->first), std::min(e.to, middle->second)};
    for (const Threshold& line : thresholds) {
        if (!y.accepts(line.value)) continue;
        e.take(line.value);
        e.take(line.value * 1.04);
    }
    if (yFrom && y.accepts(*yFrom)) e.from = *yFrom;
    if (yTo && y.accepts(*yTo)) e.to = *yTo;
    y.from = e.from;
    y.to = e.to;
    if (y.log) { // some room, or a flat line would lie on the edge
        y.from /= 1.1;
        y.to *= 1.1;
    }
}

CurvePlot::LeftOut CurvePlot::leftOut() const {
    LeftOut out;
    for (int i = 0; i < static_cast<int>(curves.size()); ++i) {
        if (hidden.contains(i)) continue;
        for (const QPointF& p : raw(i)) {
            if (!std::isfinite(p.y()) || !std::isfinite(p.x()))
                ++out.notFinite;
            else if (!y.accepts(p.y()) || !x.accepts(p.x()))
                ++out.notPositive;
        }
    }
    return out;
}

QPointF CurvePlot::toPlot(double atX, double atY) const {
    return {m_rect.left() + x.share(atX) * m_rect.width(), m_rect.bottom() - y.share(atY) * m_rect.height()};
}

int CurvePlot::curveAt(const QPointF& place, double reach) const {
    if (!m_rect.adjusted(-4, -4, 4, 4).contains(place)) return -1;
    const double wanted = x.valueAt((place.x() - m_rect.left()) / m_rect.width());
    int best = -1;
    double distance = reach;
    for (int i = 0; i < static_cast<int>(curves.size()); ++i) {
        if (!isShown(i)) continue;
        const auto& points = line(i);
        auto at = std::lower_bound(
            points.begin(), points.end(), wanted, [](const QPointF& p, double v) { return p.x() < v; });
        const auto before = at == points.begin() ? at : at - 1;
        if (at == points.end()) --at;
        if (!y.accepts(before->y()) || !y.accepts(at->y())) continue;
        const QPointF a = toPlot(before->x(), before->y()), b = toPlot(at->x(), at->y());
        double away = 0;
        if (b.x() - a.x() < 1e-9) { // beyond an end, or a single point
            away = std::hypot(place.x() - a.x(), place.y() - a.y());
        } else {
            const double onLine = a.y() + (place.x() - a.x()) / (b.x() - a.x()) * (b.y() - a.y());
            const double slope = (b.y() - a.y()) / (b.x() - a.x());
            away = std::abs(place.y() - onLine) / std::sqrt(1 + slope * slope);
        }
        if (away < distance) {
            distance = away;
            best = i;
        }
    }
    return best;
}

} // namespace slipway::ui
