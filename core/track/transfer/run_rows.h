#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/result.h"
#include "core/track/transfer/merge_rule.h"
#include "core/track/transfer/portable_run.h"
#include "core/track/transfer/problems.h"

namespace slipway::store {
class Database;
}

namespace slipway::track::transfer {

// Rows of merged things, by merge_rule.h. All run inside the caller's transaction and tell whether they changed a row.

/// Made to fit: keys, lengths, names; what that changes is a problem.
RunFacts factsOf(const PortableRun& run, Problems& problems);

struct StoredRun {
    std::int64_t number = 0, experiment = 0;
    bool isNew = false, changed = false;
};
/// A new one belongs to `experiment` and is `actor`'s; `now` is when it was deleted if nobody knows.
Result<StoredRun> mergeRun(store::Database& db, const RunFacts& facts, std::int64_t experiment, std::string_view actor,
    Timestamp now, Conflicts& conflicts);

Result<bool> mergeInputs(store::Database& db, const StoredRun& run, const PortableRun& from, Conflicts& conflicts);

Result<bool> mergeExperimentRow(
    store::Database& db, std::int64_t id, const PortableExperiment& from, Conflicts& conflicts);

/// An experiment is not younger than its runs: where the source does not say when it was made, its runs do.
Result<bool> spanExperiment(store::Database& db, std::int64_t id, Timestamp runStarted);
/// One without runs and times is as old as the import.
Result<bool> dateExperiment(store::Database& db, std::int64_t id, Timestamp now);

/// Metrics of runs that are not here are problems. `added` when there was no such model.
Result<bool> mergeModel(store::Database& db, std::int64_t experiment, const PortableModel& from, Conflicts& conflicts,
    Problems& problems, bool& added);

} // namespace slipway::track::transfer
