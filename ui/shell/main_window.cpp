#include "ui/shell/main_window.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/shell/command_palette.h"
#include "ui/shell/first_run_page.h"
#include "ui/shell/job_tray.h"
#include "ui/shell/links.h"
#include "ui/shell/navigation_rail.h"
#include "ui/shell/notification_center.h"
#include "ui/shell/panel.h"
#include "ui/shell/prompts.h"
#include "ui/shell/shortcut_sheet.h"
#include "ui/shell/stage_indicator.h"
#include "ui/shell/status_strip.h"
#include "ui/shell/theme.h"
#include "ui/shell/toast_stack.h"
#include "ui/shell/top_bar.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {
constexpr int kPollMilliseconds = 1000;
constexpr qsizetype kMostHistory = 100;
} // namespace

MainWindow::MainWindow(Theme& theme, Prompts& prompts, PanelRegistry panels, WindowSettings& settings, Options options)
    : m_theme(theme),
      m_prompts(prompts),
      m_panels(std::move(panels)),
      m_settings(settings),
      m_options(std::move(options)) {
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(QStringLiteral("Slipway"));
    setWindowIcon(icon(QStringLiteral("slipway")));
    setMinimumSize(1024, 640);
    resize(1440, 900);
    buildFrame();
    addCommands();
    addViewCommands();
    connectBars();
    connect(&m_theme, &Theme::changed, this,
        [this] { m_settings.setValue(QStringLiteral("textScale"), m_theme.textScale()); });
    m_poll.setInterval(kPollMilliseconds);
    connect(&m_poll, &QTimer::timeout, this, &MainWindow::pollChanges);
    showFirstRun();
}

MainWindow::~MainWindow() {
    closeWorkspace();
}

void MainWindow::buildFrame() {
    auto* frame = new QWidget;
    auto* across = new QHBoxLayout(frame);
    across->setContentsMargins(0, 0, 0, 0);
    across->setSpacing(0);
    m_rail = new NavigationRail(m_panels, frame);
    across->addWidget(m_rail);
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    m_top = new TopBar(m_settings, frame);
    m_stack = new QStackedWidget;
    m_firstRun = new FirstRunPage;
    m_firstRun->setTargets(m_options.sampleFolder, m_options.program);
    m_stack->addWidget(m_firstRun);
    m_status = new StatusStrip(frame);
    column->addWidget(m_top);
    column->addWidget(m_stack, 1);
    column->addWidget(m_status);
    across->addLayout(column, 1);
    setCentralWidget(frame);
    m_palette = new CommandPalette(m_commands, m_panels, m_settings, this);
    m_tray = new JobTray(this);
    m_center = new NotificationCenter(m_notifications, this);
    m_sheet = new ShortcutSheet(m_commands, m_panels, this);
    new ToastStack(m_notifications, this, m_status->height());
    setFocusPolicy(Qt::ClickFocus);
    setFocus(); // nothing is outlined before somebody presses a key
}

void MainWindow::connectBars() {
    connect(m_rail, &NavigationRail::chosen, this, &MainWindow::navigate);
    connect(m_rail, &NavigationRail::brandClicked, this, &MainWindow::showAppMenu);
    connect(
        m_top, &TopBar::workspaceChosen, this, [this](const QString& folder) { openWorkspace(folder.toStdString()); });
    connect(m_top, &TopBar::openWanted, this, &MainWindow::askOpen);
    connect(m_top, &TopBar::newWanted, this, &MainWindow::askNew);
    connect(m_top, &TopBar::searchWanted, this, [this] { m_palette->openWith(); });
    connect(m_top, &TopBar::themeWanted, this, &MainWindow::toggleTheme);
    connect(m_top, &TopBar::backWanted, this, &MainWindow::goBack);
    connect(m_top, &TopBar::forwardWanted, this, &MainWindow::goForward);
    connect(m_top, &TopBar::linkChosen, this, &MainWindow::navigate);
    connect(m_top, &TopBar::notificationsWanted, this,
        [this] { m_commands.find(QStringLiteral("view.notifications"))->trigger(); });
    connect(
        m_status, &StatusStrip::jobsWanted, this, [this] { m_commands.find(QStringLiteral("view.jobs"))->trigger(); });
    connect(m_status, &StatusStrip::serviceWanted, this, [this] { startService(true); });
    connect(m_palette, &CommandPalette::linkChosen, this, &MainWindow::navigate);
    connect(m_palette, &CommandPalette::filterChosen, this, &MainWindow::filterPage);
    connect(m_palette, &CommandPalette::helpChosen, m_sheet, &ShortcutSheet::toggle);
    connect(m_tray, &JobTray::linkChosen, this, &MainWindow::navigate);
    connect(m_center, &NotificationCenter::linkChosen, this, &MainWindow::navigate);
    connect(&m_notifications, &Notifications::changed, this, [this] { m_top->setUnread(m_notifications.unread()); });
    connect(m_firstRun, &FirstRunPage::sampleReady, this,
        [this](const QString& folder) { openWorkspace(folder.toStdString()); });
    connect(m_firstRun, &FirstRunPage::newWanted, this, &MainWindow::askNew);
    connect(m_firstRun, &FirstRunPage::openWanted, this, &MainWindow::askOpen);
}

bool MainWindow::openWorkspace(const std::filesystem::path& folder) {
    closeWorkspace();
    auto opened = Session::open(folder, m_options.person,
        {m_theme, m_prompts, m_notifications, m_commands, [this](const QString& link) { navigate(link); },
            m_options.program});
    if (!opened) {
        showFirstRun();
        m_firstRun->showProblem(
            tr("%1 could not be opened").arg(QString::fromStdString(folder.string())), opened.error());
        return false;
    }
    m_session = std::move(*opened);
    m_firstRun->clearProblem();
    const QString path = QString::fromStdString(m_session->folder().string());
    const QString name = format::text(m_session->workspace().settings().name);
    const QString shown = name.isEmpty() ? QString::fromStdString(m_session->folder().filename().string()) : name;
    m_settings.addRecentWorkspace(folder);
    m_top->setWorkspace(shown, path);
    m_top->setPerson(format::text(m_session->app().person));
    setWindowTitle(shown + QStringLiteral(" – Slipway"));
    m_status->setStorage(true, m_session->workspace().readOnly());
    m_status->setRunner(&m_session->app().jobs);
    m_tray->setRunner(&m_session->app().jobs);
    m_palette->setRunner(&m_session->app().jobs);
    restoreLayout();
    const QString last = m_settings.value(WindowSettings::keyFor(folder, QStringLiteral("panel"))).toString();
    navigate(m_panels.find(last) ? last : m_panels.all().empty() ? QString() : m_panels.all().front().id);
    updateBadges();
    updateStages();
    m_poll.start();
    const bool service = m_options.startService && !m_session->workspace().readOnly();
    m_top->stages().setStarting(service);
    if (service)
        QTimer::singleShot(300, this, [this] { startService(false); });
    else
        checkService();
    return true;
}

void MainWindow::closeWorkspace() {
    if (!m_session) return;
    rememberLayout();
    m_poll.stop();
    m_status->setRunner(nullptr);
    m_tray->setRunner(nullptr);
    m_palette->setRunner(nullptr);
    m_session->app().jobs.cancelAll();
    for (auto& [id, panel] : m_made) delete panel;
    m_made.clear();
    m_stale.clear();
    m_history.clear();
    m_at = -1;
    m_current.clear();
    m_startingService = false; // nobody hears of it any more, and the next workspace has a service of its own
    m_session.reset();
}

void MainWindow::showFirstRun() {
    closeWorkspace();
    m_stack->setCurrentWidget(m_firstRun);
    m_rail->setEnabled(false);
    m_top->setWorkspace({}, {});
    m_top->setPerson({});
    m_top->stages().setStages({});
    m_status->setStorage(false, false);
    m_status->setService(ServiceState::Unknown, {});
    setWindowTitle(QStringLiteral("Slipway"));
    updateHistory();
}

Panel* MainWindow::panel(const QString& id) const {
    const auto found = m_made.find(id);
    return found == m_made.end() ? nullptr : found->second;
}

Panel& MainWindow::ensurePanel(const QString& id) {
    if (Panel* made = panel(id)) return *made;
    Panel* made = m_panels.find(id)->make(m_session->app(), m_stack);
    m_made[id] = made;
    m_stack->addWidget(made);
    connect(made, &Panel::statusChanged, this, [this, id](const QString& text) {
        if (id == m_current) m_status->setMessage(text);
    });
    restorePanelLayout(id);
    m_stale.push_back(id);
    return *made;
}

void MainWindow::showPanel(const QString& id) {
    m_rail->setEnabled(true);
    Panel& page = ensurePanel(id);
    m_current = id;
    m_rail->setCurrent(id);
    m_stack->setCurrentWidget(&page);
    m_status->setMessage({});
    if (m_stale.removeAll(id) > 0) page.refresh();
}

void MainWindow::navigate(const QString& link) {
    if (!m_session) return;
    const Target target = targetOf(link);
    if (!m_panels.find(target.panel)) {
        m_notifications.post({.severity = Severity::Warning,
            .title = tr("“%1” leads nowhere").arg(link),
            .text = tr("The object may have been made by a newer version.")});
        return;
    }
    showPanel(target.panel);
    if (!target.object.isEmpty()) m_made.at(target.panel)->showObject(target.object);
    if (m_walking || (m_at >= 0 && m_history[m_at] == link)) return;
    m_history = m_history.mid(0, m_at + 1);
    m_history.push_back(link);
    if (m_history.size() > kMostHistory) m_history.removeFirst();
    m_at = m_history.size() - 1;
    updateHistory();
}

void MainWindow::goBack() {
    if (m_at <= 0) return;
    m_walking = true;
    navigate(m_history[--m_at]);
    m_walking = false;
    updateHistory();
}

void MainWindow::goForward() {
    if (m_at + 1 >= m_history.size()) return;
    m_walking = true;
    navigate(m_history[++m_at]);
    m_walking = false;
    updateHistory();
}

void MainWindow::updateHistory() {
    m_top->setHistory(m_at > 0, m_at + 1 < m_history.size());
}

void MainWindow::pollChanges() {
    if (!m_session || !isVisible() || isMinimized()) return;
    if (++m_ticks % 5 == 0) checkService();
    if (!m_session->changedSinceLastAsked()) return;
    m_stale.clear();
    for (const auto& [id, page] : m_made)
        if (id != m_current) m_stale.push_back(id);
    refreshCurrent();
    updateBadges();
    updateStages();
}

void MainWindow::refreshCurrent() {
    if (Panel* page = panel(m_current)) page->refresh();
}

void MainWindow::updateBadges() {
    for (const PanelInfo& info : m_panels.all())
        if (info.badge) m_rail->setBadge(info.id, info.badge(m_session->app()));
}

void MainWindow::updateStages() {
    m_session->app().jobs.start<std::vector<StageState>>(
        this, {.title = tr("Read stages"), .key = "stages", .quiet = true},
        [](workspace::Workspace& w, Progress&) { return readStages(w); },
        [this](Result<std::vector<StageState>> stages) {
            if (stages) m_top->stages().setStages(std::move(*stages));
        });
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (m_session && m_session->app().jobs.activeCount() > 0) {
        QStringList titles;
        for (const JobInfo& job : m_session->app().jobs.jobs())
            if (job.active()) titles.push_back(job.title);
        if (!m_prompts.confirm(
                this, {tr("Stop the running jobs and quit?"),
                          tr("Still working: %1. What they finished stays.").arg(titles.join(QStringLiteral(", "))),
                          tr("Stop and quit"), true})) {
            event->ignore();
            return;
        }
    }
    rememberLayout();
    event->accept();
}

} // namespace slipway::ui
