#pragma once

#include <QStringList>
#include <memory>

#include "core/track/run.h"
#include "ui/shell/app_context.h"
#include "ui/track/run/metric_tile.h"

class QCheckBox;
class QToolButton;

namespace slipway::ui {

class ElidedLabel;
class LineChart;
class TextLabel;

/// One metric of the run over the whole tab. Reads the curve, and more closely what is zoomed into.
class MetricStage : public QWidget {
    Q_OBJECT
public:
    explicit MetricStage(AppContext& app, QWidget* parent = nullptr);
    void open(const QString& run, const QString& metric, const CurveLook& look);
    void setSummary(const track::MetricSummary& summary); ///< reads again when there are more points
    void setLook(const CurveLook& look);
    QString metric() const { return m_metric; }

signals:
    void closed();
    void stepped(int by); ///< to the next or previous metric

private:
    void read();
    void readRange(double from, double to, bool zoomed);
    void draw();
    void showExportMenu(const QPoint& place);

    AppContext& m_app;
    QString m_run, m_metric;
    CurveLook m_look;
    track::MetricSummary m_summary;
    std::int64_t m_shownPoints = -1;
    std::shared_ptr<const track::Curve> m_curve;
    QVector<QPointF> m_detail;
    ElidedLabel* m_name;
    TextLabel* m_facts;
    TextLabel* m_notes;
    QCheckBox* m_log;
    QCheckBox* m_outliers;
    QToolButton* m_export;
    LineChart* m_chart;
};

} // namespace slipway::ui
