#include "ui/label/overview/background_learning.h"

#include "core/label/assist/active_learning.h"
#include "core/workspace/workspace.h"
#include "ui/shell/notifications.h"

namespace slipway::ui {

namespace {
constexpr int kPassedAfterFailure = 50;
}

void BackgroundLearning::consider(const QString& project) {
    if (project.isEmpty() || m_running.contains(project)) return;
    if (const auto passing = m_passing.find(project); passing != m_passing.end() && (*passing)-- > 0) return;
    m_running.insert(project);
    m_app.jobs.start<bool>(
        this, {.title = tr("Look whether to learn"), .key = {}, .quiet = true, .result = {}},
        [name = project.toStdString()](workspace::Workspace& w, Progress&) -> Result<bool> {
            SLIPWAY_ASSIGN(const auto found, w.labels().find(name));
            if (found.medium != label::Medium::Text) return false;
            return label::ActiveLearning(w.ledger(), w.labels()).isDue(found);
        },
        [this, project](Result<bool> due) {
            if (due && *due)
                learn(project);
            else
                m_running.remove(project);
        });
}

void BackgroundLearning::learn(const QString& project) {
    m_app.jobs.start<void>(
        this,
        {.title = tr("Learn from the labels of %1").arg(project),
            .key = {},
            .quiet = false,
            .result = QStringLiteral("label")},
        [actor = m_app.actor(), name = project.toStdString()](workspace::Workspace& w, Progress& progress) -> Status {
            SLIPWAY_ASSIGN(const auto found, w.labels().find(name));
            label::ActiveLearning learning(w.ledger(), w.labels());
            SLIPWAY_ASSIGN(const auto setting, learning.setting(found));
            label::ActiveLearning::Options options;
            options.question = setting.question;
            SLIPWAY_TRY(learning.learn(actor, found, options, progress));
            return {};
        },
        [this, project](Status done) {
            // Too few labels yet, or cancelled: nobody is told, and it waits a while before it tries again.
            if (!done) m_passing[project] = kPassedAfterFailure;
            const bool quiet = !done && (done.error().code == ErrorCode::FailedPrecondition ||
                                            done.error().code == ErrorCode::Cancelled);
            if (!done && !quiet)
                m_app.notifications.postError(tr("%1 could not learn from its labels").arg(project), done.error());
            m_running.remove(project);
            if (done) learned(project);
        });
}

} // namespace slipway::ui
