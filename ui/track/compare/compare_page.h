#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "ui/shell/app_context.h"
#include "ui/track/compare/charted_run.h"

namespace slipway::ui {

/// Up to 100 runs side by side: a table of what differs, curves, parallel coordinates, scatter, contour, what mattered
/// and pictures. Reads in jobs; refresh() brings running runs up to date and keeps zoom, hidden curves and choices.
class ComparePage : public QWidget {
    Q_OBJECT
public:
    static constexpr int kMostRuns = 100;

    explicit ComparePage(AppContext& app, QWidget* parent = nullptr);
    ~ComparePage() override;

    /// Of more than kMostRuns the first ones are shown, and the page says so.
    void showRuns(const std::vector<ChartedRun>& runs);
    void refresh();

signals:
    void closed();
    void openRun(const QString& id);

private:
    struct Parts;
    QWidget* makeHeader();
    void addSections();
    void removeRun(const QString& id);
    void fillSection();
    void showState();
    void showError(const Error& error);
    std::unique_ptr<Parts> m_parts;
};

} // namespace slipway::ui
