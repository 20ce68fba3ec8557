#pragma once

// For core/label only: which answers leave a project.
#include <cstdint>
#include <vector>

#include "core/base/progress.h"
#include "core/label/label_store.h"
#include "core/label/project.h"

namespace slipway::store {
class Database;
}

namespace slipway::label {

/// Accepted answers, or all submitted ones of a project without review, ground truths and skips; what a model labelled
/// alone only where no person's answer or ground truth is among them.
std::vector<Annotation> countedAnswers(const Project& project, std::vector<StoredAnnotation> stored);

/// All items of a project, by number, with the answers that count.
struct CollectedAnswers {
    Corpus corpus;
    std::vector<std::int64_t> numbers; ///< of the items' tasks
};
Result<CollectedAnswers> collectAnswers(
    store::Database& db, const LabelStore& store, const Project& project, Progress& progress);

} // namespace slipway::label
