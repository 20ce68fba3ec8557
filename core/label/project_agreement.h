#pragma once

// For core/label only.
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/label/agreement/agreement_totals.h"
#include "core/label/project.h"

namespace slipway::store {
class Database;
}

namespace slipway::label {

/// How far people agree: each task's part is kept beside the project's totals, so that a change reads no other task.
/// What models labelled alone and ground truths are no answers of people.
class ProjectAgreement {
public:
    ProjectAgreement(store::Database& db, const Project& project) : m_db(db), m_project(project) {}

    /// What is being stored need not be read again: all of an answer that agreement is about.
    void know(const Annotation& answer);
    void forget(const std::string& id) { m_known.erase(id); }

    /// A new project has nothing to compute.
    Status begin();
    /// After the answers of these tasks changed, each named once; call inside the change's transaction. The totals are
    /// read and written once for all of them. A task with fewer than two answers costs two look-ups.
    Status refresh(std::span<const std::int64_t> tasks);

    /// As they are kept; of a project from before they were, computed().
    Result<AgreementTotals> totals();
    /// From the answers of all tasks.
    Result<AgreementTotals> computed();

private:
    struct Part {
        std::int64_t task = 0;
        std::optional<TaskAgreement> before, after;
    };
    Status change(std::span<const std::int64_t> tasks);
    Result<Part> partOf(std::int64_t task);
    Result<std::optional<TaskAgreement>> stored(std::int64_t task);
    Result<std::optional<TaskAgreement>> compared(std::int64_t task);
    Result<std::vector<Annotation>> answersOf(std::int64_t task);
    Status keep(const Part& part);
    Status computeAll();
    Result<std::vector<std::int64_t>> answeredTasks();
    Result<std::optional<AgreementTotals>> read();
    Status write(const AgreementTotals& totals);

    store::Database& m_db;
    const Project& m_project;
    std::map<std::string, Annotation, std::less<>> m_known; ///< by id, until the next refresh()
};

} // namespace slipway::label
