#pragma once

// For core/label only.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/label/gesture.h"
#include "core/label/project.h"
#include "core/label/project_agreement.h"

namespace slipway::store {
class Database;
}

namespace slipway::label {

/// Writes annotations and what is counted about them; call inside a change's transaction, and finish() for each task
/// that was touched, once.
class AnnotationWriter {
public:
    AnnotationWriter(store::Database& db, const Project& project)
        : m_db(db), m_project(project), m_agreement(db, project) {}

    /// Adds the annotation or replaces the one with its id. `number` of its task.
    Status put(const StoredAnnotation& stored, std::int64_t number);
    /// Those that are there already are left as they are.
    Status addGestures(const StoredAnnotation& stored, const std::vector<Gesture>& gestures);
    /// Instead of those that are there.
    Status replaceGestures(const StoredAnnotation& stored, const std::vector<Gesture>& gestures);
    /// Takes the annotation with its gestures away.
    Status remove(const StoredAnnotation& stored);
    /// The person's queue need not hold the task any more, or again; the task's state and counts; how far people agree.
    /// Many tasks at once cost less than one by one.
    Status finish(std::span<const std::int64_t> tasks);
    Status finish(std::int64_t task) { return finish(std::span(&task, 1)); }

private:
    struct Row {
        std::int64_t row = 0;
        AnnotationState state = AnnotationState::Draft;
        double seconds = 0;
    };
    Result<Row> find(const std::string& id);
    Status countPerson(const StoredAnnotation& stored, const Row& before);
    Status putLabels(const StoredAnnotation& stored, std::int64_t row, std::int64_t number);

    store::Database& m_db;
    const Project& m_project;
    ProjectAgreement m_agreement;
};

} // namespace slipway::label
