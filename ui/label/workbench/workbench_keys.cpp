#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTextEdit>

#include "ui/label/workbench/label_list.h"
#include "ui/label/workbench/picture_controls.h"
#include "ui/label/workbench/side_panel.h"
#include "ui/label/workbench/task_bar.h"
#include "ui/label/workbench/tool_column.h"
#include "ui/label/workbench/workbench.h"
#include "ui/shell/notifications.h"
#include "ui/shell/prompts.h"
#include "ui/shell/window_settings.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

// What keys do on the labeling page.

namespace {

constexpr int kTenTasks = 10;

int numberOf(const QString& action) {
    return action.section(QLatin1Char('.'), 1).toInt();
}

} // namespace

bool Workbench::trigger(const QString& action) {
    if (action == QLatin1String("region.unselect") && !m_relateFrom.isEmpty()) {
        m_relateFrom.clear();
        m_bar->showStatus({});
        return true;
    }
    return triggerTask(action) || triggerLabel(action) || triggerWindow(action) || triggerSuggestion(action) ||
           (m_view && m_view->trigger(action)) || triggerEdit(action);
}

bool Workbench::triggerTask(const QString& action) {
    if (action == QLatin1String("task.submit")) {
        if (m_controller.reviewed())
            m_controller.accept(m_side->reviewNote());
        else
            m_controller.submitAndNext();
    } else if (action == QLatin1String("task.skip"))
        m_controller.skipAndNext();
    else if (action == QLatin1String("task.next"))
        m_controller.step(1);
    else if (action == QLatin1String("task.previous"))
        m_controller.step(-1);
    else if (action == QLatin1String("task.forward10"))
        m_controller.step(kTenTasks);
    else if (action == QLatin1String("task.back10"))
        m_controller.step(-kTenTasks);
    else if (action == QLatin1String("task.goto"))
        askNumber();
    else
        return false;
    return true;
}

bool Workbench::triggerLabel(const QString& action) {
    if (action.startsWith(QLatin1String("label.")))
        m_side->chooseDigit(numberOf(action));
    else if (action.startsWith(QLatin1String("relabel."))) {
        if (!m_controller.project()) return false;
        const QString label = labelOfDigit(m_controller.project()->labels, numberOf(action));
        if (label.isEmpty()) return false;
        chooseLabel(label, true);
    } else if (action == QLatin1String("labels.search"))
        m_side->focusLabelSearch();
    else if (action == QLatin1String("region.editLabel"))
        editLabel();
    else if (action == QLatin1String("view.shortcuts"))
        openKeys();
    else
        return false;
    return true;
}

bool Workbench::triggerEdit(const QString& action) {
    if (action == QLatin1String("edit.undo"))
        m_controller.undo();
    else if (action == QLatin1String("edit.redo"))
        m_controller.redo();
    else if (action == QLatin1String("region.relation"))
        relate();
    else if (action == QLatin1String("region.repeat"))
        carryRegions();
    else
        return false;
    return true;
}

void Workbench::askNumber() {
    const auto* project = m_controller.project();
    if (!project) return;
    const auto text = m_app.prompts.text(this, {.title = tr("Go to a task"),
                                                   .label = tr("Number, 1 to %1").arg(format::count(project->tasks)),
                                                   .action = tr("Go"),
                                                   .initial = {},
                                                   .suggestion = {}});
    if (!text) return;
    QString digits = *text;
    const qint64 number = digits.remove(QLatin1Char(',')).remove(QLatin1Char(' ')).toLongLong();
    if (number > 0) goTo(number);
}

void Workbench::setKeys(const KeySet& keys) {
    m_keys = keys;
    WindowSettings().setValue(QStringLiteral("labeling/keys"), keys.toText());
    applyKeys();
    if (!m_controller.project()) return;
    if (m_view) {
        m_tools->setTools(m_view->tools(), m_keys);
        m_tools->setTool(m_view->tool());
    }
    m_side->setProject(m_keys);
    m_bar->showTask(m_controller);
}

void Workbench::applyKeys() {
    m_bar->setKeys(firstKey(m_keys, QStringLiteral("task.submit")), firstKey(m_keys, QStringLiteral("task.skip")),
        firstKey(m_keys, QStringLiteral("edit.undo")), firstKey(m_keys, QStringLiteral("edit.redo")));
    m_bar->setInstructionsKey(firstKey(m_keys, QStringLiteral("view.instructions")));
    m_picture->setKeys(m_keys);
}

bool Workbench::belongsHere(QObject* object) const {
    const auto* widget = qobject_cast<const QWidget*>(object);
    return widget && isVisible() && (widget == this || isAncestorOf(widget)) && !QApplication::activeModalWidget() &&
           !QApplication::activePopupWidget();
}

bool Workbench::isTyping() const {
    const QWidget* focus = QApplication::focusWidget();
    if (!focus || !isAncestorOf(focus) ||
        (m_view && m_view->isAncestorOf(focus) && !qobject_cast<const QLineEdit*>(focus)))
        return false;
    const auto* combo = qobject_cast<const QComboBox*>(focus);
    return qobject_cast<const QLineEdit*>(focus) || qobject_cast<const QTextEdit*>(focus) ||
           qobject_cast<const QPlainTextEdit*>(focus) || qobject_cast<const QAbstractSpinBox*>(focus) || combo;
}

bool Workbench::event(QEvent* event) {
    // Keys that mean something here are not taken by the window's shortcuts.
    if (event->type() == QEvent::ShortcutOverride && handleKey(static_cast<QKeyEvent*>(event), true)) {
        event->accept();
        return true;
    }
    return QFrame::event(event);
}

bool Workbench::eventFilter(QObject* object, QEvent* event) {
    if (event->type() != QEvent::KeyPress || !belongsHere(object)) return QFrame::eventFilter(object, event);
    // Parents get the event again when a widget leaves it.
    if (object != QApplication::focusWidget() && object != this) return QFrame::eventFilter(object, event);
    if (handleKey(static_cast<QKeyEvent*>(event), false)) return true;
    return QFrame::eventFilter(object, event);
}

bool Workbench::handleKey(QKeyEvent* event, bool dry) {
    const QStringList actions = m_keys.actionsFor(keyOf(*event), mediumName());
    if (actions.isEmpty()) return false;
    const QWidget* focus = QApplication::focusWidget();
    const bool inView = m_view && focus && (focus == m_view || m_view->isAncestorOf(focus));
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier));
    const int key = event->key();
    if (isTyping()) {
        const bool ends =
            actions.contains(QLatin1String("task.submit")) || actions.contains(QLatin1String("task.skip"));
        if (!ends || plain) return false;
    } else if (!inView && plain) {
        // Buttons and lists keep what keyboards do with them everywhere.
        const bool walks = key == Qt::Key_Tab || key == Qt::Key_Backtab || key == Qt::Key_Escape;
        const bool presses = key == Qt::Key_Space || key == Qt::Key_Return || key == Qt::Key_Enter;
        if (walks ||
            (presses && (qobject_cast<const QAbstractButton*>(focus) || qobject_cast<const QAbstractItemView*>(focus) ||
                            (focus && focus->property("takesEnter").toBool()))))
            return false;
    }
    if (dry) return true;
    for (const QString& action : actions) {
        // A key that is held down hands in one item, not all of them.
        const bool once = action == QLatin1String("task.submit") || action == QLatin1String("task.skip");
        if ((once && event->isAutoRepeat()) || trigger(action)) return true;
    }
    return false;
}

} // namespace slipway::ui
