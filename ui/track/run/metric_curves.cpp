#include "ui/track/run/metric_curves.h"

#include <algorithm>

namespace slipway::ui {

namespace {

QVector<QPointF> placed(const std::vector<track::Curve::Point>& points, CurveX x, Timestamp start) {
    QVector<QPointF> result;
    result.reserve(static_cast<qsizetype>(points.size()));
    for (const auto& point : points) {
        const double at = x == CurveX::Step   ? static_cast<double>(point.step)
                          : x == CurveX::Wall ? static_cast<double>(point.at)
                                              : static_cast<double>(point.at - start);
        result.append({at, point.value});
    }
    // Clocks of writers differ, and a run that was resumed logs steps again.
    if (x != CurveX::Step) std::ranges::stable_sort(result, {}, &QPointF::x);
    return result;
}

} // namespace

ChartAxis::Kind axisKind(CurveX x) {
    return x == CurveX::Step   ? ChartAxis::Kind::Number
           : x == CurveX::Wall ? ChartAxis::Kind::Time
                               : ChartAxis::Kind::Duration;
}

Curve chartCurve(const QString& name, const track::Curve& curve, CurveX x) {
    Curve drawn;
    drawn.name = name;
    drawn.id = name;
    drawn.slot = 0;
    drawn.points = placed(curve.points, x, curve.runStartedAt);
    drawn.means = placed(curve.means, x, curve.runStartedAt);
    return drawn;
}

QVector<QPointF> chartDetail(const track::Curve& part) {
    return placed(part.points, CurveX::Step, part.runStartedAt);
}

} // namespace slipway::ui
