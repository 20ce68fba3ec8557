#pragma once

#include <QDateTime>
#include <QObject>
#include <QPointer>
#include <QString>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"

namespace slipway::workspace {
class Workspace;
}

namespace slipway::ui {

using JobId = std::uint64_t;
using WorkspaceOpener = std::function<Result<std::unique_ptr<workspace::Workspace>>()>;

/// What a job is called and how it behaves.
struct JobSpec {
    QString title; ///< "Load runs"; shown in the tray and the status bar
    QString key;   ///< a newer job of the same owner and key replaces an older: the older is cancelled, done() dropped
    bool quiet = false; ///< short read: not in the tray, runs in its own lane so that long jobs never hold it up
    QString result;     ///< link for "Show result", e.g. "registry"
};

enum class JobState { Queued, Running, Done, Failed, Cancelled };

/// A job as the tray shows it.
struct JobInfo {
    JobId id = 0;
    QString title, message, result;
    JobState state = JobState::Queued;
    double fraction = -1; ///< negative: not known
    QDateTime startedAt, endedAt;
    std::optional<Error> error;
    bool active() const { return state == JobState::Queued || state == JobState::Running; }
};

/// The one way to run work from the GUI: off its thread, on a Workspace of the worker's own, with progress and cancel.
/// `done` runs on the GUI thread, and only if the owner still lives and no newer job took the key.
///
///     m_app.jobs.start<RunPage>(this, {.title = tr("Load runs"), .key = "runs", .quiet = true},
///         [query](workspace::Workspace& w, Progress&) { return w.tracker().search(query, {}, 200); },
///         [this](Result<RunPage> page) { page ? show(*page) : showError(page.error()); });
///
/// start<void> is for work that returns Status. Call from the GUI thread only.
class JobRunner : public QObject {
    Q_OBJECT
public:
    explicit JobRunner(WorkspaceOpener opener, QObject* parent = nullptr);
    /// Cancels everything and waits for the workers.
    ~JobRunner() override;

    template <class T, class Work, class Done> JobId start(QObject* owner, JobSpec spec, Work work, Done done) {
        auto slot = std::make_shared<std::optional<Result<T>>>();
        return enqueue(
            owner, std::move(spec), true,
            [slot, work = std::move(work)](workspace::Workspace* workspace, Progress& progress) mutable {
                slot->emplace(work(*workspace, progress));
                return errorOf(*slot);
            },
            [slot, done = std::move(done)](const std::optional<Error>& failure) mutable {
                if (*slot)
                    done(std::move(**slot));
                else if (failure)
                    done(Result<T>(std::unexpect, *failure));
            });
    }
    /// The same without a workspace: work(Progress&).
    template <class T, class Work, class Done> JobId startPlain(QObject* owner, JobSpec spec, Work work, Done done) {
        auto slot = std::make_shared<std::optional<Result<T>>>();
        return enqueue(
            owner, std::move(spec), false,
            [slot, work = std::move(work)](workspace::Workspace*, Progress& progress) mutable {
                slot->emplace(work(progress));
                return errorOf(*slot);
            },
            [slot, done = std::move(done)](const std::optional<Error>& failure) mutable {
                if (*slot)
                    done(std::move(**slot));
                else if (failure)
                    done(Result<T>(std::unexpect, *failure));
            });
    }

    void cancel(JobId id);
    void cancelAll();
    /// Tray jobs (not the quiet ones): active first, then the last 50, newest first.
    std::vector<JobInfo> jobs() const;
    /// Active jobs; with `quiet` those too.
    int activeCount(bool quiet = false) const;
    void clearFinished();

signals:
    void jobAdded(const slipway::ui::JobInfo& job);
    void jobChanged(const slipway::ui::JobInfo& job);
    void activeCountChanged(int count);

private:
    struct Job;
    struct State;
    using Run = std::function<std::optional<Error>(workspace::Workspace*, Progress&)>;
    using Finish = std::function<void(const std::optional<Error>&)>;

    template <class T> static std::optional<Error> errorOf(const std::optional<Result<T>>& slot) {
        if (slot && !*slot) return slot->error();
        return {};
    }
    JobId enqueue(QObject* owner, JobSpec spec, bool needsWorkspace, Run run, Finish finish);
    void runLane(int lane);
    void reportProgress(JobId id, double fraction, const QString& message);
    void markRunning(JobId id);
    void finish(JobId id, const std::optional<Error>& error);

    std::unique_ptr<State> m_state;
};

} // namespace slipway::ui

Q_DECLARE_METATYPE(slipway::ui::JobInfo)
