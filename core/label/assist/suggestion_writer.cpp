#include "core/label/assist/suggestion_writer.h"

#include <algorithm>

#include "core/base/json.h"
#include "core/label/task_writer.h"
#include "core/ledger/ledger.h"

namespace slipway::label {

namespace {

constexpr double kHighest = 0.999; ///< 1 is what people are to audit: it comes first

} // namespace

Status SuggestionWriter::write(const std::string& model, const std::vector<Suggestion>& suggestions) {
    if (suggestions.empty()) return {};
    SLIPWAY_ASSIGN(
        auto change, m_ledger.begin(m_actor, access::Permission::ChangeData, m_action, m_project.lineageId()));
    auto& db = m_ledger.db();
    SLIPWAY_ASSIGN(auto remove,
        db.prepare("DELETE FROM label_prediction WHERE task_id = ?1 AND model >= ?2 AND substr(model, 1, ?3) = ?2"));
    SLIPWAY_ASSIGN(auto insert, db.prepare("INSERT INTO label_prediction(task_id, model, content) VALUES(?,?,?)"));
    // What people look at after a model stays at the front of the queue.
    SLIPWAY_ASSIGN(
        auto update, db.prepare("UPDATE label_task SET uncertainty = ?1 WHERE id = ?2 AND uncertainty IS NOT ?1 AND "
                                "NOT EXISTS (SELECT 1 FROM label_auto WHERE task_id = ?2 AND role = 1)"));
    SLIPWAY_ASSIGN(auto removeSame, db.prepare("DELETE FROM label_prediction WHERE task_id = ? AND model = ?"));
    const auto prefix = static_cast<std::int64_t>(m_replaces.size());
    std::int64_t stored = 0;
    bool ordered = false;
    for (const auto& each : suggestions) {
        if (!m_replaces.empty()) SLIPWAY_TRY(remove.bindAll(each.task, m_replaces, prefix).run());
        if (each.prediction) {
            if (m_replaces.empty()) SLIPWAY_TRY(removeSame.bindAll(each.task, model).run());
            SLIPWAY_TRY(insert.bindAll(each.task, model, dump(toJson(*each.prediction))).run());
            ++stored;
        }
        if (!each.uncertainty) continue;
        SLIPWAY_TRY(update.bindAll(std::min(*each.uncertainty, kHighest), each.task).run());
        ordered = true;
    }
    if (ordered) SLIPWAY_TRY(TaskWriter(db, m_project).changeQueues());
    change.note("model", model);
    change.note("tasks", stored);
    return change.commit();
}

} // namespace slipway::label
