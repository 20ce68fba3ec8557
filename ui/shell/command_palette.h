#pragma once

#include <QListView>
#include <QStandardItemModel>
#include <functional>

#include "ui/shell/object_search.h"
#include "ui/shell/popup.h"

class QLineEdit;

namespace slipway::ui {

class CommandRegistry;
class JobRunner;
class PanelRegistry;
class TextLabel;
class WindowSettings;

/// One ranked list of commands, panels and objects (Ctrl+K). Prefixes: > commands, # runs by tag, / filter this page,
/// @ people, ? shortcuts. Slow sources append below what is there.
class CommandPalette : public Popup {
    Q_OBJECT
public:
    CommandPalette(CommandRegistry& commands, const PanelRegistry& panels, WindowSettings& settings, QWidget* window);
    void setRunner(JobRunner* runner) { m_runner = runner; } ///< null when no workspace is open
    void openWith(const QString& text = {});

signals:
    void linkChosen(const QString& link);
    void filterChosen(const QString& text); ///< "/" for the page that is open
    void helpChosen();

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void search(const QString& text);
    void addCommands(const QString& query);
    void addPanels(const QString& query);
    void addObjects(const QString& query, bool tags);
    void addItem(const QString& id, const QString& title, const QString& place, const QString& icon,
        const QString& shortcut, const QList<int>& hits, int score, const QString& reason, std::function<void()> run);
    void runCurrent();
    int usesOf(const QString& id) const;

    CommandRegistry& m_commands;
    const PanelRegistry& m_panels;
    WindowSettings& m_settings;
    JobRunner* m_runner = nullptr;
    QLineEdit* m_input;
    QListView* m_list;
    QStandardItemModel m_model;
    TextLabel* m_nothing;
    std::vector<std::function<void()>> m_runs;
};

} // namespace slipway::ui
