#pragma once

#include <functional>
#include <memory>

#include "core/base/result.h"

namespace slipway::store {

class Database;

/// Group commit: writes of many threads, done by one thread in few transactions, so that waiting for the disk is shared
/// and nobody meets a lock. A job runs inside the open transaction in a savepoint of its own: one that fails leaves no
/// trace and hurts no other. run() returns after the commit: what it acknowledges survives power loss.
class CommitQueue {
public:
    using Job = std::function<Status()>;

    /// `db` belongs to the queue's thread until the queue is destroyed: no one else touches it meanwhile.
    explicit CommitQueue(Database& db);
    /// Jobs that wait are still done.
    ~CommitQueue();
    CommitQueue(const CommitQueue&) = delete;
    CommitQueue& operator=(const CommitQueue&) = delete;

    /// From any thread but the queue's own. The job's own error, or the commit's. An exception becomes Internal.
    Status run(const Job& job);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway::store
