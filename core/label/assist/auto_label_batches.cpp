#include "core/label/assist/auto_label_batches.h"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/label/assist/held_out.h"
#include "core/label/label_store.h"
#include "core/store/database.h"

namespace slipway::label {

namespace {

/// One look of people at an audited task.
struct Look {
    std::int64_t task = 0, batch = 0;
    Timestamp at = 0;
    std::string question, label; ///< the model's
};

/// Of the answer that the model gave, found by its annotator.
Result<std::optional<ItemClass>> automaticClass(store::Database& db, std::int64_t task, const std::string& annotator) {
    SLIPWAY_ASSIGN(const auto stored, LabelStore(db).annotations(task));
    for (const auto& each : stored)
        if (each.annotation.annotator == annotator && !each.annotation.classes.empty())
            return std::optional(each.annotation.classes.front());
    return std::optional<ItemClass>();
}

std::string refusalOf(const std::vector<AutoLabelBatch>& batches, const Project& project) {
    std::int64_t labelled = 0, looked = 0;
    for (const auto& batch : batches) {
        labelled += batch.labelled;
        looked += batch.audited + batch.skipped;
        if (batch.stopped)
            return fmt::format(
                "people agreed with {} of {} that they looked at of batch {}, so its precision is below {}",
                withThousands(batch.correct), counted(batch.audited, "label"), batch.id, toText(batch.wish.precision));
    }
    const auto plan = auditPlan(project, 0);
    if (!AuditMonitor::isBehind(labelled, looked, plan)) return {};
    return fmt::format("{} labelled without a person and people have looked at {} of the sample of them",
        counted(labelled, "task is", "tasks are"), withThousands(looked));
}

} // namespace

AuditPlan auditPlan(const Project& project, std::int64_t batch) {
    AuditPlan plan;
    std::uint64_t seed = 14695981039346656037ull; // FNV-1a
    for (const char c : fmt::format("{}/{}", project.uid, batch))
        seed = (seed ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    plan.seed = seed;
    return plan;
}

std::string autoAnnotator(const std::string& model) {
    return std::string(kAutomaticPrefix) + model;
}

Result<std::vector<AutoLabelBatch>> AutoLabelBatches::read() {
    SLIPWAY_ASSIGN(auto select,
        m_db.prepare("SELECT id, model, precision, alpha, threshold, lower_bound, created_by, created_at FROM "
                     "label_auto_batch WHERE project_id = ? ORDER BY id"));
    select.bind(1, m_project.id);
    std::vector<AutoLabelBatch> batches;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return batches;
        auto& batch = batches.emplace_back();
        batch.id = select.integer(0);
        batch.model = select.text(1);
        batch.wish = {select.real(2), select.real(3)};
        batch.threshold = select.real(4);
        batch.lowerBound = select.real(5);
        batch.createdBy = select.text(6);
        batch.createdAt = select.integer(7);
    }
}

Status AutoLabelBatches::count(std::vector<AutoLabelBatch>& batches) {
    SLIPWAY_ASSIGN(auto select,
        m_db.prepare("SELECT batch, role, count(*) FROM label_auto WHERE project_id = ? AND role < 2 GROUP BY batch, "
                     "role"));
    select.bind(1, m_project.id);
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return {};
        const auto batch = std::ranges::find(batches, select.integer(0), &AutoLabelBatch::id);
        if (batch == batches.end()) continue;
        batch->labelled += select.integer(2);
        if (static_cast<AutoRole>(select.integer(1)) == AutoRole::Audited) batch->sampled = select.integer(2);
    }
}

Status AutoLabelBatches::audit(std::vector<AutoLabelBatch>& batches) {
    // The time of the last answer that counts; 5 skipped, 6 broken.
    SLIPWAY_ASSIGN(auto select,
        m_db.prepare("SELECT u.task_id, u.batch, t.state, (SELECT max(a.updated_at) FROM label_annotation AS a WHERE "
                     "a.task_id = u.task_id AND a.gold = 0 AND (a.state = 4 OR (a.state = 1 AND ?2 = 0)) AND "
                     "substr(a.annotator, 1, 5) <> 'auto:') AS at FROM label_auto AS u JOIN label_task AS t ON t.id = "
                     "u.task_id WHERE u.project_id = ?1 AND u.role = 1 ORDER BY at, u.task_id"));
    select.bindAll(m_project.id, m_project.reviewed);
    std::map<std::int64_t, AuditMonitor> monitors;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) break;
        const auto batch = std::ranges::find(batches, select.integer(1), &AutoLabelBatch::id);
        if (batch == batches.end()) continue;
        const auto state = static_cast<TaskState>(select.integer(2));
        if (select.isNull(3)) {
            batch->skipped += state == TaskState::Skipped || state == TaskState::Broken;
            continue;
        }
        const auto task = select.integer(0);
        SLIPWAY_ASSIGN(const auto said, automaticClass(m_db, task, autoAnnotator(batch->model)));
        if (!said) continue;
        SLIPWAY_ASSIGN(const auto people, whatPeopleSay(m_db, m_project, task, said->question));
        auto& monitor = monitors.try_emplace(batch->id, batch->wish.precision, batch->wish.alpha).first->second;
        monitor.add(people.label == said->label);
        batch->audited = monitor.audited();
        batch->correct = monitor.correct();
        batch->stopped = monitor.mustStop();
    }
    for (auto& batch : batches)
        if (const auto monitor = monitors.find(batch.id); monitor != monitors.end())
            batch.upperBound = monitor->second.upperBound();
    return {};
}

Result<AutoLabelStatus> AutoLabelBatches::status() {
    AutoLabelStatus status;
    SLIPWAY_ASSIGN(status.batches, read());
    SLIPWAY_TRY(count(status.batches));
    SLIPWAY_TRY(audit(status.batches));
    status.refusal = refusalOf(status.batches, m_project);
    return status;
}

Result<std::int64_t> AutoLabelBatches::add(const AutoLabelPlan& plan, const std::string& person, Timestamp at) {
    SLIPWAY_ASSIGN(auto insert,
        m_db.prepare("INSERT INTO label_auto_batch(project_id, model, precision, alpha, threshold, lower_bound, "
                     "created_by, created_at) VALUES(?,?,?,?,?,?,?,?)"));
    SLIPWAY_TRY(insert
            .bindAll(m_project.id, plan.request.model, plan.request.wish.precision, plan.request.wish.alpha,
                plan.rule.threshold, plan.rule.lowerBound, person, at)
            .run());
    return m_db.lastInsertId();
}

Status AutoLabelBatches::addTask(std::int64_t batch, std::int64_t task, AutoRole role, double score) {
    SLIPWAY_ASSIGN(
        auto insert, m_db.prepare("INSERT INTO label_auto(task_id, project_id, batch, role, score) VALUES(?,?,?,?,?)"));
    return insert.bindAll(task, m_project.id, batch, static_cast<int>(role), score).run();
}

} // namespace slipway::label
