#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include "core/base/result.h"
#include "core/label/label_store.h"

namespace slipway::store {
class Database;
}

namespace slipway::label {

class ChanceOrder;

/// Finds the task that a person should do next. Walks the index of tasks in everybody's queue, so that a million tasks
/// cost no more than ten. With an overlap of several people the tasks that a person has answered stay in that index
/// until the others have too: the queue remembers in memory how far it has passed them. What it gives out at random
/// follows one order by chance for all people (ChanceOrder), first open one first: so the tasks up to the first
/// unanswered one of that order are a random sample. Same thread as its Database.
class TaskQueue {
public:
    TaskQueue(store::Database& db, const LabelStore& store) : m_db(db), m_store(store) {}

    /// `busy`: ids of tasks that a window has open. See LabelService::next() for `afterNumber`.
    Result<std::optional<Task>> next(const Project& project, const std::string& person,
        const std::set<std::int64_t>& busy, std::optional<std::int64_t> afterNumber);

private:
    struct Place {
        std::optional<double> figure; ///< in the part of the order that has one
        bool numbers = false;         ///< in the part by number
        std::int64_t number = 0;
    };
    struct Search {
        const Project& project;
        const std::string& person;
        const std::set<std::int64_t>& busy;
        std::int64_t except = 0;
    };
    using Found = std::optional<std::int64_t>; ///< id of a task

    Result<Found> ownIn(const Search& search, AnnotationState state);
    Result<Found> assigned(const Search& search, std::int64_t after);
    Result<std::int64_t> doneBefore(const Search& search);
    Result<Found> inOrder(const Search& search, std::optional<std::int64_t> afterNumber);
    Result<Place*> passedBy(const Search& search, TaskOrder order);
    Result<Found> atRandom(const Search& search, std::optional<std::int64_t> afterNumber);
    /// `place.number`: a place in the order by chance, all before it passed.
    Result<Found> walkChance(const Search& search, const ChanceOrder& order, Place& place);
    Result<Found> walk(const Search& search, TaskOrder order, Place& place);
    Result<Found> walkFigures(const Search& search, TaskOrder order, Place& place);
    Result<Found> walkNumbers(const Search& search, std::string_view alsoWhere, Place& place);
    Result<bool> hasBegun(const Search& search, std::int64_t task);
    Result<Place> placeOf(const Search& search, TaskOrder order, std::int64_t number);

    store::Database& m_db;
    const LabelStore& m_store;
    /// By project, its queue version, person and order: everything before this place has the person begun.
    std::map<std::tuple<std::int64_t, std::int64_t, std::string, TaskOrder>, Place> m_passed;
};

} // namespace slipway::label
