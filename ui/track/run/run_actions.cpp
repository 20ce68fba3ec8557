#include "ui/track/run/run_actions.h"

#include <QPointer>

#include "core/track/runs.h"
#include "core/workspace/workspace.h"
#include "ui/shell/notifications.h"
#include "ui/track/run/register_model.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr const char* kNoteTag = "mlflow.note.content";
constexpr int kUndoSeconds = 10;

} // namespace

RunActions::RunActions(AppContext& app, QObject* parent) : QObject(parent), m_app(app) {}

void RunActions::write(const QString& title, const QString& problem, Work work, std::function<void()> done) {
    m_app.jobs.start<void>(
        this, {.title = title, .key = {}, .quiet = true, .result = {}},
        [work = std::move(work)](workspace::Workspace& workspace, Progress&) { return work(workspace); },
        [this, problem, done = std::move(done)](Result<void> result) {
            if (!result) return failed(problem, result.error());
            if (done) done();
            changed();
        });
}

/// The notice lives longer than the page may.
void RunActions::offerUndo(const QString& title, std::function<void(RunActions&)> undo) {
    m_app.notifications.post({.severity = Severity::Info,
        .title = title,
        .text = {},
        .link = {},
        .action = tr("Undo"),
        .run =
            [self = QPointer<RunActions>(this), undo = std::move(undo)] {
                if (self) undo(*self);
            },
        .seconds = kUndoSeconds});
}

void RunActions::rename(const QString& run, const QString& from, const QString& to) {
    const auto actor = m_app.actor();
    write(
        tr("Rename run"), tr("Couldn't rename the run"),
        [actor, run, to](workspace::Workspace& workspace) -> Status {
            track::Runs runs(workspace.ledger());
            track::Runs::Update update;
            update.name = to.toStdString();
            SLIPWAY_TRY(runs.update(actor, run.toStdString(), update));
            return {};
        },
        [this, run, from, to] {
            offerUndo(tr("Renamed to %1").arg(to), [run, from, to](RunActions& self) { self.rename(run, to, from); });
        });
}

void RunActions::setDeleted(const QString& run, const QString& name, bool deleted) {
    const auto actor = m_app.actor();
    write(
        deleted ? tr("Delete run") : tr("Restore run"),
        deleted ? tr("Couldn't delete the run") : tr("Couldn't restore the run"),
        [actor, run, deleted](workspace::Workspace& workspace) {
            return workspace.tracker().setDeleted(actor, run.toStdString(), deleted);
        },
        [this, run, name, deleted] {
            if (deleted)
                offerUndo(tr("Deleted run %1").arg(name),
                    [run, name](RunActions& self) { self.setDeleted(run, name, false); });
        });
}

void RunActions::registerModel(const QString& run, const QString& model) {
    const auto actor = m_app.actor();
    m_app.jobs.start<registry::ModelVersion>(
        this, {.title = tr("Register model"), .key = {}, .quiet = false, .result = "registry"},
        [actor, run, model](workspace::Workspace& workspace, Progress&) {
            return registerModelOf(workspace, actor, model.toStdString(), run.toStdString());
        },
        [this](Result<registry::ModelVersion> version) {
            if (!version) return failed(tr("Couldn't register the model"), version.error());
            m_app.notifications.post({.severity = Severity::Success,
                .title = tr("Registered %1").arg(format::text(version->reference())),
                .text = tr("It waits for a decision."),
                .link = format::text(version->lineageId())});
            changed();
        });
}

void RunActions::setTag(const QString& run, const QString& key, const QString& value) {
    write(tr("Set tag"), tr("Couldn't set the tag"), [run, key, value](workspace::Workspace& workspace) {
        return workspace.tracker().setTags(run.toStdString(), {{key.toStdString(), value.toStdString()}});
    });
}

void RunActions::removeTag(const QString& run, const QString& key, const QString& value) {
    write(
        tr("Remove tag"), tr("Couldn't remove the tag"),
        [run, key](workspace::Workspace& workspace) {
            return track::Runs(workspace.ledger()).deleteTag(run.toStdString(), key.toStdString());
        },
        [this, run, key, value] {
            offerUndo(
                tr("Removed tag %1").arg(key), [run, key, value](RunActions& self) { self.setTag(run, key, value); });
        });
}

void RunActions::setNote(const QString& run, const QString& markdown, std::function<void(const Status&)> stored) {
    m_app.jobs.start<void>(
        this, {.title = tr("Save notes"), .key = {}, .quiet = true, .result = {}},
        [run, markdown](workspace::Workspace& workspace, Progress&) {
            return workspace.tracker().setTags(run.toStdString(), {{kNoteTag, markdown.toStdString()}});
        },
        [stored = std::move(stored)](Result<void> result) { stored(result); });
}

} // namespace slipway::ui
