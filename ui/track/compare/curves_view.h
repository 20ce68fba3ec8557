#pragma once

#include <QWidget>
#include <vector>

#include "core/track/run_comparison.h"
#include "ui/shell/app_context.h"
#include "ui/track/compare/charted_run.h"
#include "ui/track/compare/curve_points.h"

class QStackedWidget;
class QVBoxLayout;

namespace slipway::ui {

class ChartCrosshair;
class CurveControls;
class FlowRow;
class KeyPicker;
class MetricChart;
class TextLabel;

/// Charts of chosen metrics over runs, with one set of controls and one crosshair for all. With other runs the chosen
/// metrics stay; before a person chose, the metrics that most runs share are shown.
class CurvesView : public QWidget {
    Q_OBJECT
public:
    struct Look {
        int firstCharts = 4; ///< shown before a person chose
        bool framed = true;  ///< each chart in a card of its own
    };
    CurvesView(AppContext& app, Look look, QWidget* parent = nullptr);

    void setRuns(const std::vector<ChartedRun>& runs);
    void refresh();
    QStringList metrics() const;
    void addMetric(const QString& metric);
    CurveControls& controls() const { return *m_controls; }

signals:
    void openRun(const QString& id);
    void failed(const slipway::Error& error);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Keys {
        std::vector<track::CurveKey> metrics;
        std::vector<std::string> parameters;
    };
    void readKeys();
    void fill(const Keys& keys);
    MetricChart* add(const QString& metric);
    void remove(MetricChart* chart);
    void showState();
    void fitCharts();

    AppContext& m_app;
    Look m_look;
    std::vector<ChartedRun> m_runs;
    std::vector<MetricChart*> m_charts;
    CurveControls* m_controls;
    KeyPicker* m_picker;
    ChartCrosshair* m_crosshair;
    QStackedWidget* m_stack;
    QWidget* m_empty = nullptr;
    FlowRow* m_grid;
    bool m_chosen = false; ///< a person added or removed a chart
};

} // namespace slipway::ui
