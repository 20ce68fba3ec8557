#pragma once

#include <QWidget>

#include "ui/track/runs_controller.h"

class QVBoxLayout;

namespace slipway::ui {

class BarCompareChart;

/// One run: facts, parameters, metrics, evaluation with confusion matrix and ROC curve, bias, artifacts.
class RunDetails : public QWidget {
    Q_OBJECT
public:
    explicit RunDetails(QWidget* parent = nullptr);
    void show(const RunPageData& page);
    void showComparison(const std::vector<track::Run>& runs);
    void clear(const QString& hint);

private:
    void addFacts(const track::Run& run);
    void addParameters(const track::Run& run);
    void addMetrics(const track::Run& run);
    void addEvaluation(const train::Evaluation& evaluation);
    void addConfusion(const train::Evaluation& evaluation);
    void addBias(const train::BiasReport& report);
    void addArtifacts(const std::vector<track::ArtifactInfo>& artifacts);
    void addInset(QWidget* widget);
    class DataTable* addTable(
        const QString& name, std::vector<struct TableColumn> columns, std::vector<struct TableRow> rows);

    QVBoxLayout* m_layout;
};

} // namespace slipway::ui
