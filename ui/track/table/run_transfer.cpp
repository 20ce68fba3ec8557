#include "ui/track/table/run_transfer.h"

#include <QDir>
#include <QFileInfo>

#include "core/track/run_cells.h"
#include "core/track/transfer/transfer.h"
#include "core/workspace/workspace.h"
#include "ui/shell/notifications.h"
#include "ui/shell/prompts.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

using track::transfer::ExportReport;
using track::transfer::ImportReport;

QString summaryOf(const ImportReport& report) {
    QStringList parts;
    if (report.runsChanged > 0) parts << RunTransfer::tr("%1 had something new").arg(format::count(report.runsChanged));
    const auto same = report.runs - report.runsAdded - report.runsChanged;
    if (same > 0) parts << RunTransfer::tr("%1 were here already").arg(format::count(same));
    if (report.pointsAdded > 0) parts << RunTransfer::tr("%1 points").arg(format::count(report.pointsAdded));
    if (report.filesAdded > 0)
        parts << RunTransfer::tr("%1 in %2")
                     .arg(format::bytes(report.bytesAdded),
                         format::plural(report.filesAdded, RunTransfer::tr("file"), RunTransfer::tr("files")));
    const auto skipped = report.problems.count();
    if (skipped > 0)
        parts << RunTransfer::tr("%1 could not be read")
                     .arg(format::plural(skipped, RunTransfer::tr("record"), RunTransfer::tr("records")));
    return parts.join(QStringLiteral(", "));
}

} // namespace

void RunTransfer::importFrom(const QStringList& paths) {
    for (const QString& path : paths) {
        const QString name = QFileInfo(path).fileName();
        m_app.jobs.start<ImportReport>(
            this,
            {.title = tr("Import runs from %1").arg(name),
                .key = {},
                .quiet = false,
                .result = QStringLiteral("track")},
            [path = path.toStdString(), actor = m_app.actor()](workspace::Workspace& workspace, Progress& progress) {
                return track::transfer::importRuns(workspace.ledger(), workspace.folder(), actor, path, {}, progress);
            },
            [this, name](Result<ImportReport> report) {
                if (!report && report.error().code == ErrorCode::Cancelled) {
                    m_app.notifications.post({.severity = Severity::Info,
                        .title = tr("Stopped importing %1").arg(name),
                        .text = tr("Runs that came stay; importing again goes on.")});
                } else if (!report) {
                    m_app.notifications.postError(tr("Couldn't import %1").arg(name), report.error());
                } else {
                    const bool flawed = report->problems.count() > 0;
                    m_app.notifications.post({.severity = flawed ? Severity::Warning : Severity::Success,
                        .title = tr("Imported %1 from %2")
                            .arg(format::plural(report->runsAdded, tr("run"), tr("runs")), name),
                        .text = summaryOf(*report),
                        .link = QStringLiteral("track")});
                }
                imported();
            });
    }
}

void RunTransfer::askForFolder(QWidget* asker) {
    const auto folder = m_app.prompts.openFolder(
        asker, {tr("Import runs: a folder of mlflow (mlruns), TensorBoard or Weights & Biases"), {}, QDir::homePath()});
    if (folder) importFrom({*folder});
}

void RunTransfer::askForFile(QWidget* asker) {
    const auto file = m_app.prompts.openFile(asker,
        {tr("Import runs: a database of mlflow, or a file of TensorBoard or Weights & Biases"),
            tr("Trackers' files (*.db *.sqlite *.sqlite3 *.wandb *tfevents*);;All files (*)"), QDir::homePath()});
    if (file) importFrom({*file});
}

void RunTransfer::askToExport(QWidget* asker, std::vector<std::int64_t> runs) {
    const auto parent = m_app.prompts.openFolder(asker, {tr("Export into which folder?"), {}, QDir::homePath()});
    if (!parent || runs.empty()) return;
    QString folder = QDir(*parent).filePath(QStringLiteral("mlruns"));
    for (int i = 2; QFileInfo::exists(folder); ++i) folder = QDir(*parent).filePath(QStringLiteral("mlruns-%1").arg(i));
    const QString what = format::plural(static_cast<std::int64_t>(runs.size()), tr("run"), tr("runs"));
    m_app.jobs.start<ExportReport>(
        this, {.title = tr("Export %1 for mlflow").arg(what), .key = {}, .quiet = false, .result = {}},
        [runs = std::move(runs), folder = folder.toStdString()](
            workspace::Workspace& workspace, Progress& progress) -> Result<ExportReport> {
            SLIPWAY_ASSIGN(const auto rows, track::readCells(workspace.db(), runs, {}));
            std::vector<std::string> ids;
            for (const auto& row : rows) ids.push_back(row.id);
            return track::transfer::exportRuns(workspace.ledger(), workspace.folder(), ids, folder, progress);
        },
        [this, folder, what](Result<ExportReport> report) {
            if (report)
                m_app.notifications.post({.severity = Severity::Success,
                    .title = tr("Exported %1 for mlflow").arg(what),
                    .text = tr("%1, %2").arg(folder, format::bytes(report->bytes))});
            else if (report.error().code != ErrorCode::Cancelled)
                m_app.notifications.postError(tr("Couldn't export %1").arg(what), report.error());
        });
}

} // namespace slipway::ui
