#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <vector>

#include "ui/shell/panel.h"
#include "ui/track/compare/charted_run.h"

class QFrame;
class QPushButton;
class QStackedWidget;

namespace slipway::ui {

class ComparePage;
class FirstRunHelp;
class RunTransfer;
class RunPage;
class RunsBoard;
class TextLabel;
class TrashPage;

/// Experiments: find the best runs and see why. The table with its curves; the page of one run, a comparison or the
/// trash take its place and lead back to it.
class RunsPanel : public Panel {
    Q_OBJECT
public:
    explicit RunsPanel(AppContext& app, QWidget* parent = nullptr);
    void refresh() override;
    /// "run/<id>", "experiment/<id>", "trash", or "table".
    void showObject(const QString& link) override;
    QWidget* searchField() override;

    RunsBoard& board() const { return *m_board; }
    void openRun(const QString& id);
    void compare(const std::vector<ChartedRun>& runs);
    void showTrash();
    void showTable();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void buildHeader();
    void buildPages();
    void buildImport();
    void showAnswer();
    void openPage(QWidget* page);
    void walkTo(const QString& link);
    void back();
    void tick();
    void lookForOrphans();
    void refreshLive();
    bool isTable() const;

    RunsBoard* m_board;
    QStackedWidget* m_pages;
    QWidget* m_opener = nullptr;
    RunPage* m_run = nullptr;
    ComparePage* m_compare = nullptr;
    TrashPage* m_trash = nullptr;
    FirstRunHelp* m_empty = nullptr;
    RunTransfer* m_transfer;
    QFrame* m_dropTarget = nullptr;
    TextLabel* m_dropText = nullptr;
    QPushButton *m_back = nullptr, *m_openTrash = nullptr, *m_import = nullptr;
    std::vector<ChartedRun> m_compared;
    QTimer m_tick;
    QElapsedTimer m_refreshed;
    std::int64_t m_version = -1;
    int m_ticks = 0;
    bool m_loaded = false, m_old = false;
};

} // namespace slipway::ui
