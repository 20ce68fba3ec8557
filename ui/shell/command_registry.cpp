#include "ui/shell/command_registry.h"

#include <QWidget>

#include "ui/shell/theme.h"

namespace slipway::ui {

QAction* CommandRegistry::add(QWidget* scope, const Command& command) {
    auto* action = new QAction(command.title, scope);
    action->setObjectName(command.id);
    action->setProperty("group", command.group);
    action->setProperty("iconName", command.icon);
    if (!command.icon.isEmpty()) action->setIcon(icon(command.icon));
    QList<QKeySequence> keys;
    for (const QString& key : command.shortcut.split(QStringLiteral(", "), Qt::SkipEmptyParts))
        keys.push_back(QKeySequence::fromString(key, QKeySequence::PortableText));
    action->setShortcuts(keys);
    action->setShortcutContext(scope->isWindow() ? Qt::WindowShortcut : Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, action, [run = command.run] {
        if (run) run();
    });
    connect(action, &QObject::destroyed, this, [this](QObject* gone) {
        std::erase_if(m_actions, [gone](const QAction* known) { return static_cast<const QObject*>(known) == gone; });
    });
    scope->addAction(action);
    m_actions.push_back(action);
    return action;
}

QAction* CommandRegistry::find(const QString& id) const {
    for (QAction* action : m_actions)
        if (action->objectName() == id) return action;
    return nullptr;
}

std::vector<QAction*> CommandRegistry::all() const {
    return m_actions;
}
QString CommandRegistry::idOf(const QAction* action) {
    return action->objectName();
}
QString CommandRegistry::groupOf(const QAction* action) {
    return action->property("group").toString();
}
QString CommandRegistry::iconOf(const QAction* action) {
    return action->property("iconName").toString();
}

} // namespace slipway::ui
