#pragma once

#include <optional>
#include <vector>

#include "core/train/bias.h"
#include "core/train/evaluation.h"
#include "ui/shell/app_context.h"
#include "ui/track/run/run_tab.h"

class QVBoxLayout;

namespace slipway::ui {

/// What the run's evaluation on held-out rows found: metrics, confusion matrix, ROC curve, bias.
class EvaluationTab : public RunTab {
    Q_OBJECT
public:
    EvaluationTab(AppContext& app, QWidget* parent = nullptr);
    void setFacts(std::shared_ptr<const RunFacts> facts) override;

private:
    struct Found {
        std::optional<train::Evaluation> evaluation;
        std::vector<train::BiasReport> bias;
    };
    void showFound(const Found& found);
    QWidget* makeConfusion(const train::Evaluation& evaluation);
    QWidget* makeRoc(const train::Evaluation& evaluation);
    QWidget* makeBias(const train::BiasReport& report);

    AppContext& m_app;
    QVBoxLayout* m_column;
    std::string m_shown; ///< run and end of it: evaluations come once
};

} // namespace slipway::ui
