#pragma once

#include <memory>

#include "core/track/run.h"
#include "ui/track/run/metric_curves.h"
#include "ui/track/run/metric_groups.h"
#include "ui/widgets/card.h"

class QToolButton;

namespace slipway::ui {

class ChartCrosshair;
class LineChart;
class TextLabel;

/// How all charts of the page are drawn.
struct CurveLook {
    CurveX x = CurveX::Step;
    double smoothing = 0;
    bool operator==(const CurveLook&) const = default;
};

/// One metric: its latest value and its curve, or just the number when there is one point. The chart is made when a
/// curve is set, so that tiles that nobody scrolls to cost little.
class MetricTile : public Card {
    Q_OBJECT
public:
    explicit MetricTile(const MetricEntry& entry, QWidget* parent = nullptr);

    const MetricEntry& entry() const { return m_entry; }
    void setSummary(const track::MetricSummary& summary);
    /// Points in the store that the shown curve does not have.
    bool wantsCurve() const { return !m_entry.single && m_summary.points != m_shownPoints; }
    bool hasChart() const { return m_chart != nullptr; }
    void setCurve(std::shared_ptr<const track::Curve> curve, std::int64_t ofPoints, const CurveLook& look,
        ChartCrosshair* crosshair);
    void setProblem(const QString& text);
    void setLook(const CurveLook& look);
    static constexpr int kChartHeight = 232, kNumberHeight = 88;

signals:
    void enlarged(const QString& metric);
    void exportAsked(slipway::ui::LineChart& chart, const QPoint& globalPlace);

protected:
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    void draw();

    MetricEntry m_entry;
    track::MetricSummary m_summary;
    std::int64_t m_shownPoints = 0;
    std::shared_ptr<const track::Curve> m_curve;
    CurveLook m_look;
    TextLabel* m_value;
    TextLabel* m_detail = nullptr; ///< of a number
    TextLabel* m_problem = nullptr;
    LineChart* m_chart = nullptr;
};

} // namespace slipway::ui
