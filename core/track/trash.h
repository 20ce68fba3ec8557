#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/access/actor.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/base/time.h"

namespace slipway {
class Ledger;
}

namespace slipway::track {

/// A deleted run and what it still takes.
struct TrashedRun {
    std::string id, name, experimentName;
    Timestamp deletedAt = 0;
    std::int64_t points = 0; ///< of metrics
    std::int64_t artifactFiles = 0, artifactBytes = 0;
};

/// Deleted runs until somebody empties it. Same thread as the ledger's database.
class Trash {
public:
    Trash(Ledger& ledger, std::filesystem::path root) : m_ledger(ledger), m_root(std::move(root)) {}

    /// Last deleted first. Sizes are looked up on disk: a job for many runs.
    Result<std::vector<TrashedRun>> list(const Progress& progress) const;

    struct Purged {
        std::int64_t runs = 0, points = 0, bytes = 0;
    };
    /// Removes the rows and files of these deleted runs for ever, one transaction a run: stopped in the middle, some
    /// are gone and the others whole. FailedPrecondition for a run that is not deleted (nothing is removed then). What
    /// the audit trail and lineage say of them stays. Permission::Train.
    Result<Purged> purge(const access::Actor& actor, std::span<const std::string> runs, Progress& progress);

private:
    Ledger& m_ledger;
    std::filesystem::path m_root;
};

} // namespace slipway::track
