#include "ui/deploy/traffic_charts.h"

#include <QVBoxLayout>
#include <algorithm>
#include <functional>
#include <map>
#include <optional>

#include "ui/deploy/endpoint_facts.h"
#include "ui/widgets/card.h"
#include "ui/widgets/flow_row.h"
#include "ui/widgets/line_chart.h"

namespace slipway::ui {

namespace {

using Pick = std::function<double(const deploy::TrafficPoint&)>;

std::vector<Curve> curvesOf(const std::vector<deploy::TrafficPoint>& traffic, const Pick& pick) {
    std::map<std::string, Curve> byVariant;
    for (const auto& point : traffic) {
        auto& curve = byVariant[point.variant];
        curve.name = versionOf(point.variant);
        curve.slot = slotOf(point.variant);
        curve.points.append(QPointF(static_cast<double>(point.at), pick(point)));
    }
    std::vector<Curve> curves;
    for (auto& [variant, curve] : byVariant) curves.push_back(std::move(curve));
    return curves;
}

LineChart* addChart(FlowRow* row, const QString& title, const QString& caption, const QString& unit) {
    auto* card = new Card(title);
    card->setCaption(caption);
    auto* chart = new LineChart(title);
    chart->setTimeAxis(true);
    chart->setAxisTitles({}, unit);
    chart->setYRange(0, {});
    chart->setEmptyText(QObject::tr("No requests in the last 24 hours"));
    chart->setMinimumHeight(220);
    card->body().addWidget(chart);
    row->add(card);
    return chart;
}

} // namespace

TrafficCharts::TrafficCharts(QWidget* parent) : QWidget(parent) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* row = new FlowRow(340, this);
    m_requests = addChart(row, tr("Requests"), tr("per minute"), {});
    m_errors = addChart(row, tr("Errors"), tr("per minute"), {});
    m_latency = addChart(row, tr("Latency"), tr("p99 per minute, ms"), {});
    layout->addWidget(row);
}

void TrafficCharts::setTraffic(const std::vector<deploy::TrafficPoint>& traffic) {
    // Few errors or none: an axis of whole numbers.
    const bool few = std::ranges::all_of(traffic, [](const auto& p) { return p.errors <= 4; });
    m_errors->setYRange(0, few ? std::optional(4.0) : std::nullopt);
    m_requests->setCurves(curvesOf(traffic, [](const auto& p) { return static_cast<double>(p.invocations); }));
    m_errors->setCurves(curvesOf(traffic, [](const auto& p) { return static_cast<double>(p.errors); }));
    m_latency->setCurves(curvesOf(traffic, [](const auto& p) { return p.p99Ms; }));
}

} // namespace slipway::ui
