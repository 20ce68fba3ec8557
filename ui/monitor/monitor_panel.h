#pragma once

#include "ui/monitor/monitor_controller.h"
#include "ui/shell/panel.h"

class QComboBox;
class QPushButton;

namespace slipway::ui {

class BarCompareChart;
class Card;
class DataTable;
class EmptyState;
class FeatureStatsModel;
class FeaturesModel;
class KpiTile;
class LineChart;
class TextLabel;

/// One monitor: how far the endpoint's data is from its baseline, per feature and over time.
class MonitorPanel : public Panel {
    Q_OBJECT
public:
    explicit MonitorPanel(AppContext& app, QWidget* parent = nullptr);

    void refresh() override;
    void showObject(const QString& link) override;

private:
    void buildHeader();
    void buildEmpty();
    QWidget* makeTiles();
    QWidget* makeDriftRow();
    QWidget* makeFeatureRow();
    void connectController();
    void showMonitors();
    void showRun();
    void fillRuns();
    void showTiles(const monitor::MonitorRun& run);
    void showFeature(const QString& name);
    void showWaiting();
    void exportReport();
    void reportCheck(const monitor::MonitorRun& run);

    MonitorController m_controller;
    QComboBox *m_monitor = nullptr, *m_run = nullptr;
    QPushButton *m_export = nullptr, *m_check = nullptr;
    EmptyState *m_noMonitors = nullptr, *m_noRuns = nullptr;
    TextLabel* m_checkError = nullptr;
    QWidget* m_content = nullptr;
    KpiTile *m_verdict = nullptr, *m_drifted = nullptr, *m_rows = nullptr, *m_last = nullptr;
    LineChart* m_scores = nullptr;
    FeaturesModel* m_features = nullptr;
    DataTable* m_featureTable = nullptr;
    Card *m_featuresCard = nullptr, *m_featureCard = nullptr;
    BarCompareChart* m_distribution = nullptr;
    FeatureStatsModel* m_stats = nullptr;
    DataTable* m_statsTable = nullptr;
    TextLabel* m_featureText = nullptr;
};

} // namespace slipway::ui
