#pragma once

// For core/label/assist only: the rows of label_auto_batch and label_auto.
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/label/agreement/audit.h"
#include "core/label/assist/auto_labeler.h"

namespace slipway::store {
class Database;
}

namespace slipway::label {

/// What label_auto.role says of a task.
enum class AutoRole : std::uint8_t {
    Labelled, ///< by the model alone
    Audited,  ///< the same, and people look at it without knowing
    Measured, ///< a held-out task that the batch's rule would have labelled
};

class AutoLabelBatches {
public:
    AutoLabelBatches(store::Database& db, const Project& project) : m_db(db), m_project(project) {}

    /// How each batch did, by what people answered in the order of their answers.
    Result<AutoLabelStatus> status();

    // Call inside a change's transaction.
    Result<std::int64_t> add(const AutoLabelPlan& plan, const std::string& person, Timestamp at);
    Status addTask(std::int64_t batch, std::int64_t task, AutoRole role, double score);

private:
    Result<std::vector<AutoLabelBatch>> read();
    Status count(std::vector<AutoLabelBatch>& batches);
    Status audit(std::vector<AutoLabelBatch>& batches);

    store::Database& m_db;
    const Project& m_project;
};

/// How large the sample that people look at is; `batch` makes each batch's another one.
AuditPlan auditPlan(const Project& project, std::int64_t batch);

/// "auto:" and the model's name.
std::string autoAnnotator(const std::string& model);

} // namespace slipway::label
