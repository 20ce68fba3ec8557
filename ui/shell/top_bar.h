#pragma once

#include <QFrame>

class QMenu;
class QPushButton;
class QToolButton;

namespace slipway::ui {

class StageIndicator;
class WindowSettings;

/// Workspace menu, stages, search field, notifications, theme, person. 52 high.
class TopBar : public QFrame {
    Q_OBJECT
public:
    explicit TopBar(WindowSettings& settings, QWidget* parent = nullptr);
    void setWorkspace(const QString& name, const QString& folder); ///< empty: none is open
    void setPerson(const QString& person);
    void setUnread(int count);
    void setHistory(bool back, bool forward);
    StageIndicator& stages() const { return *m_stages; }
    QPushButton& workspaceButton() const { return *m_workspace; }
    QPushButton& searchField() const { return *m_search; }
    QToolButton& bell() const { return *m_bell; }

signals:
    void workspaceChosen(const QString& folder);
    void openWanted();
    void newWanted();
    void searchWanted();
    void notificationsWanted();
    void themeWanted();
    void backWanted();
    void forwardWanted();
    void linkChosen(const QString& link);

private:
    void fillWorkspaceMenu(QMenu& menu);
    WindowSettings& m_settings;
    QString m_folder;
    QPushButton* m_workspace;
    StageIndicator* m_stages;
    QPushButton* m_search;
    QToolButton* m_bell;
    QToolButton* m_theme;
    QToolButton* m_back;
    QToolButton* m_forward;
    QPushButton* m_account;
};

} // namespace slipway::ui
