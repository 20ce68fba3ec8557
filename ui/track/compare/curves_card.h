#pragma once

#include <memory>
#include <vector>

#include "ui/shell/app_context.h"
#include "ui/track/compare/charted_run.h"
#include "ui/widgets/card.h"

namespace slipway::ui {

/// Curves of one or several metrics over the runs that a table shows. Reads in jobs; setRuns() with other runs keeps
/// the chosen metrics, and refresh() keeps zoom and hidden curves.
class CurvesCard : public Card {
    Q_OBJECT
public:
    explicit CurvesCard(AppContext& app, QWidget* parent = nullptr);
    ~CurvesCard() override;

    void setRuns(const std::vector<ChartedRun>& runs);
    void refresh();

signals:
    void openRun(const QString& id);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace slipway::ui
