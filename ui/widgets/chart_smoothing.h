#pragma once

#include <QPointF>
#include <QVector>
#include <optional>
#include <utility>

namespace slipway::ui {

/// Exponential mean over the earlier points, weighted by how far back they lie, and de-biased: the first values are not
/// drawn towards 0. `weight` (0 … 0.99) is what one unit further back counts less. A unit is the mean distance of the
/// points, but at least a thousandth of the curve, so that a curve looks alike before and after thinning. Values that
/// are not finite are left out of the mean and stay gaps.
QVector<QPointF> smoothed(const QVector<QPointF>& points, double weight);

/// Where the values lie without the lowest and the highest twentieth, with a margin; nothing below 20 values.
std::optional<std::pair<double, double>> rangeWithoutOutliers(std::vector<double> values);

} // namespace slipway::ui
