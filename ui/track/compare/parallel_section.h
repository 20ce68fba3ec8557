#pragma once

#include "ui/shell/app_context.h"
#include "ui/track/compare/compare_section.h"

namespace slipway::ui {

class KeyPicker;
class ParallelChart;
class TextLabel;

/// Parallel coordinates of the compared runs: which axes, what colours them, and how many runs the ranges keep.
class ParallelSection : public CompareSection {
    Q_OBJECT
public:
    explicit ParallelSection(AppContext& app, QWidget* parent = nullptr);
    void showRuns(const SharedRuns& runs) override;

private:
    QWidget* makeBar();
    void chooseAxes();
    void fill();
    void showAxes();
    void openMenu(const QPoint& globalPlace);

    AppContext& m_app;
    SharedRuns m_runs;
    QStringList m_axes; ///< labels
    QStringList m_logAxes;
    QStringList m_shownChips;
    bool m_chosen = false; ///< a person added or removed an axis
    KeyPicker* m_add;
    KeyPicker* m_color;
    TextLabel* m_kept;
    QWidget* m_chips;
    ParallelChart* m_chart;
};

} // namespace slipway::ui
