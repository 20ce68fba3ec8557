#include "ui/track/table/run_writes.h"

#include "core/track/run_cells.h"
#include "core/track/runs.h"
#include "core/workspace/workspace.h"
#include "ui/shell/notifications.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr std::size_t kShownInTray = 20;

QString runsText(std::size_t count) {
    return format::plural(static_cast<std::int64_t>(count), RunWrites::tr("run"), RunWrites::tr("runs"));
}

} // namespace

RunWrites::Ids RunWrites::idsOf(std::vector<std::int64_t> runs) {
    return [runs = std::move(runs)](workspace::Workspace& workspace) -> Result<std::vector<std::string>> {
        SLIPWAY_ASSIGN(const auto rows, track::readCells(workspace.db(), runs, {}));
        std::vector<std::string> ids;
        for (const auto& row : rows) ids.push_back(row.id);
        return ids;
    };
}

void RunWrites::doAll(
    const QString& title, std::size_t count, Ids ids, Each each, std::function<void(const Done&)> done) {
    m_app.jobs.start<Done>(
        this, {.title = title, .key = {}, .quiet = count <= kShownInTray, .result = QStringLiteral("track")},
        [ids = std::move(ids), each = std::move(each)](
            workspace::Workspace& workspace, Progress& progress) -> Result<Done> {
            SLIPWAY_ASSIGN(const auto all, ids(workspace));
            Done result;
            for (const auto& id : all) {
                if (progress.cancelled()) {
                    result.stopped = Error{ErrorCode::Cancelled, "it was cancelled", {}};
                    break;
                }
                if (const auto written = each(workspace, id); !written) {
                    result.stopped = written.error();
                    break;
                }
                result.ids.push_back(id);
                progress.update(static_cast<double>(result.ids.size()) / static_cast<double>(all.size()),
                    std::to_string(result.ids.size()) + " of " + std::to_string(all.size()));
            }
            return result;
        },
        [this, title, done = std::move(done)](Result<Done> result) {
            if (!result) return failed(tr("“%1” did not work").arg(title), result.error());
            done(*result);
            if (result->stopped && result->stopped->code != ErrorCode::Cancelled)
                failed(tr("“%1” stopped after %2").arg(title, runsText(result->ids.size())), *result->stopped);
            changed();
        });
}

void RunWrites::remove(std::vector<std::int64_t> runs) {
    const std::size_t count = runs.size();
    doAll(
        tr("Delete %1").arg(runsText(count)), count, idsOf(std::move(runs)),
        [actor = m_app.actor()](workspace::Workspace& workspace, const std::string& id) {
            return workspace.tracker().setDeleted(actor, id, true);
        },
        [this](const Done& done) {
            if (done.ids.empty()) return;
            m_app.notifications.post({.severity = Severity::Info,
                .title = tr("Deleted %1").arg(runsText(done.ids.size())),
                .text = tr("In the trash until it is emptied."),
                .link = {},
                .action = tr("Undo"),
                .run =
                    [self = QPointer(this), ids = done.ids] {
                        if (self) self->restore(ids);
                    },
                .seconds = 10});
        });
}

void RunWrites::restore(std::vector<std::string> ids) {
    const std::size_t count = ids.size();
    doAll(
        tr("Restore %1").arg(runsText(count)), count,
        [ids](workspace::Workspace&) -> Result<std::vector<std::string>> { return ids; },
        [actor = m_app.actor()](workspace::Workspace& workspace, const std::string& id) {
            return workspace.tracker().setDeleted(actor, id, false);
        },
        [this](const Done& done) {
            if (done.ids.empty()) return;
            m_app.notifications.post(
                {.severity = Severity::Success, .title = tr("Restored %1").arg(runsText(done.ids.size()))});
        });
}

void RunWrites::rename(const QString& id, const QString& from, const QString& to) {
    doAll(
        tr("Rename run"), 1,
        [run = id.toStdString()](
            workspace::Workspace&) -> Result<std::vector<std::string>> { return std::vector{run}; },
        [actor = m_app.actor(), name = to.toStdString()](
            workspace::Workspace& workspace, const std::string& run) -> Status {
            SLIPWAY_TRY(
                track::Runs(workspace.ledger()).update(actor, run, {.status = {}, .endedAt = {}, .name = name}));
            return {};
        },
        [this, id, from, to](const Done& done) {
            if (done.ids.empty()) return;
            m_app.notifications.post({.severity = Severity::Success,
                .title = tr("Renamed %1 to %2").arg(from, to),
                .text = {},
                .link = {},
                .action = tr("Undo"),
                .run = [self = QPointer(this), id, from, to] {
                    if (self) self->rename(id, to, from);
                }});
        });
}

void RunWrites::tag(std::vector<std::int64_t> runs, const QString& key, const QString& value) {
    const std::size_t count = runs.size();
    doAll(
        tr("Tag %1").arg(runsText(count)), count, idsOf(std::move(runs)),
        [key = key.toStdString(), value = value.toStdString()](workspace::Workspace& workspace, const std::string& id) {
            return workspace.tracker().setTags(id, {{key, value}});
        },
        [this, key](const Done& done) {
            if (done.ids.empty()) return;
            m_app.notifications.post(
                {.severity = Severity::Success, .title = tr("Tagged %1 with %2").arg(runsText(done.ids.size()), key)});
        });
}

void RunWrites::registerModel(std::int64_t run, const QString& model) {
    m_app.jobs.start<registry::ModelVersion>(
        this, {.title = tr("Register model"), .key = {}, .quiet = false, .result = QStringLiteral("registry")},
        [actor = m_app.actor(), run, name = model.toStdString()](
            workspace::Workspace& workspace, Progress&) -> Result<registry::ModelVersion> {
            SLIPWAY_ASSIGN(const auto rows, track::readCells(workspace.db(), std::span(&run, 1), {}));
            if (rows.empty()) return fail(ErrorCode::NotFound, "the run is not there any more");
            return workspace.registry().registerRun(actor, name, rows.front().id);
        },
        [this](Result<registry::ModelVersion> version) {
            if (!version) return failed(tr("Couldn't register the model"), version.error());
            m_app.notifications.post({.severity = Severity::Success,
                .title = tr("Registered %1, it waits for a decision").arg(format::text(version->reference())),
                .text = {},
                .link = QStringLiteral("registry"),
                .action = tr("Open registry"),
                .run = [app = &m_app] { app->navigate(QStringLiteral("registry")); }});
            changed();
        });
}

} // namespace slipway::ui
