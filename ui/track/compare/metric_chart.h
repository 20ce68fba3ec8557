#pragma once

#include <QWidget>
#include <vector>

#include "ui/shell/app_context.h"
#include "ui/track/compare/curve_points.h"

class QToolButton;

namespace slipway::ui {

class ChartCrosshair;
class TextLabel;

/// The curves of one metric over runs, with its name and a menu. Reads in jobs; asks for more detail where a person
/// zooms into long curves.
class MetricChart : public QWidget {
    Q_OBJECT
public:
    MetricChart(AppContext& app, const QString& metric, ChartCrosshair* crosshair, QWidget* parent = nullptr);

    const QString& metric() const { return m_metric; }
    LineChart& chart() const { return *m_chart; }
    void setRuns(const std::vector<ChartedRun>& runs);
    void setOptions(const CurveOptions& options);
    void refresh();
    bool isLoaded() const { return m_loaded; }

signals:
    void openRun(const QString& id);
    void closed();
    void loaded();
    void failed(const slipway::Error& error);

private:
    using Read = std::vector<RunCurve>;
    void readDetail(double from, double to, bool zoomed);
    void fill();
    void openMenu(const QPoint& globalPlace);

    AppContext& m_app;
    QString m_metric;
    LineChart* m_chart;
    TextLabel* m_caption;
    std::vector<ChartedRun> m_runs;
    CurveOptions m_options;
    Read m_read;
    bool m_loaded = false;
};

} // namespace slipway::ui
