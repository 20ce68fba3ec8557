#pragma once

// For core/label only.
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"
#include "core/label/project.h"

namespace slipway::store {
class Database;
}

namespace slipway::label {

/// Writes tasks and what is counted about them; call inside a change's transaction.
class TaskWriter {
public:
    TaskWriter(store::Database& db, const Project& project) : m_db(db), m_project(project) {}

    struct Inserted {
        std::vector<std::int64_t> ids; ///< of all items in their order, also of known ones
        std::int64_t added = 0, known = 0;
    };
    /// Items that the project has already are known, not added again. `number` (of a packet) fixes the numbers;
    /// AlreadyExists when one is taken by another item.
    Result<Inserted> insert(const std::vector<Item>& items, const std::vector<std::int64_t>& numbers = {});

    /// What the task's state follows from: its annotations, assignments and problem. Keeps all counts.
    Status refresh(std::int64_t task);
    Status setProblem(std::int64_t task, const std::string& problem); ///< empty: none
    Status setSize(std::int64_t task, int width, int height);
    Status assign(std::int64_t task, std::string_view person); ///< empty: back to everybody
    Status addPrediction(std::int64_t task, const Prediction& prediction);
    Status setUncertainty(std::int64_t number, double uncertainty);
    Status setAgreement(std::int64_t number, std::optional<double> agreement);
    /// Queues that were read before have to be read again.
    Status changeQueues();

private:
    Result<std::int64_t> lastNumber();
    Status count(TaskState state, std::int64_t tasks);

    store::Database& m_db;
    const Project& m_project;
    std::unordered_map<std::string, int> m_sameTexts; ///< how often a text without a path came: each is its own task
};

} // namespace slipway::label
