#include "ui/track/table/trash_page.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QSet>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "core/workspace/workspace.h"
#include "ui/shell/notifications.h"
#include "ui/shell/prompts.h"
#include "ui/track/table/run_writes.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/list_table_model.h"

namespace slipway::ui {

namespace {

QString runsText(std::size_t count) {
    return format::plural(static_cast<std::int64_t>(count), TrashPage::tr("run"), TrashPage::tr("runs"));
}

std::int64_t bytesOf(const std::vector<track::TrashedRun>& runs) {
    std::int64_t bytes = 0;
    for (const auto& run : runs) bytes += run.artifactBytes;
    return bytes;
}

TableRow rowOf(const track::TrashedRun& run) {
    Cell name(format::text(run.name));
    name.strong = true;
    name.detail = format::shortId(run.id);
    Cell bytes(run.artifactFiles > 0 ? format::bytes(run.artifactBytes) : format::missing());
    bytes.sort = QVariant::fromValue<qlonglong>(run.artifactBytes);
    bytes.tip = format::plural(run.artifactFiles, TrashPage::tr("file"), TrashPage::tr("files"));
    return {format::text(run.id),
        {name, Cell(format::text(run.experimentName)), Cell::time(run.deletedAt), Cell::count(run.points), bytes}, {}};
}

} // namespace

TrashPage::TrashPage(AppContext& app, QWidget* parent)
    : QWidget(parent), m_app(app), m_writes(new RunWrites(app, this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_count = new TextLabel({}, FontRole::Body, Token::TextSecondary);
    m_count->setObjectName(QStringLiteral("trashSelection"));
    m_restore = makeButton(tr("Restore"), QStringLiteral("restoreRuns"), ButtonKind::Primary, {}, this);
    m_purge = makeButton(tr("Delete for ever…"), QStringLiteral("purgeRuns"), ButtonKind::Normal, {}, this);
    m_empty = makeButton(tr("Empty trash…"), QStringLiteral("emptyTrash"), ButtonKind::Normal, {}, this);
    row->addWidget(m_count, 1);
    row->addWidget(m_restore);
    row->addWidget(m_purge);
    row->addWidget(m_empty);
    column->addLayout(row);
    m_model =
        new ListTableModel({{tr("Run"), Align::Left, 240, true, {}}, {tr("Experiment"), Align::Left, 160, false, {}},
                               {tr("Deleted"), Align::Left, 130, false, {}},
                               {tr("Points"), Align::Right, 100, false, tr("Points of metrics")},
                               {tr("Artifacts"), Align::Right, 110, false, tr("What its files take")}},
            this);
    m_stack = new QStackedWidget(this);
    m_table = new DataTable(tr("Deleted runs"), m_stack);
    m_table->setObjectName(QStringLiteral("trashTable"));
    m_table->setListModel(m_model);
    m_table->setSortable(true);
    m_stack->addWidget(m_table);
    m_stack->addWidget(new EmptyState(QStringLiteral("trash"), tr("The trash is empty"),
        tr("Deleted runs stay here until you remove them for ever."), m_stack));
    column->addWidget(m_stack, 1);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TrashPage::showSelection);
    connect(m_model, &QAbstractItemModel::modelReset, this, &TrashPage::showSelection);
    connect(m_restore, &QPushButton::clicked, this, [this] {
        std::vector<std::string> ids;
        for (const auto& run : chosen()) ids.push_back(run.id);
        m_writes->restore(std::move(ids));
    });
    connect(m_purge, &QPushButton::clicked, this, [this] { purge(chosen()); });
    connect(m_empty, &QPushButton::clicked, this, [this] { purge(m_runs); });
    connect(m_writes, &RunWrites::changed, this, [this] {
        reload();
        changed();
    });
    connect(m_writes, &RunWrites::failed, this,
        [this](const QString& what, const Error& error) { m_app.notifications.postError(what, error); });
    showSelection();
}

/// One at a time: sizes are looked up on disk, and somebody may be deleting runs all the while.
void TrashPage::reload() {
    if (std::exchange(m_reading, true)) return;
    m_app.jobs.start<std::vector<track::TrashedRun>>(
        this, {.title = tr("Look into the trash"), .key = QStringLiteral("trash"), .quiet = true, .result = {}},
        [](workspace::Workspace& workspace, Progress& progress) {
            return track::Trash(workspace.ledger(), workspace.folder()).list(progress);
        },
        [this](Result<std::vector<track::TrashedRun>> runs) {
            m_reading = false;
            if (runs)
                show(std::move(*runs));
            else if (runs.error().code != ErrorCode::Cancelled)
                m_app.notifications.postError(tr("Couldn't look into the trash"), runs.error());
        });
}

void TrashPage::show(std::vector<track::TrashedRun> runs) {
    m_runs = std::move(runs);
    std::vector<TableRow> rows;
    for (const auto& run : m_runs) rows.push_back(rowOf(run));
    m_model->setRows(std::move(rows));
    m_stack->setCurrentIndex(m_runs.empty() ? 1 : 0);
    summaryChanged(m_runs.empty() ? tr("Nothing deleted")
                                  : tr("%1, %2").arg(runsText(m_runs.size()), format::bytes(bytesOf(m_runs))));
    showSelection();
}

std::vector<track::TrashedRun> TrashPage::chosen() const {
    const auto ids = m_table->selectedIds();
    const QSet<QString> wanted(ids.begin(), ids.end());
    std::vector<track::TrashedRun> found;
    for (const auto& run : m_runs)
        if (wanted.contains(format::text(run.id))) found.push_back(run);
    return found;
}

void TrashPage::showSelection() {
    const auto runs = chosen();
    m_count->setText(runs.empty() ? m_runs.empty() ? QString() : tr("Select runs to restore or remove them.")
                                  : tr("%1 selected, %2").arg(runsText(runs.size()), format::bytes(bytesOf(runs))));
    m_restore->setEnabled(!runs.empty());
    m_purge->setEnabled(!runs.empty());
    m_empty->setEnabled(!m_runs.empty());
}

void TrashPage::purge(const std::vector<track::TrashedRun>& runs) {
    if (runs.empty()) return;
    const QString what = tr("%1 for ever (%2)").arg(runsText(runs.size()), format::bytes(bytesOf(runs)));
    const QString effect =
        tr("Their metrics, parameters and artifacts are removed from the disk. This cannot be undone. "
           "Registered versions keep their own copy of the model.");
    if (!m_app.prompts.confirm(this, {tr("Delete %1?").arg(what), effect, tr("Delete %1").arg(what), true})) return;
    std::vector<std::string> ids;
    for (const auto& run : runs) ids.push_back(run.id);
    m_app.jobs.start<track::Trash::Purged>(
        this, {.title = tr("Delete %1").arg(what), .key = {}, .quiet = false, .result = QStringLiteral("track/trash")},
        [ids = std::move(ids), actor = m_app.actor()](workspace::Workspace& workspace, Progress& progress) {
            return track::Trash(workspace.ledger(), workspace.folder()).purge(actor, ids, progress);
        },
        [this](Result<track::Trash::Purged> purged) {
            if (purged)
                m_app.notifications.post({.severity = Severity::Success,
                    .title = tr("Removed %1 for ever, %2 are free again")
                        .arg(runsText(static_cast<std::size_t>(purged->runs)), format::bytes(purged->bytes))});
            else if (purged.error().code == ErrorCode::Cancelled)
                m_app.notifications.post({.severity = Severity::Info,
                    .title = tr("Stopped emptying the trash"),
                    .text = tr("What is still listed was not touched.")});
            else
                m_app.notifications.postError(tr("Couldn't empty the trash"), purged.error());
            reload();
            changed();
        });
}

} // namespace slipway::ui
