#pragma once

#include <QAction>
#include <QHash>
#include <QObject>
#include <QString>
#include <functional>
#include <vector>

namespace slipway::ui {

/// Something a person can do by name: in the palette, the shortcut sheet, menus and tooltips.
struct Command {
    QString id;       ///< "view.theme"
    QString title;    ///< "Switch theme"
    QString group;    ///< "View"; the place shown in the palette and the heading in the sheet
    QString icon;     ///< "" for none
    QString shortcut; ///< "Ctrl+K"; portable text, several joined by ", "
    std::function<void()> run;
};

/// The one list of actions. Actions live in a widget (the window, or a panel for keys active only there).
class CommandRegistry : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// The action belongs to `scope`: its shortcut works while focus is in it, and it goes away with it.
    QAction* add(QWidget* scope, const Command& command);
    QAction* find(const QString& id) const;
    /// In the order added. An action that is disabled says why in its status tip.
    std::vector<QAction*> all() const;
    static QString idOf(const QAction* action);
    static QString groupOf(const QAction* action);
    static QString iconOf(const QAction* action);

private:
    std::vector<QAction*> m_actions;
};

} // namespace slipway::ui
