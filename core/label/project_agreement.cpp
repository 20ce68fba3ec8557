#include "core/label/project_agreement.h"

#include <set>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/label/task_writer.h"
#include "core/store/database.h"

namespace slipway::label {

void ProjectAgreement::know(const Annotation& answer) {
    const auto storable = [](const std::string& text) { return firstInvalidUtf8(text) == std::string::npos; };
    bool same = storable(answer.annotator); // what is stored differs from what is here otherwise
    Annotation brief;
    brief.annotator = answer.annotator;
    brief.skipped = answer.skipped;
    brief.groundTruth = answer.groundTruth;
    brief.classes = answer.classes;
    for (const auto& each : answer.classes) same = same && storable(each.question) && storable(each.label);
    for (const auto& region : answer.regions) {
        same = same && storable(region.label);
        Region compared;
        compared.label = region.label;
        compared.shape = region.shape;
        brief.regions.push_back(std::move(compared));
    }
    if (same)
        m_known.insert_or_assign(answer.id, std::move(brief));
    else
        m_known.erase(answer.id);
}

Status ProjectAgreement::begin() {
    return write({});
}

Status ProjectAgreement::refresh(std::span<const std::int64_t> tasks) {
    auto done = change(tasks);
    m_known.clear();
    if (done || done.error().code != ErrorCode::BadData) return done;
    // What cannot be read must not keep people from their work: it follows from the answers.
    log::warning(fmt::format("{}: {}; it is computed again", m_project.name, toLine(done.error())));
    return computeAll();
}

Status ProjectAgreement::change(std::span<const std::int64_t> tasks) {
    std::optional<AgreementTotals> totals;
    for (const auto task : tasks) {
        SLIPWAY_ASSIGN(const auto part, partOf(task));
        if (!part.before && !part.after) continue;
        if (!totals) {
            SLIPWAY_ASSIGN(totals, read());
            if (!totals) return computeAll();
        }
        if (part.before) totals->remove(*part.before);
        if (part.after) totals->add(*part.after);
        SLIPWAY_TRY(keep(part));
    }
    return totals ? write(*totals) : Status();
}

Result<AgreementTotals> ProjectAgreement::totals() {
    SLIPWAY_ASSIGN(auto kept, read());
    if (kept) return std::move(*kept);
    return computed();
}

Result<AgreementTotals> ProjectAgreement::computed() {
    AgreementTotals totals;
    SLIPWAY_ASSIGN(const auto tasks, answeredTasks());
    for (const auto task : tasks) {
        SLIPWAY_ASSIGN(const auto part, compared(task));
        if (part) totals.add(*part);
    }
    return totals;
}

/// Of a project with answers from before agreement was kept.
Status ProjectAgreement::computeAll() {
    for (const char* sql : {"UPDATE label_task SET agreement = NULL WHERE id IN (SELECT task_id FROM "
                            "label_task_agreement WHERE project_id = ?)",
             "DELETE FROM label_task_agreement WHERE project_id = ?"}) {
        SLIPWAY_ASSIGN(auto clear, m_db.prepare(sql));
        SLIPWAY_TRY(clear.bind(1, m_project.id).run());
    }
    AgreementTotals totals;
    SLIPWAY_ASSIGN(const auto tasks, answeredTasks());
    for (const auto task : tasks) {
        SLIPWAY_ASSIGN(auto part, compared(task));
        if (!part) continue;
        totals.add(*part);
        SLIPWAY_TRY(keep({task, {}, std::move(part)}));
    }
    return write(totals);
}

Result<std::vector<std::int64_t>> ProjectAgreement::answeredTasks() {
    SLIPWAY_ASSIGN(
        auto select, m_db.prepare("SELECT id FROM label_task WHERE project_id = ? AND answers > 1 ORDER BY number"));
    select.bind(1, m_project.id);
    std::vector<std::int64_t> tasks;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return tasks;
        tasks.push_back(select.integer(0));
    }
}

Result<ProjectAgreement::Part> ProjectAgreement::partOf(std::int64_t task) {
    Part part{task, {}, {}};
    SLIPWAY_ASSIGN(part.before, stored(task));
    SLIPWAY_ASSIGN(part.after, compared(task));
    return part;
}

Result<std::optional<TaskAgreement>> ProjectAgreement::stored(std::int64_t task) {
    using Found = std::optional<TaskAgreement>;
    SLIPWAY_ASSIGN(auto select, m_db.prepare("SELECT content FROM label_task_agreement WHERE task_id = ?"));
    select.bind(1, task);
    SLIPWAY_ASSIGN(const bool there, select.step());
    if (!there) return Found();
    SLIPWAY_ASSIGN(const auto json, parseJson(select.view(0), "agreement"));
    SLIPWAY_ASSIGN(auto agreement, taskAgreementFromJson(json));
    return Found(std::move(agreement));
}

Result<std::vector<Annotation>> ProjectAgreement::answersOf(std::int64_t task) {
    SLIPWAY_ASSIGN(auto select, m_db.prepare("SELECT annotator, id, content FROM label_annotation WHERE task_id = ? "
                                             "AND state IN " +
                                             statesThat(isAnswer) + " AND gold = 0 ORDER BY row"));
    select.bind(1, task);
    std::set<std::string> people;
    std::vector<const Annotation*> known;
    std::vector<std::string> contents; // of those that are not known
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) break;
        if (!isPerson(select.view(0))) continue;
        people.insert(select.text(0));
        const auto found = m_known.find(select.view(1));
        known.push_back(found == m_known.end() ? nullptr : &found->second);
        if (!known.back()) contents.push_back(select.text(2));
    }
    std::vector<Annotation> answers;
    if (people.size() < 2) return answers;
    auto content = contents.begin();
    for (const auto* each : known) {
        if (each) {
            answers.push_back(*each);
            continue;
        }
        SLIPWAY_ASSIGN(const auto json, parseJson(*content++, "annotation"));
        SLIPWAY_ASSIGN(auto answer, annotationFromJson(json));
        answers.push_back(std::move(answer));
    }
    return answers;
}

Result<std::optional<TaskAgreement>> ProjectAgreement::compared(std::int64_t task) {
    using Found = std::optional<TaskAgreement>;
    SLIPWAY_ASSIGN(const auto answers, answersOf(task));
    if (answers.empty()) return Found();
    // Sizes of pictures and frames count in comparisons, texts do not.
    SLIPWAY_ASSIGN(auto sizes, m_db.prepare("SELECT width, height FROM label_task WHERE id = ?"));
    sizes.bind(1, task);
    SLIPWAY_ASSIGN([[maybe_unused]] const bool there, sizes.step());
    Item item;
    item.medium = m_project.medium;
    item.width = static_cast<int>(sizes.integer(0));
    item.height = static_cast<int>(sizes.integer(1));
    auto agreement = taskAgreement(item, answers, CompareDetail::Scores);
    return agreement.score ? Found(std::move(agreement)) : Found();
}

Status ProjectAgreement::keep(const Part& part) {
    SLIPWAY_ASSIGN(
        auto update, m_db.prepare("UPDATE label_task SET agreement = ?1 WHERE id = ?2 AND agreement IS NOT ?1"));
    update.bind(2, part.task);
    if (part.after && part.after->score)
        update.bind(1, *part.after->score);
    else
        update.bindNull(1);
    SLIPWAY_TRY(update.run());
    // What people have before them in the order Disagreement may stand elsewhere now.
    if (m_db.changes() > 0 && m_project.order == TaskOrder::Disagreement) {
        SLIPWAY_ASSIGN(auto open, m_db.prepare("SELECT open FROM label_task WHERE id = ?"));
        open.bind(1, part.task);
        SLIPWAY_ASSIGN(const bool there, open.step());
        if (there && open.integer(0) != 0) SLIPWAY_TRY(TaskWriter(m_db, m_project).changeQueues());
    }
    if (!part.after) {
        SLIPWAY_ASSIGN(auto remove, m_db.prepare("DELETE FROM label_task_agreement WHERE task_id = ?"));
        return remove.bind(1, part.task).run();
    }
    SLIPWAY_ASSIGN(
        auto write, m_db.prepare("INSERT INTO label_task_agreement(task_id, project_id, content) VALUES(?,?,?) "
                                 "ON CONFLICT (task_id) DO UPDATE SET content = excluded.content"));
    return write.bindAll(part.task, m_project.id, dump(toJson(*part.after))).run();
}

Result<std::optional<AgreementTotals>> ProjectAgreement::read() {
    using Found = std::optional<AgreementTotals>;
    SLIPWAY_ASSIGN(auto select, m_db.prepare("SELECT totals FROM label_agreement WHERE project_id = ?"));
    select.bind(1, m_project.id);
    SLIPWAY_ASSIGN(const bool there, select.step());
    if (!there) return Found();
    SLIPWAY_ASSIGN(const auto json, parseJson(select.view(0), "agreement"));
    SLIPWAY_ASSIGN(auto totals, AgreementTotals::fromJson(json));
    return Found(std::move(totals));
}

Status ProjectAgreement::write(const AgreementTotals& totals) {
    SLIPWAY_ASSIGN(auto write, m_db.prepare("INSERT INTO label_agreement(project_id, totals) VALUES(?,?) ON CONFLICT "
                                            "(project_id) DO UPDATE SET totals = excluded.totals"));
    return write.bindAll(m_project.id, dump(totals.toJson())).run();
}

} // namespace slipway::label
