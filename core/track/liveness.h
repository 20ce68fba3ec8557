#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/track/run.h"
#include "core/track/run_store.h"

namespace slipway {
class Ledger;
}

namespace slipway::track {

/// Why a run that was ended for want of life was; gone when a sign of life brings the run back.
inline constexpr std::string_view kPresumedKilledTag = "slipway.presumed_killed";
inline constexpr std::string_view kErrorTag = "slipway.error";
/// A run whose heart beats is dead when it has been silent for so many milliseconds.
inline constexpr Timestamp kSilenceLimit = 8000;

/// Who goes on with a run whose process is gone: a child of it, or another process that writes to it.
struct Heir {
    std::string process;  ///< its mark; "" when it cannot be told
    bool writing = false; ///< somebody has written just now
};

/// Which of the runs that say RUNNING are dead. A run that names its process (owner) lives as long as that does; one
/// that only beats lives as long as it beats; one that does neither is never taken for dead, since its client may be
/// anywhere. Dead runs become KILLED with the reason in the tag "slipway.error"; a later sign of life makes them
/// RUNNING again. Same thread as the ledger's database.
class Liveness {
public:
    /// `listeningSince`: since when heartbeats could arrive here, so that a start of the service kills nobody.
    Liveness(Ledger& ledger, Timestamp listeningSince) : m_ledger(ledger), m_listeningSince(listeningSince) {}

    /// The kernel has ended some process for want of memory since the last look: said of those that are gone now.
    void setMemoryWasShort(bool wasShort) { m_memoryWasShort = wasShort; }

    using FindHeir = std::function<Heir(const RunStore::Watched& run)>;
    /// Answers how many became KILLED. `heirOf` is asked about runs whose process is gone.
    Result<int> markDead(const FindHeir& heirOf = {});

private:
    Result<bool> kill(const RunStore::Watched& run, const std::string& reason);

    Ledger& m_ledger;
    Timestamp m_listeningSince;
    bool m_memoryWasShort = false;
};

/// Asked for the mark of the process that writes, only when it matters; may answer "".
using FindWriter = std::function<std::string()>;

/// A heartbeat. Answers the status: a run that has ended, unless it was presumed dead, does not beat. NotFound.
Result<RunStatus> beat(Ledger& ledger, std::string_view run, const FindWriter& writer = {});

/// Part of the caller's transaction: the run lives, when it was presumed dead. Answers whether it was.
Result<bool> reviveRun(Ledger& ledger, const RunStore::Key& key, std::string_view run, const FindWriter& writer = {});

} // namespace slipway::track
