#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.h"
#include "core/label/project.h"

namespace slipway::store {
class Database;
}

namespace slipway::label {

/// When a project's classifier learns anew, and when it last did. In the member "slipway_learning" of the project's
/// extra.
struct LearningSetting {
    std::int64_t every = 0;   ///< answers of people; 0: only when asked
    std::string question;     ///< whose classes it learns
    std::string model;        ///< that learned last; empty: none yet
    std::int64_t answers = 0; ///< that people had given by then
    bool operator==(const LearningSetting&) const = default;
};

Result<LearningSetting> readLearningSetting(store::Database& db, std::int64_t project);
/// Call inside a change's transaction.
Status writeLearningSetting(store::Database& db, std::int64_t project, const LearningSetting& setting);
/// Answers that people have given, of all tasks together.
Result<std::int64_t> answersOfPeople(store::Database& db, std::int64_t project);

} // namespace slipway::label
