#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/label/project.h"

namespace slipway::store {
class Database;
}

namespace slipway::label {

// The tasks that the queue gives out at random (every tenth in the order Uncertain, all in the order Random) follow one
// order by chance, first open one first (ChanceOrder). So the tasks up to the first one there without an answer are a
// random sample of all, and all of them are labelled, however those in between came to their answers. It reaches as far
// as people answer without seeing suggestions (MeasuringTasks).

struct SampledTask {
    std::int64_t id = 0, number = 0;
    std::int64_t place = 0; ///< in the order by chance
};

/// By place. Skipped and broken tasks have no label and are passed over; so is what auto-label labelled, or took as
/// held-out for a batch: it says nothing of what remains.
Result<std::vector<SampledTask>> randomSample(store::Database& db, const Project& project, Progress& progress);

/// The part of the sample that no model may learn from: all of it; when it is more than half of what is answered (order
/// Random), those at even places, which are a random sample as well, so that enough remains to learn from.
Result<std::vector<SampledTask>> heldOutTasks(store::Database& db, const Project& project, Progress& progress);

/// What the people's answers that count say of one question of a task: the most frequent class.
struct PeopleSay {
    std::int64_t answers = 0;         ///< of people, that count and are no skips
    std::optional<std::string> label; ///< nothing: they disagree evenly, or named none or several
};
Result<PeopleSay> whatPeopleSay(
    store::Database& db, const Project& project, std::int64_t task, const std::string& question);

} // namespace slipway::label
