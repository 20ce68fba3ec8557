#pragma once

#include <QMainWindow>
#include <QTimer>
#include <filesystem>
#include <map>
#include <memory>

#include "ui/shell/command_registry.h"
#include "ui/shell/notifications.h"
#include "ui/shell/panel_registry.h"
#include "ui/shell/session.h"
#include "ui/shell/window_settings.h"

class QStackedWidget;

namespace slipway::ui {

class CommandPalette;
class FirstRunPage;
class JobTray;
class NavigationRail;
class NotificationCenter;
class Panel;
class ShortcutSheet;
class StatusStrip;
class ToastStack;
class TopBar;

/// The window: rail, top bar, pages, status strip. Knows no domain; panels come from the registry, are made on first
/// visit and kept. Asks the workspace once a second whether somebody wrote, and refreshes the page that is visible.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    struct Options {
        std::string person;            ///< "" : as the command line decides
        std::filesystem::path program; ///< `slipway`
        bool startService = true;
        std::filesystem::path sampleFolder;
    };
    MainWindow(Theme& theme, Prompts& prompts, PanelRegistry panels, WindowSettings& settings, Options options);
    ~MainWindow() override;

    /// Closes what is open and opens this one; when it cannot be opened the first-run page says why.
    bool openWorkspace(const std::filesystem::path& folder);
    void showFirstRun();
    /// A panel id or an object link (links.h).
    void navigate(const QString& link);
    void goBack();
    void goForward();

    Session* session() const { return m_session.get(); }
    Panel* panel(const QString& id) const; ///< null when it was not visited
    QString currentPanel() const { return m_current; }
    const PanelRegistry& panels() const { return m_panels; }
    CommandRegistry& commands() { return m_commands; }
    Notifications& notifications() { return m_notifications; }
    bool isRailCollapsed() const;
    void setRailCollapsed(bool collapsed);

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    /// Tab goes through rail, top bar, page, status strip and toasts in reading order; inside a popup it goes round.
    bool focusNextPrevChild(bool next) override;

private:
    void buildFrame();
    void addCommands();
    void addViewCommands();
    void connectBars();
    void closeWorkspace();
    void showPanel(const QString& id);
    Panel& ensurePanel(const QString& id);
    void pollChanges();
    void updateBadges();
    void updateStages();
    void updateHistory();
    void refreshCurrent();
    void toggleTheme();
    void focusSearch();
    void filterPage(const QString& text);
    void moveRegion(int direction);
    void clickPrimary();
    void askOpen();
    void askNew();
    void showAppMenu();
    void startService(bool byHand);
    void checkService();
    void rememberLayout();
    void restoreLayout();
    void rememberPanelLayout(const QString& id);
    void restorePanelLayout(const QString& id);

    Theme& m_theme;
    Prompts& m_prompts;
    PanelRegistry m_panels;
    WindowSettings& m_settings;
    Options m_options;
    CommandRegistry m_commands;
    Notifications m_notifications;
    std::unique_ptr<Session> m_session;
    std::map<QString, Panel*> m_made;
    QString m_current;
    QStringList m_stale; ///< visited panels that have not read the latest change
    QStringList m_history;
    qsizetype m_at = -1;
    bool m_walking = false, m_railByHand = false, m_startingService = false;
    QTimer m_poll;
    int m_ticks = 0;

    NavigationRail* m_rail = nullptr;
    TopBar* m_top = nullptr;
    QStackedWidget* m_stack = nullptr;
    FirstRunPage* m_firstRun = nullptr;
    StatusStrip* m_status = nullptr;
    CommandPalette* m_palette = nullptr;
    JobTray* m_tray = nullptr;
    NotificationCenter* m_center = nullptr;
    ShortcutSheet* m_sheet = nullptr;
};

} // namespace slipway::ui
