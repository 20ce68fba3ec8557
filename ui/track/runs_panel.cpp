#include "ui/track/runs_panel.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QFrame>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "core/workspace/service_host.h"
#include "core/workspace/workspace.h"
#include "ui/shell/page_header.h"
#include "ui/track/compare/compare_page.h"
#include "ui/track/run/run_page.h"
#include "ui/track/table/first_run_help.h"
#include "ui/track/table/run_filter_bar.h"
#include "ui/track/table/run_table_view.h"
#include "ui/track/table/run_transfer.h"
#include "ui/track/table/runs_board.h"
#include "ui/track/table/trash_page.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

constexpr int kTickMs = 1000, kOrphanTicks = 5, kStaleTicks = 60;
constexpr qint64 kLeastPauseMs = 900; // the window tells of changes too

} // namespace

RunsPanel::RunsPanel(AppContext& app, QWidget* parent)
    : Panel(app, tr("Experiments"), Body::Fill, parent), m_transfer(new RunTransfer(app, this)) {
    m_pages = new QStackedWidget(this);
    m_board = new RunsBoard(app, m_pages);
    buildHeader();
    buildPages();
    buildImport();
    body().addWidget(m_pages, 1);
    m_tick.setInterval(kTickMs);
    connect(&m_tick, &QTimer::timeout, this, &RunsPanel::tick);
}

void RunsPanel::buildHeader() {
    m_back = makeButton(
        tr("Back to the runs"), QStringLiteral("backToRuns"), ButtonKind::Quiet, QStringLiteral("arrow-left"), this);
    m_back->setToolTip(tr("Esc or Alt+Left"));
    m_back->hide();
    m_openTrash =
        makeButton(tr("Trash"), QStringLiteral("openTrash"), ButtonKind::Quiet, QStringLiteral("trash"), this);
    m_import = makeButton(tr("Import"), QStringLiteral("importRuns"), ButtonKind::Normal, {}, this);
    m_import->setProperty("hasMenu", true);
    header().addAction(m_openTrash);
    header().addAction(m_import);
    header().addAction(m_back);
    connect(m_back, &QPushButton::clicked, this, &RunsPanel::back);
    connect(m_openTrash, &QPushButton::clicked, this, [this] { walkTo(QStringLiteral("track/trash")); });
}

void RunsPanel::buildPages() {
    m_empty = new FirstRunHelp(app(), m_pages);
    m_pages->addWidget(m_board);
    m_pages->addWidget(m_empty);
    connect(m_board, &RunsBoard::answered, this, &RunsPanel::showAnswer);
    connect(m_board, &RunsBoard::runWanted, this, [this](const QString& id) { walkTo(QStringLiteral("run/") + id); });
    connect(m_board, &RunsBoard::comparisonWanted, this, &RunsPanel::compare);
    connect(m_board, &RunsBoard::failed, this, [this](const QString& what, const Error& error) {
        setLoading(false);
        showError(what, error);
    });
}

void RunsPanel::buildImport() {
    auto* menu = new QMenu(m_import);
    connect(menu->addAction(tr("Folder of mlflow, TensorBoard or Weights && Biases…")), &QAction::triggered, this,
        [this] { m_transfer->askForFolder(this); });
    connect(
        menu->addAction(tr("Database or file…")), &QAction::triggered, this, [this] { m_transfer->askForFile(this); });
    m_import->setMenu(menu);
    connect(m_transfer, &RunTransfer::imported, this, [this] { m_board->reload(); });
    connect(m_empty, &FirstRunHelp::importWanted, this, [this] { m_transfer->askForFolder(this); });
    connect(
        m_board, &RunsBoard::exportRunsWanted, this, [this](const auto& runs) { m_transfer->askToExport(this, runs); });
    setAcceptDrops(true);
    m_dropTarget = new QFrame(this);
    m_dropTarget->setObjectName(QStringLiteral("dropTarget"));
    m_dropTarget->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto* column = new QVBoxLayout(m_dropTarget);
    m_dropText = new TextLabel({}, FontRole::Section, Token::AccentText, m_dropTarget);
    m_dropText->setAlignment(Qt::AlignCenter);
    column->addWidget(m_dropText);
    m_dropTarget->hide();
}

bool RunsPanel::isTable() const {
    return m_pages->currentWidget() == m_board || m_pages->currentWidget() == m_empty;
}

/// Asked for again and again while runs are logging: only what is visible is read then.
void RunsPanel::refresh() {
    if (!std::exchange(m_loaded, true)) return m_board->reload();
    m_old = true;
    if (!m_refreshed.isValid() || m_refreshed.elapsed() >= kLeastPauseMs) refreshLive();
}

void RunsPanel::refreshLive() {
    m_old = false;
    m_refreshed.start();
    if (m_pages->currentWidget() == m_run)
        m_run->refresh();
    else if (m_pages->currentWidget() == m_compare)
        m_compare->refresh();
    else if (m_pages->currentWidget() == m_trash)
        m_trash->reload();
    else
        m_board->refreshLive();
}

void RunsPanel::tick() {
    if (!isVisible() || !m_loaded) return;
    if (++m_ticks % kOrphanTicks == 0) lookForOrphans();
    const auto version = app().workspace.db().dataVersion();
    if (version && *version != std::exchange(m_version, *version)) m_old = true;
    if (m_ticks % kStaleTicks == 0) m_old = true; // "4 min ago" grows old
    if (m_old && (!m_refreshed.isValid() || m_refreshed.elapsed() >= kLeastPauseMs)) refreshLive();
}

/// The service does this by itself when there is one.
void RunsPanel::lookForOrphans() {
    app().jobs.start<int>(
        this, {.title = tr("Look for runs that ended"), .key = QStringLiteral("orphans"), .quiet = true, .result = {}},
        [](workspace::Workspace& workspace, Progress&) -> Result<int> {
            if (workspace.readOnly() || workspace::findService(workspace.folder())) return 0;
            return workspace.tracker().markOrphans();
        },
        [](const Result<int>&) {});
}

void RunsPanel::showAnswer() {
    clearError();
    setLoading(false);
    const auto& model = m_board->model();
    const auto count = static_cast<std::int64_t>(model.numbers().size());
    QString summary = format::plural(count, tr("run"), tr("runs"));
    if (model.rows().isGrouped())
        summary += tr(" in %1").arg(
            format::plural(static_cast<std::int64_t>(model.rows().list().groups.size()), tr("group"), tr("groups")));
    if (isTable()) header().setSummary(summary);
    if (!isTable()) return;
    m_pages->setCurrentWidget(count == 0 && !m_board->isFiltered() ? static_cast<QWidget*>(m_empty) : m_board);
}

/// Through the window, so that Alt+Left leads back.
void RunsPanel::walkTo(const QString& link) {
    if (isTable()) app().navigate(QStringLiteral("track/table"));
    app().navigate(link);
    showObject(link.startsWith(QLatin1String("track/")) ? link.mid(6) : link);
}

void RunsPanel::openPage(QWidget* page) {
    if (m_pages->indexOf(page) < 0) m_pages->addWidget(page);
    if (isTable()) m_opener = &m_board->table();
    m_pages->setCurrentWidget(page);
    m_back->setVisible(page == m_trash);
    m_openTrash->hide();
    m_import->hide();
    header().setVisible(page == m_trash);
    page->setFocus(Qt::OtherFocusReason);
}

void RunsPanel::openRun(const QString& id) {
    if (!m_run) {
        m_run = new RunPage(app(), m_pages);
        m_run->setObjectName(QStringLiteral("runPage"));
        connect(m_run, &RunPage::closed, this, &RunsPanel::back);
        connect(m_run, &RunPage::openRun, this, [this](const QString& run) { walkTo(QStringLiteral("run/") + run); });
        connect(m_run, &RunPage::compareWanted, this, [this](const QString& run) {
            back();
            m_board->chooseToCompare(run);
        });
        connect(m_run, &RunPage::changed, this, [this] { m_board->reload(); });
    }
    if (m_run->run() != id) m_run->showRun(id);
    if (m_pages->currentWidget() != m_run) openPage(m_run);
    setLoading(false);
}

void RunsPanel::compare(const std::vector<ChartedRun>& runs) {
    if (!m_compare) {
        m_compare = new ComparePage(app(), m_pages);
        m_compare->setObjectName(QStringLiteral("comparePage"));
        connect(m_compare, &ComparePage::closed, this, &RunsPanel::back);
        connect(m_compare, &ComparePage::openRun, this,
            [this](const QString& run) { walkTo(QStringLiteral("run/") + run); });
    }
    m_compared = runs;
    m_compare->showRuns(runs);
    walkTo(QStringLiteral("track/compare"));
}

void RunsPanel::showTrash() {
    if (!m_trash) {
        m_trash = new TrashPage(app(), m_pages);
        m_trash->setObjectName(QStringLiteral("trashPage"));
        connect(m_trash, &TrashPage::changed, this, [this] { m_board->reload(); });
        connect(m_trash, &TrashPage::summaryChanged, this, [this](const QString& text) {
            if (m_pages->currentWidget() == m_trash) header().setSummary(text);
        });
    }
    m_trash->reload();
    openPage(m_trash);
    header().setTitle(tr("Trash"));
}

void RunsPanel::showTable() {
    if (isTable()) return;
    m_pages->setCurrentWidget(m_board);
    m_back->hide();
    m_openTrash->show();
    m_import->show();
    header().setVisible(true);
    header().setTitle(tr("Experiments"));
    showAnswer();
    m_board->table().setFocus(Qt::OtherFocusReason);
    m_board->refreshLive();
}

void RunsPanel::back() {
    showTable();
    app().navigate(QStringLiteral("track/table"));
}

void RunsPanel::showObject(const QString& link) {
    if (link.startsWith(QLatin1String("run/")))
        openRun(link.mid(4));
    else if (link == QLatin1String("trash"))
        showTrash();
    else if (link == QLatin1String("compare") && m_compare)
        openPage(m_compare);
    else if (link.startsWith(QLatin1String("experiment/")))
        showTable(), m_board->showExperiment(link.mid(11));
    else
        showTable();
}

QWidget* RunsPanel::searchField() {
    if (m_pages->currentWidget() == m_run) return m_run->searchField();
    return isTable() ? m_board->searchField() : nullptr;
}

void RunsPanel::showEvent(QShowEvent* event) {
    Panel::showEvent(event);
    m_tick.start();
}

void RunsPanel::hideEvent(QHideEvent* event) {
    m_tick.stop();
    Panel::hideEvent(event);
}

namespace {

QStringList droppedPaths(const QMimeData* data) {
    QStringList paths;
    for (const auto& url : data->urls())
        if (url.isLocalFile()) paths << url.toLocalFile();
    return paths;
}

} // namespace

void RunsPanel::dragEnterEvent(QDragEnterEvent* event) {
    const auto paths = droppedPaths(event->mimeData());
    if (paths.isEmpty() || !isTable()) return;
    event->acceptProposedAction();
    m_dropText->setText(paths.size() == 1 ? tr("Import the runs of %1").arg(QFileInfo(paths.front()).fileName())
                                          : tr("Import the runs of %1 folders and files").arg(paths.size()));
    m_dropTarget->setGeometry(rect().adjusted(12, 12, -12, -12));
    m_dropTarget->show();
    m_dropTarget->raise();
}

void RunsPanel::dragLeaveEvent(QDragLeaveEvent* event) {
    m_dropTarget->hide();
    Panel::dragLeaveEvent(event);
}

void RunsPanel::dropEvent(QDropEvent* event) {
    m_dropTarget->hide();
    event->acceptProposedAction();
    m_transfer->importFrom(droppedPaths(event->mimeData()));
}

void RunsPanel::keyPressEvent(QKeyEvent* event) {
    const bool wanted =
        event->key() == Qt::Key_Escape || (event->key() == Qt::Key_Left && event->modifiers() == Qt::AltModifier);
    if (!isTable() && wanted) return back();
    Panel::keyPressEvent(event);
}

} // namespace slipway::ui
