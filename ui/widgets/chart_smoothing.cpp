#include "ui/widgets/chart_smoothing.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace slipway::ui {

QVector<QPointF> smoothed(const QVector<QPointF>& points, double weight) {
    if (weight <= 0 || points.size() < 2) return points;
    const double width = points.last().x() - points.first().x();
    const double unit = width / std::min(1000.0, static_cast<double>(points.size() - 1));
    QVector<QPointF> result;
    result.reserve(points.size());
    double sum = 0, share = 0, before = points.first().x();
    for (const QPointF& p : points) {
        if (!std::isfinite(p.y())) {
            result.push_back(p);
            continue;
        }
        const double decay = unit > 0 ? std::pow(weight, (p.x() - before) / unit) : weight;
        before = p.x();
        sum = sum * decay + p.y();
        share = share * decay + 1;
        result.push_back({p.x(), sum / share});
    }
    return result;
}

std::optional<std::pair<double, double>> rangeWithoutOutliers(std::vector<double> values) {
    constexpr std::size_t kFewest = 20;
    if (values.size() < kFewest) return {};
    const auto at = [&](double share) {
        const auto place = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
        std::nth_element(values.begin(), place, values.end());
        return *place;
    };
    const double low = at(0.05), high = at(0.95);
    const double margin = (high - low) * 0.1;
    return std::pair{low - margin, high + margin};
}

} // namespace slipway::ui
