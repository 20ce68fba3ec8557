#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "core/track/curves.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/chart_axis.h"
#include "ui/widgets/line_chart.h"

namespace slipway::ui {

/// What stands along x in the charts of a run.
enum class CurveX { Step, Relative, Wall };

ChartAxis::Kind axisKind(CurveX x);

/// The curve as a chart draws it, sorted by x.
Curve chartCurve(const QString& name, const track::Curve& curve, CurveX x);

/// Points of `part` (a closer look at steps of the same curve) as a chart's detail.
QVector<QPointF> chartDetail(const track::Curve& part);

} // namespace slipway::ui
