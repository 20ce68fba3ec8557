#include <fmt/format.h>

#include "core/base/json.h"
#include "core/label/annotation_writer.h"
#include "core/label/assist/auto_label_batches.h"
#include "core/label/assist/auto_labeler.h"
#include "core/label/label_service.h"
#include "core/ledger/ledger.h"

namespace slipway::label {

namespace {

constexpr int kBatch = 2000;

Result<std::vector<std::int64_t>> someTasks(store::Database& db, std::int64_t project, std::int64_t batch) {
    SLIPWAY_ASSIGN(
        auto select, db.prepare("SELECT task_id FROM label_auto WHERE project_id = ? AND batch = ? LIMIT ?"));
    select.bindAll(project, batch, kBatch);
    std::vector<std::int64_t> tasks;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return tasks;
        tasks.push_back(select.integer(0));
    }
}

/// How many answers went away.
Result<std::int64_t> removeFrom(store::Database& db, const LabelStore& store, const Project& project,
    const std::string& annotator, const std::vector<std::int64_t>& tasks) {
    AnnotationWriter writer(db, project);
    SLIPWAY_ASSIGN(auto forget, db.prepare("DELETE FROM label_auto WHERE task_id = ?"));
    std::int64_t removed = 0;
    for (const auto task : tasks) {
        SLIPWAY_ASSIGN(const auto stored, store.annotations(task));
        for (const auto& each : stored) {
            if (each.annotation.annotator != annotator || each.state == AnnotationState::Accepted ||
                each.state == AnnotationState::Replaced)
                continue;
            SLIPWAY_TRY(writer.remove(each));
            ++removed;
        }
        SLIPWAY_TRY(forget.bind(1, task).run());
    }
    SLIPWAY_TRY(writer.finish(tasks));
    return removed;
}

Result<std::string> modelOf(store::Database& db, const Project& project, std::int64_t batch) {
    SLIPWAY_ASSIGN(auto find, db.prepare("SELECT model FROM label_auto_batch WHERE id = ? AND project_id = ?"));
    find.bindAll(batch, project.id);
    SLIPWAY_ASSIGN(const bool there, find.step());
    if (!there)
        return fail(ErrorCode::NotFound, fmt::format("there is no batch {} of auto-label in '{}'", batch, project.name),
            fmt::format("`slipway label auto {} --status` lists them", project.name));
    return find.text(0);
}

} // namespace

Result<std::int64_t> AutoLabeler::remove(
    const access::Actor& actor, const Project& project, std::int64_t batch, Progress& progress) {
    auto& db = m_ledger.db();
    SLIPWAY_ASSIGN(const auto model, modelOf(db, project, batch));
    std::int64_t removed = 0;
    for (bool done = false; !done;) {
        SLIPWAY_ASSIGN(
            auto change, m_ledger.begin(actor, access::Permission::ChangeData, "label.auto_undo", project.lineageId()));
        SLIPWAY_ASSIGN(const auto tasks, someTasks(db, project.id, batch));
        SLIPWAY_ASSIGN(const auto answers, removeFrom(db, m_labels.store(), project, autoAnnotator(model), tasks));
        done = std::ssize(tasks) < kBatch;
        if (done) {
            SLIPWAY_ASSIGN(auto forget, db.prepare("DELETE FROM label_auto_batch WHERE id = ?"));
            SLIPWAY_TRY(forget.bind(1, batch).run());
        }
        change.note("batch", batch);
        change.note("answers", answers);
        SLIPWAY_TRY(change.commit());
        removed += answers;
        progress.update(-1, fmt::format("{} taken back", removed));
        if (!done && progress.cancelled())
            return fail(ErrorCode::Cancelled, fmt::format("taking batch {} back was cancelled", batch),
                "Do it again for the rest");
    }
    return removed;
}

} // namespace slipway::label
