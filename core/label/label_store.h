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

/// Reads projects, tasks, annotations and their folded gestures from SQLite (task_writer.h and annotation_writer.h
/// write them). Same thread as its Database. Pages go by key, never by offset; nothing counts rows. Knows nothing of
/// who may see what: for people ask LabelService::annotations().
class LabelStore {
public:
    explicit LabelStore(store::Database& db);

    Result<Project> project(std::string_view name) const;
    Result<Project> project(std::int64_t id) const;
    Result<std::optional<Project>> projectByUid(std::string_view uid) const;
    Result<std::vector<Project>> projects() const; ///< by name
    /// How many tasks are in each TaskState.
    Result<std::vector<std::int64_t>> taskCounts(std::int64_t project) const;
    struct Person {
        std::string name;
        std::int64_t answers = 0, skipped = 0, assigned = 0; ///< assigned: and not answered yet
        double seconds = 0;
    };
    Result<std::vector<Person>> people(std::int64_t project) const;

    Result<Task> task(std::int64_t id) const;
    /// Of an annotation; NotFound when the project does not have it.
    Result<Task> taskOf(std::int64_t project, const StoredAnnotation& stored) const;
    Result<Task> taskNumber(std::int64_t project, std::int64_t number) const; ///< by number, without counting
    /// Nothing when no task of the project has this item.
    Result<std::optional<Task>> taskOfItem(std::int64_t project, const Item& item) const;
    struct TaskPage {
        std::vector<Task> tasks; ///< item.text cut to 200 characters
        std::string next;        ///< token of the next page; empty at the end
    };
    /// Looks for at most a quarter of a second: a page of a search that finds little may hold fewer than `limit` tasks,
    /// even none, and still have a next one. Tasks without uncertainty or agreement come last in orders by them.
    Result<TaskPage> page(std::int64_t project, const TaskFilter& filter, std::string_view token, int limit) const;

    Result<std::vector<StoredAnnotation>> annotations(std::int64_t task) const; ///< oldest first
    Result<StoredAnnotation> annotation(std::string_view id) const;
    /// The newest annotation of this person that is not replaced; nothing when there is none.
    Result<std::optional<StoredAnnotation>> annotationOf(std::int64_t task, std::string_view person) const;
    /// Waiting for a reviewer, by number of their tasks.
    Result<std::vector<StoredAnnotation>> toReview(std::int64_t project, std::int64_t afterNumber, int limit) const;
    Result<std::vector<Prediction>> predictions(std::int64_t task) const;
    /// Folded gestures of an annotation, in order.
    Result<std::vector<Gesture>> gestures(std::string_view annotation) const;

    struct GoldAnswer {
        Task task;
        Annotation gold, answer;
    };
    /// What a person answered where a ground truth is known, by number; also what a reviewer has corrected since, and
    /// never the correction.
    Result<std::vector<GoldAnswer>> goldAnswers(std::int64_t project, std::string_view person) const;

private:
    store::Database& m_db;
};

} // namespace slipway::label
