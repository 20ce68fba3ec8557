#pragma once

#include <QTimer>
#include <QWidget>
#include <memory>
#include <vector>

#include "core/base/result.h"
#include "ui/shell/app_context.h"

class QStackedWidget;
class QTabBar;

namespace slipway::ui {

class RunActions;
class RunPageHeader;
class RunTab;
struct RunFacts;

/// Everything about one run: a header with what can be done with it, and tabs that read when they are first shown. The
/// tab is remembered. Ctrl+PageUp and Ctrl+PageDown change it, F2 renames the run, Esc leaves the page.
class RunPage : public QWidget {
    Q_OBJECT
public:
    explicit RunPage(AppContext& app, QWidget* parent = nullptr);
    ~RunPage() override;

    /// Reads the run with this id and shows it; what another run had open is closed.
    void showRun(const QString& id);
    QString run() const { return m_id; }
    /// Reads again what is visible, in place: nothing flickers, zoom and scroll stay.
    void refresh();
    /// Focused by Ctrl+F: of the tab that is open; null when it has none.
    QWidget* searchField() const;

signals:
    void closed();
    void openRun(const QString& id);       ///< the parent, or another run that this page names
    void compareWanted(const QString& id); ///< "Compare with…" is there when somebody listens to it
    void changed();                        ///< this page wrote something: name, tags, notes, deleted, registered

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Tab {
        QString key, title;
        std::function<RunTab*(QWidget* parent)> make;
        RunTab* widget = nullptr; ///< made on first visit
        std::uint64_t shown = 0;  ///< mark of the facts that it has; 0: none
    };
    void addTabs();
    void addShortcuts();
    void read();
    void accept(std::shared_ptr<const RunFacts> facts);
    void showProblem(const Error& error);
    void setPartsVisible(bool visible);
    void showMetric(const QString& metric);
    void openTab(int index);
    void stepTab(int by);
    void giveFacts(Tab& tab);
    void updateTabs();
    int indexOf(const QString& key) const;

    AppContext& m_app;
    RunActions* m_actions;
    RunPageHeader* m_header;
    QTabBar* m_bar;
    QStackedWidget* m_stack;
    QWidget* m_problem = nullptr;
    QWidget* m_loading;
    QTimer m_slow; ///< what was shown before goes when the new run takes its time
    std::vector<Tab> m_tabs;
    std::shared_ptr<const RunFacts> m_facts;
    QString m_id;
};

} // namespace slipway::ui
