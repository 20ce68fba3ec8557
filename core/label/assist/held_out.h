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

// Every task has a number by chance, and the tasks that the queue gives out at random (every tenth in the order
// Uncertain, all in the order Random) go by it, lowest first. So the tasks up to the first one without an answer are a
// random sample of all, and all of them are labelled, however those in between came to their answers: the held-out
// tasks. Skipped and broken ones have no label and are passed over. When they are more than half of what is answered
// (order Random), every second of them is held out, by another chance, so that enough remains to learn from.

struct HeldOutTask {
    std::int64_t id = 0, number = 0;
};

/// Ascending by chance. What auto-label labelled, or took as held-out for a batch, says nothing of what remains, and is
/// passed over.
Result<std::vector<HeldOutTask>> heldOutTasks(store::Database& db, const Project& project, Progress& progress);

/// What the people's answers that count say of one question of a task: the most frequent class.
struct PeopleSay {
    std::int64_t answers = 0;         ///< of people, that count and are no skips
    std::optional<std::string> label; ///< nothing: they disagree evenly, or named none or several
};
Result<PeopleSay> whatPeopleSay(
    store::Database& db, const Project& project, std::int64_t task, const std::string& question);

} // namespace slipway::label
