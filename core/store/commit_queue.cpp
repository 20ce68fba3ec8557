#include "core/store/commit_queue.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/log.h"
#include "core/store/database.h"
#include "core/store/transaction.h"

namespace slipway::store {

namespace {

constexpr std::size_t kMostJobs = 500;                    ///< in one transaction
constexpr auto kMostTime = std::chrono::milliseconds(20); ///< that a transaction takes new jobs

struct Waiting {
    const CommitQueue::Job* job = nullptr;
    Status result;
    bool done = false;
    std::condition_variable wake;
};

Status runAlone(Database& db, const CommitQueue::Job& job) {
    SLIPWAY_ASSIGN(auto savepoint, Transaction::begin(db));
    try {
        SLIPWAY_TRY(job());
    } catch (const std::exception& e) {
        log::error(std::string("a write failed: ") + e.what());
        return fail(ErrorCode::Internal, "the write failed", "The log has the reason");
    }
    return savepoint.commit();
}

} // namespace

struct CommitQueue::State {
    Database& db;
    std::mutex mutex;
    std::condition_variable arrived;
    std::deque<Waiting*> jobs;
    bool stopping = false;
    std::thread thread;

    explicit State(Database& database) : db(database) {}

    /// Null when none waits.
    Waiting* take() {
        const std::lock_guard lock(mutex);
        if (jobs.empty()) return nullptr;
        auto* first = jobs.front();
        jobs.pop_front();
        return first;
    }
    void answer(std::vector<Waiting*>& group, const Status& committed);
    void runGroup(Waiting* first);
    void loop();
};

void CommitQueue::State::answer(std::vector<Waiting*>& group, const Status& committed) {
    const std::lock_guard lock(mutex);
    for (auto* one : group) {
        if (one->result && !committed) one->result = std::unexpected(committed.error());
        one->done = true;
        one->wake.notify_one(); // under the lock: it may be gone as soon as that is released
    }
}

void CommitQueue::State::runGroup(Waiting* first) {
    std::vector<Waiting*> group;
    auto transaction = Transaction::begin(db);
    if (!transaction) {
        group.push_back(first);
        return answer(group, std::unexpected(transaction.error()));
    }
    const auto end = std::chrono::steady_clock::now() + kMostTime;
    for (auto* next = first; next != nullptr;) {
        group.push_back(next);
        next->result = runAlone(db, *next->job);
        if (!db.inTransaction()) break; // the disk is full: SQLite took everything back
        const bool more = group.size() < kMostJobs && std::chrono::steady_clock::now() < end;
        next = more ? take() : nullptr;
    }
    answer(group, transaction->commit());
}

void CommitQueue::State::loop() {
    while (true) {
        {
            std::unique_lock lock(mutex);
            arrived.wait(lock, [this] { return stopping || !jobs.empty(); });
            if (jobs.empty()) return;
        }
        runGroup(take());
    }
}

CommitQueue::CommitQueue(Database& db) : m_state(std::make_unique<State>(db)) {
    m_state->thread = std::thread([state = m_state.get()] { state->loop(); });
}

CommitQueue::~CommitQueue() {
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->stopping = true;
    }
    m_state->arrived.notify_one();
    m_state->thread.join();
}

Status CommitQueue::run(const Job& job) {
    Waiting waiting;
    waiting.job = &job;
    std::unique_lock lock(m_state->mutex);
    if (m_state->stopping) return fail(ErrorCode::Unavailable, "the service is ending", "Try again in a moment");
    m_state->jobs.push_back(&waiting);
    m_state->arrived.notify_one();
    waiting.wake.wait(lock, [&] { return waiting.done; });
    return waiting.result;
}

} // namespace slipway::store
