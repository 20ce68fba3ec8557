#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/label/gesture.h"
#include "core/label/project.h"

namespace slipway::store {
class Database;
}

namespace slipway::label {

/// Projects, tasks, annotations and their folded gestures in SQLite. Same thread as its Database. Writes join the open
/// transaction, if there is one. Pages go by key, never by offset.
class LabelStore {
public:
    explicit LabelStore(store::Database& db);

    Result<Project> project(std::string_view name) const;
    Result<std::vector<Project>> projects() const;

    Result<Task> task(std::int64_t id) const;
    Result<Task> taskNumber(std::int64_t project, std::int64_t number) const; ///< by number, without counting
    struct TaskPage {
        std::vector<Task> tasks;
        std::string next; ///< token of the next page; empty at the end
    };
    Result<TaskPage> page(std::int64_t project, const TaskFilter& filter, std::string_view token, int limit) const;

    Result<std::vector<StoredAnnotation>> annotations(std::int64_t task) const;
    Result<StoredAnnotation> annotation(std::string_view id) const;
    Result<std::vector<Prediction>> predictions(std::int64_t task) const;
    /// Folded gestures of an annotation, in order.
    Result<std::vector<Gesture>> gestures(std::string_view annotation) const;

private:
    store::Database& m_db;
};

} // namespace slipway::label
