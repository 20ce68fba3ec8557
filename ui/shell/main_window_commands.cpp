#include <QApplication>
#include <QDesktopServices>
#include <QDir>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QUrl>

#include "ui/shell/command_palette.h"
#include "ui/shell/job_tray.h"
#include "ui/shell/main_window.h"
#include "ui/shell/navigation_rail.h"
#include "ui/shell/notification_center.h"
#include "ui/shell/page_header.h"
#include "ui/shell/panel.h"
#include "ui/shell/prompts.h"
#include "ui/shell/shortcut_sheet.h"
#include "ui/shell/status_strip.h"
#include "ui/shell/theme.h"
#include "ui/shell/top_bar.h"

namespace slipway::ui {

namespace {

/// First widget below `root`, in tab order, that takes focus by Tab.
QWidget* firstFocusable(QWidget* root) {
    for (QWidget* next = root->nextInFocusChain(); next && next != root; next = next->nextInFocusChain())
        if (root->isAncestorOf(next) && next->isVisible() && next->isEnabled() && (next->focusPolicy() & Qt::TabFocus))
            return next;
    return (root->focusPolicy() & Qt::TabFocus) ? root : nullptr;
}

} // namespace

void MainWindow::addCommands() {
    const auto add = [this](const char* id, const QString& title, const QString& group, const char* iconName,
                         const char* keys, std::function<void()> run) {
        return m_commands.add(this, {QString::fromLatin1(id), title, group, QString::fromLatin1(iconName),
                                        QString::fromLatin1(keys), std::move(run)});
    };
    const QString file = tr("Workspace"), go = tr("Go"), help = tr("Help");
    add("palette", tr("Command palette"), go, "search", "Ctrl+K", [this] { m_palette->openWith(); });
    add("go.back", tr("Back"), go, "arrow-left", "Alt+Left", [this] { goBack(); });
    add("go.forward", tr("Forward"), go, "arrow-right", "Alt+Right", [this] { goForward(); });
    add("go.search", tr("Search on this page"), go, "search", "Ctrl+F, /", [this] { focusSearch(); });
    add("go.next", tr("Next region of the window"), go, "", "F6", [this] { moveRegion(1); });
    add("go.previous", tr("Previous region of the window"), go, "", "Shift+F6", [this] { moveRegion(-1); });
    add("go.primary", tr("Do the main action here"), go, "", "Ctrl+Return, Ctrl+Enter", [this] { clickPrimary(); });
    add("workspace.new", tr("New workspace…"), file, "plus", "Ctrl+N", [this] { askNew(); });
    add("workspace.open", tr("Open workspace…"), file, "folder-open", "Ctrl+O", [this] { askOpen(); });
    add("workspace.settings", tr("Edit slipway.yaml"), file, "file", "", [this] {
        if (m_session)
            QDesktopServices::openUrl(
                QUrl::fromLocalFile(QString::fromStdString((m_session->folder() / "slipway.yaml").string())));
    });
    add("workspace.saved", tr("Save"), file, "check", "Ctrl+S", [this] {
        m_notifications.post({.severity = Severity::Success,
            .title = tr("Everything is saved"),
            .text = tr("Changes are on disk as soon as they are made."),
            .seconds = 3});
    });
    add("workspace.service", tr("Start the service"), file, "server", "", [this] { startService(true); });
    add("workspace.quit", tr("Quit"), file, "x", "Ctrl+Q", [this] { close(); });
    add("help.shortcuts", tr("Keyboard shortcuts"), help, "keyboard", "F1, ?", [this] { m_sheet->toggle(); });
    add("help.menu", tr("Slipway menu"), help, "list", "F10", [this] { showAppMenu(); });
    for (const PanelInfo& info : m_panels.all()) {
        if (info.shortcut.isEmpty()) continue;
        // Pages are in the palette by themselves: these only carry the keys.
        auto* key = new QAction(info.title, this);
        key->setShortcut(QKeySequence::fromString(info.shortcut, QKeySequence::PortableText));
        connect(key, &QAction::triggered, this, [this, id = info.id] { navigate(id); });
        addAction(key);
    }
}

void MainWindow::addViewCommands() {
    const QString view = tr("View");
    const auto add = [this, view](const char* id, const QString& title, const char* iconName, const char* keys,
                         std::function<void()> run) {
        return m_commands.add(this, {QString::fromLatin1(id), title, view, QString::fromLatin1(iconName),
                                        QString::fromLatin1(keys), std::move(run)});
    };
    const auto setMode = [this](ThemeMode mode, const char* name) {
        m_theme.setMode(mode);
        m_settings.setValue(QStringLiteral("theme"), QString::fromLatin1(name));
    };
    add("view.refresh", tr("Refresh"), "refresh", "F5", [this] { refreshCurrent(); });
    add("view.rail", tr("Collapse or expand the navigation"), "panel-left", "Ctrl+\\", [this] {
        m_railByHand = true;
        setRailCollapsed(!isRailCollapsed());
    });
    add("view.jobs", tr("Jobs"), "jobs", "Ctrl+J",
        [this] { m_tray->toggle(QRect(width() - 440, height() - 34 - 408, 424, 400)); });
    add("view.notifications", tr("Notifications"), "bell", "Ctrl+Shift+M",
        [this] { m_center->toggle(QRect(width() - 440, 56, 424, std::min(520, height() - 120))); });
    add("view.theme", tr("Switch between light and dark"), "moon", "", [this] { toggleTheme(); });
    add("view.light", tr("Light theme"), "sun", "", [setMode] { setMode(ThemeMode::Light, "light"); });
    add("view.dark", tr("Dark theme"), "moon", "", [setMode] { setMode(ThemeMode::Dark, "dark"); });
    add("view.system", tr("Theme of the desktop"), "settings", "", [setMode] { setMode(ThemeMode::System, "system"); });
    add("view.fullscreen", tr("Full screen"), "", "F11", [this] { isFullScreen() ? showNormal() : showFullScreen(); });
}

void MainWindow::toggleTheme() {
    m_commands.find(m_theme.isDark() ? QStringLiteral("view.light") : QStringLiteral("view.dark"))->trigger();
}

void MainWindow::focusSearch() {
    Panel* page = panel(m_current);
    QWidget* field = page ? page->searchField() : nullptr;
    if (!field) {
        m_palette->openWith();
        return;
    }
    field->setFocus(Qt::ShortcutFocusReason);
    if (auto* edit = qobject_cast<QLineEdit*>(field)) edit->selectAll();
}

void MainWindow::filterPage(const QString& text) {
    Panel* page = panel(m_current);
    auto* field = page ? qobject_cast<QLineEdit*>(page->searchField()) : nullptr;
    if (!field) {
        m_notifications.post({.title = tr("This page has no search field")});
        return;
    }
    field->setText(text);
    field->setFocus(Qt::ShortcutFocusReason);
}

void MainWindow::moveRegion(int direction) {
    QList<QWidget*> regions{m_rail, m_top};
    if (Panel* page = panel(m_current))
        regions << &page->header() << page;
    else
        regions << m_stack->currentWidget();
    regions << m_status;
    QWidget* focus = QApplication::focusWidget();
    qsizetype at = direction > 0 ? -1 : 0;
    for (qsizetype i = 0; i < regions.size(); ++i)
        if (focus && (regions[i] == focus || regions[i]->isAncestorOf(focus))) {
            at = i;
            if (i == 2) break; // the header lies inside its page
        }
    for (qsizetype step = 1; step <= regions.size(); ++step) {
        QWidget* region = regions[(at + direction * step + 2 * regions.size()) % regions.size()];
        QWidget* first = firstFocusable(region);
        if (Panel* page = panel(m_current); region == page && first && page->header().isAncestorOf(first))
            for (QWidget* next = first; next; next = next->nextInFocusChain()) {
                if (!page->isAncestorOf(next)) break;
                if (page->header().isAncestorOf(next) || !next->isVisible() || !(next->focusPolicy() & Qt::TabFocus))
                    continue;
                first = next;
                break;
            }
        if (!first) continue;
        first->setFocus(Qt::ShortcutFocusReason);
        return;
    }
}

/// The filled button nearest to the focus: in its card first, then on the page.
void MainWindow::clickPrimary() {
    QWidget* from = QApplication::focusWidget();
    QWidget* page = m_stack->currentWidget();
    if (!from || !page->isAncestorOf(from)) from = page;
    for (QWidget* around = from; around; around = around == page ? nullptr : around->parentWidget())
        for (QPushButton* button : around->findChildren<QPushButton*>())
            if (button->property("kind") == QLatin1String("primary") && button->isVisible() && button->isEnabled()) {
                button->click();
                return;
            }
}

void MainWindow::askOpen() {
    const auto folder = m_prompts.openFolder(this, {tr("Open workspace"), {}, QDir::homePath()});
    if (folder) openWorkspace(folder->toStdString());
}

void MainWindow::askNew() {
    const auto folder =
        m_prompts.openFolder(this, {tr("Choose an empty folder for the new workspace"), {}, QDir::homePath()});
    if (!folder) return;
    const QString account = qEnvironmentVariable("USER", QStringLiteral("owner"));
    const auto made = workspace::Workspace::create(
        folder->toStdString(), m_options.person.empty() ? account.toStdString() : m_options.person);
    if (made)
        openWorkspace(folder->toStdString());
    else
        m_notifications.postError(tr("The workspace could not be made"), made.error());
}

void MainWindow::showAppMenu() {
    QMenu menu(this);
    QString group;
    for (QAction* action : m_commands.all()) {
        if (CommandRegistry::groupOf(action) == tr("Go")) continue;
        if (!group.isEmpty() && group != CommandRegistry::groupOf(action)) menu.addSeparator();
        group = CommandRegistry::groupOf(action);
        if (CommandRegistry::idOf(action) != QLatin1String("help.menu")) menu.addAction(action);
    }
    menu.exec(m_rail->mapToGlobal(QPoint(8, 48)));
}

} // namespace slipway::ui
