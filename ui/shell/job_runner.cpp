#include "ui/shell/job_runner.h"

#include <QMetaObject>
#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "core/base/log.h"
#include "core/workspace/workspace.h"

namespace slipway::ui {

namespace {
constexpr int kLanes = 2; ///< 0: quiet reads, 1: jobs
constexpr int kThreadsPerLane = 2;
constexpr std::size_t kKeptFinished = 50;
} // namespace

struct JobRunner::Job {
    JobInfo info;
    JobSpec spec;
    QPointer<QObject> owner;
    const QObject* ownerKey = nullptr;
    bool needsWorkspace = true;
    bool superseded = false;
    Run run;
    Finish finish;
    std::unique_ptr<Progress> progress;
    qint64 lastReport = 0;
};

struct JobRunner::State {
    WorkspaceOpener opener;
    std::mutex mutex;
    std::array<std::condition_variable, kLanes> wake;
    std::array<std::deque<std::shared_ptr<Job>>, kLanes> queues;
    bool stopping = false;
    std::vector<std::shared_ptr<Job>> jobs; ///< GUI thread only, newest first
    JobId nextId = 1;
    std::vector<std::jthread> threads;
};

JobRunner::JobRunner(WorkspaceOpener opener, QObject* parent) : QObject(parent), m_state(std::make_unique<State>()) {
    qRegisterMetaType<JobInfo>();
    m_state->opener = std::move(opener);
    for (int lane = 0; lane < kLanes; ++lane)
        for (int i = 0; i < kThreadsPerLane; ++i) m_state->threads.emplace_back([this, lane] { runLane(lane); });
}

JobRunner::~JobRunner() {
    {
        const std::scoped_lock lock(m_state->mutex);
        m_state->stopping = true;
        for (auto& queue : m_state->queues) queue.clear();
    }
    for (const auto& job : m_state->jobs) job->progress->cancel();
    for (auto& wake : m_state->wake) wake.notify_all();
    m_state->threads.clear();
}

JobId JobRunner::enqueue(QObject* owner, JobSpec spec, bool needsWorkspace, Run run, Finish finish) {
    if (!spec.key.isEmpty())
        for (const auto& other : m_state->jobs)
            if (other->ownerKey == owner && other->spec.key == spec.key && other->info.active()) {
                other->superseded = true;
                cancel(other->info.id);
            }
    auto job = std::make_shared<Job>();
    const JobId id = m_state->nextId++;
    job->info.id = id;
    job->info.title = spec.title;
    job->info.result = spec.result;
    job->info.startedAt = QDateTime::currentDateTime();
    job->owner = owner;
    job->ownerKey = owner;
    job->needsWorkspace = needsWorkspace;
    job->run = std::move(run);
    job->finish = std::move(finish);
    const int lane = spec.quiet ? 0 : 1;
    const bool quiet = spec.quiet;
    job->spec = std::move(spec);
    job->progress = std::make_unique<Progress>([this, id](double fraction, const std::string& message) {
        QMetaObject::invokeMethod(
            this, [this, id, fraction, text = QString::fromStdString(message)] { reportProgress(id, fraction, text); },
            Qt::QueuedConnection);
    });
    m_state->jobs.insert(m_state->jobs.begin(), job);
    {
        const std::scoped_lock lock(m_state->mutex);
        m_state->queues.at(static_cast<std::size_t>(lane)).push_back(job);
    }
    m_state->wake.at(static_cast<std::size_t>(lane)).notify_one();
    if (!quiet) {
        jobAdded(job->info);
        activeCountChanged(activeCount());
    }
    return id;
}

void JobRunner::runLane(int lane) {
    const auto index = static_cast<std::size_t>(lane);
    std::unique_ptr<workspace::Workspace> workspace; // of this thread, opened at its first job
    while (true) {
        std::shared_ptr<Job> job;
        {
            std::unique_lock lock(m_state->mutex);
            m_state->wake.at(index).wait(lock, [&] { return m_state->stopping || !m_state->queues.at(index).empty(); });
            if (m_state->stopping) return;
            job = m_state->queues.at(index).front();
            m_state->queues.at(index).pop_front();
        }
        const JobId id = job->info.id;
        std::optional<Error> error;
        if (job->progress->cancelled()) {
            error = Error{ErrorCode::Cancelled, "the job was cancelled before it started", {}};
        } else {
            QMetaObject::invokeMethod(this, [this, id] { markRunning(id); }, Qt::QueuedConnection);
            if (job->needsWorkspace && !workspace) {
                auto opened = m_state->opener();
                if (opened)
                    workspace = std::move(*opened);
                else
                    error = opened.error();
            }
            try {
                if (!error) error = job->run(workspace.get(), *job->progress);
            } catch (const std::exception& problem) { // a defect of ours must not take the window down
                log::error(std::string("a job ended with an exception: ") + problem.what());
                error = Error{ErrorCode::Internal, std::string("the job ended unexpectedly: ") + problem.what(), {}};
            }
        }
        QMetaObject::invokeMethod(this, [this, id, error] { finish(id, error); }, Qt::QueuedConnection);
    }
}

void JobRunner::reportProgress(JobId id, double fraction, const QString& message) {
    for (const auto& job : m_state->jobs) {
        if (job->info.id != id || !job->info.active()) continue;
        job->info.fraction = fraction;
        job->info.message = message;
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        if (job->spec.quiet || now - job->lastReport < 60) return;
        job->lastReport = now;
        jobChanged(job->info);
        return;
    }
}

void JobRunner::markRunning(JobId id) {
    for (const auto& job : m_state->jobs) {
        if (job->info.id != id || job->info.state != JobState::Queued) continue;
        job->info.state = JobState::Running;
        job->info.startedAt = QDateTime::currentDateTime();
        if (!job->spec.quiet) jobChanged(job->info);
        return;
    }
}

void JobRunner::finish(JobId id, const std::optional<Error>& error) {
    const auto found = std::ranges::find_if(m_state->jobs, [id](const auto& job) { return job->info.id == id; });
    if (found == m_state->jobs.end()) return;
    const std::shared_ptr<Job> job = *found;
    job->info.endedAt = QDateTime::currentDateTime();
    job->info.error = error;
    job->info.state = !error                                ? JobState::Done
                      : error->code == ErrorCode::Cancelled ? JobState::Cancelled
                                                            : JobState::Failed;
    if (job->info.state == JobState::Done) job->info.fraction = 1;
    const bool quiet = job->spec.quiet;
    if (quiet) m_state->jobs.erase(found);
    std::size_t finished = 0;
    std::erase_if(
        m_state->jobs, [&](const auto& other) { return !other->info.active() && ++finished > kKeptFinished; });
    if (!quiet) {
        jobChanged(job->info);
        activeCountChanged(activeCount());
    }
    if (job->owner && !job->superseded) job->finish(error);
    job->run = nullptr; // captures go away on the GUI thread
    job->finish = nullptr;
}

void JobRunner::cancel(JobId id) {
    for (const auto& job : m_state->jobs)
        if (job->info.id == id && job->info.active()) {
            job->progress->cancel();
            job->info.message = tr("Cancelling…");
            if (!job->spec.quiet) jobChanged(job->info);
        }
}

void JobRunner::cancelAll() {
    for (const auto& job : m_state->jobs)
        if (job->info.active()) job->progress->cancel();
}

std::vector<JobInfo> JobRunner::jobs() const {
    std::vector<JobInfo> list;
    for (const bool active : {true, false})
        for (const auto& job : m_state->jobs)
            if (!job->spec.quiet && job->info.active() == active) list.push_back(job->info);
    return list;
}

int JobRunner::activeCount(bool quiet) const {
    return static_cast<int>(std::ranges::count_if(
        m_state->jobs, [quiet](const auto& job) { return job->info.active() && (quiet || !job->spec.quiet); }));
}

void JobRunner::clearFinished() {
    std::erase_if(m_state->jobs, [](const auto& job) { return !job->info.active(); });
    activeCountChanged(activeCount());
}

} // namespace slipway::ui
