#include "core/label/task_writer.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/label_rows.h"
#include "core/label/project_agreement.h"
#include "core/store/database.h"

namespace slipway::label {

namespace {

/// What is known of a task's annotations.
struct Tally {
    std::int64_t answers = 0, drafts = 0, skipped = 0, sentBack = 0, accepted = 0, gold = 0;
    std::int64_t automatic = 0, automaticAccepted = 0; ///< of models, in place of a person's
};

/// People look at this task without knowing what a model said.
Result<bool> isAudited(store::Database& db, std::int64_t task) {
    SLIPWAY_ASSIGN(auto select, db.prepare("SELECT 1 FROM label_auto WHERE task_id = ? AND role = 1"));
    return select.bind(1, task).step();
}

Result<Tally> tallyOf(store::Database& db, std::int64_t task) {
    SLIPWAY_ASSIGN(auto select, db.prepare("SELECT state, gold, annotator FROM label_annotation WHERE task_id = ?"));
    select.bind(1, task);
    Tally tally;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) break;
        const auto state = static_cast<AnnotationState>(select.integer(0));
        if (select.integer(1) != 0) {
            ++tally.gold; // compared with, never counted towards the overlap
            continue;
        }
        if (!isPerson(select.view(2))) {
            tally.automatic += isAnswer(state);
            tally.automaticAccepted += state == AnnotationState::Accepted;
            continue;
        }
        tally.answers += isAnswer(state);
        tally.accepted += state == AnnotationState::Accepted;
        tally.drafts += state == AnnotationState::Draft;
        tally.skipped += state == AnnotationState::Skipped;
        tally.sentBack += state == AnnotationState::SentBack;
    }
    if (tally.automatic > 0) {
        SLIPWAY_ASSIGN(const bool audited, isAudited(db, task));
        if (audited) tally.automatic = tally.automaticAccepted = 0;
    }
    return tally;
}

TaskState stateOf(const Project& project, const Tally& tally, bool broken) {
    if (broken) return TaskState::Broken;
    if (tally.sentBack > 0) return TaskState::SentBack;
    if (project.reviewed && tally.accepted >= project.overlap) return TaskState::Accepted;
    if (tally.answers >= project.overlap)
        return tally.accepted == tally.answers ? TaskState::Accepted : TaskState::Submitted;
    if (tally.automatic > 0 && tally.drafts == 0)
        return tally.automaticAccepted > 0 ? TaskState::Accepted : TaskState::Submitted;
    if (tally.answers == 0 && tally.skipped >= project.overlap) return TaskState::Skipped;
    return tally.answers + tally.drafts + tally.skipped > 0 ? TaskState::Started : TaskState::New;
}

bool isOpen(const Project& project, const Tally& tally, TaskState state, bool assigned) {
    if (assigned || state == TaskState::Broken || state == TaskState::Skipped || state == TaskState::Accepted)
        return false;
    return tally.automatic == 0 && tally.answers + tally.drafts + tally.sentBack < project.overlap;
}

Result<bool> isAssigned(store::Database& db, std::int64_t task) {
    SLIPWAY_ASSIGN(auto select, db.prepare("SELECT 1 FROM label_assignment WHERE task_id = ? LIMIT 1"));
    return select.bind(1, task).step();
}

} // namespace

Result<std::int64_t> TaskWriter::lastNumber() {
    SLIPWAY_ASSIGN(auto select, m_db.prepare("SELECT last_number FROM label_project WHERE id = ?"));
    select.bind(1, m_project.id);
    SLIPWAY_ASSIGN(const bool there, select.step());
    if (!there) return fail(ErrorCode::NotFound, fmt::format("the project '{}' was removed", m_project.name));
    return select.integer(0);
}

Status TaskWriter::count(TaskState state, std::int64_t tasks) {
    SLIPWAY_ASSIGN(auto update, m_db.prepare("INSERT INTO label_count(project_id, state, tasks) VALUES(?1, ?2, ?3) "
                                             "ON CONFLICT (project_id, state) DO UPDATE SET tasks = tasks + ?4"));
    // The CHECK looks at the row that would be inserted, also when it is not.
    return update.bindAll(m_project.id, static_cast<int>(state), std::max<std::int64_t>(tasks, 0), tasks).run();
}

Result<TaskWriter::Inserted> TaskWriter::insert(
    const std::vector<Item>& items, const std::vector<std::int64_t>& numbers) {
    SLIPWAY_ASSIGN(auto last, lastNumber());
    SLIPWAY_ASSIGN(auto find, m_db.prepare("SELECT id, number FROM label_task WHERE project_id = ? AND key = ?"));
    SLIPWAY_ASSIGN(
        auto add, m_db.prepare("INSERT INTO label_task(project_id, number, key, by_path, width, height, more) "
                               "VALUES(?,?,?,?,?,?,?) ON CONFLICT (project_id, key) DO NOTHING"));
    SLIPWAY_ASSIGN(auto addText, m_db.prepare("INSERT INTO label_text(task_id, text) VALUES(?,?)"));
    Inserted inserted;
    inserted.ids.reserve(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto& item = items[i];
        auto key = keyOf(item);
        if (!key.isPath && item.uri.empty())
            if (const int before = m_sameTexts[key.text]++; before > 0) key.text += fmt::format(":{}", before + 1);
        const auto number = i < numbers.size() ? numbers[i] : last + 1;
        SLIPWAY_TRY(
            add.bindAll(m_project.id, number, key.text, key.isPath, item.width, item.height, moreOf(item)).run());
        if (m_db.changes() == 0) {
            find.bindAll(m_project.id, key.text);
            SLIPWAY_ASSIGN([[maybe_unused]] const bool there, find.step());
            const auto known = find.integer(1);
            inserted.ids.push_back(find.integer(0));
            find.reset();
            if (i < numbers.size() && known != numbers[i])
                return fail(ErrorCode::AlreadyExists,
                    fmt::format("'{}' is task {} here and {} in the packet", forMessage(key.text), known, numbers[i]),
                    "The packet belongs to another project");
            ++inserted.known;
            continue;
        }
        const auto id = m_db.lastInsertId();
        if (!item.text.empty()) SLIPWAY_TRY(addText.bindAll(id, item.text).run());
        inserted.ids.push_back(id);
        ++inserted.added;
        last = std::max(last, number);
    }
    SLIPWAY_ASSIGN(auto update,
        m_db.prepare("UPDATE label_project SET last_number = ?, queue_version = queue_version + ? WHERE id = ?"));
    SLIPWAY_TRY(update.bindAll(last, inserted.added > 0, m_project.id).run());
    if (inserted.added > 0) SLIPWAY_TRY(count(TaskState::New, inserted.added));
    return inserted;
}

Status TaskWriter::refresh(std::int64_t task) {
    SLIPWAY_ASSIGN(const auto tally, tallyOf(m_db, task));
    SLIPWAY_ASSIGN(const bool assigned, isAssigned(m_db, task));
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT state, problem <> '', open FROM label_task WHERE id = ?"));
    read.bind(1, task);
    SLIPWAY_ASSIGN(const bool there, read.step());
    if (!there) return fail(ErrorCode::NotFound, "this task was removed", "Open the project again");
    const auto before = static_cast<TaskState>(read.integer(0));
    const auto after = stateOf(m_project, tally, read.integer(1) != 0);
    const bool wasOpen = read.integer(2) != 0, open = isOpen(m_project, tally, after, assigned);
    read.reset();
    SLIPWAY_ASSIGN(auto update,
        m_db.prepare("UPDATE label_task SET state = ?, answers = ?, drafts = ?, open = ?, gold = ? WHERE id = ?"));
    SLIPWAY_TRY(update
            .bindAll(static_cast<int>(after), tally.answers + tally.automatic, tally.drafts, open, tally.gold > 0, task)
            .run());
    if (open && !wasOpen) SLIPWAY_TRY(changeQueues()); // those who passed it are to find it again
    if (before == after) return {};
    SLIPWAY_TRY(count(before, -1));
    return count(after, 1);
}

Status TaskWriter::setProblem(std::int64_t task, const std::string& problem) {
    SLIPWAY_ASSIGN(auto update, m_db.prepare("UPDATE label_task SET problem = ? WHERE id = ?"));
    SLIPWAY_TRY(update.bindAll(problem, task).run());
    return refresh(task);
}

Status TaskWriter::setSize(std::int64_t task, int width, int height) {
    SLIPWAY_ASSIGN(auto update, m_db.prepare("UPDATE label_task SET width = ?, height = ? WHERE id = ?"));
    SLIPWAY_TRY(update.bindAll(width, height, task).run());
    return ProjectAgreement(m_db, m_project).refresh({{task}}); // pixels are compared inside the picture
}

Status TaskWriter::assign(std::int64_t task, std::string_view person) {
    SLIPWAY_ASSIGN(auto clear, m_db.prepare("DELETE FROM label_assignment WHERE task_id = ? AND (done = 0 OR ? = '')"));
    SLIPWAY_TRY(clear.bindAll(task, person).run());
    if (!person.empty()) {
        SLIPWAY_ASSIGN(auto insert,
            m_db.prepare(
                "INSERT INTO label_assignment(project_id, person, number, task_id, done) "
                "SELECT project_id, ?1, number, id, EXISTS (SELECT 1 FROM label_annotation WHERE task_id = ?2 AND "
                "annotator = ?1 AND state IN " +
                statesThat(isDone) +
                " AND gold = 0) FROM label_task WHERE id = ?2 "
                "ON CONFLICT (project_id, person, number) DO NOTHING"));
        SLIPWAY_TRY(insert.bindAll(person, task).run());
    }
    return refresh(task);
}

Status TaskWriter::addPrediction(std::int64_t task, const Prediction& prediction) {
    SLIPWAY_ASSIGN(auto remove, m_db.prepare("DELETE FROM label_prediction WHERE task_id = ? AND model = ?"));
    SLIPWAY_TRY(remove.bindAll(task, prediction.model).run());
    SLIPWAY_ASSIGN(auto insert, m_db.prepare("INSERT INTO label_prediction(task_id, model, content) VALUES(?,?,?)"));
    return insert.bindAll(task, prediction.model, dump(toJson(prediction))).run();
}

Status TaskWriter::setUncertainty(std::int64_t number, double uncertainty) {
    SLIPWAY_ASSIGN(
        auto update, m_db.prepare("UPDATE label_task SET uncertainty = ? WHERE project_id = ? AND number = ?"));
    return update.bindAll(uncertainty, m_project.id, number).run();
}

Status TaskWriter::setAgreement(std::int64_t number, std::optional<double> agreement) {
    SLIPWAY_ASSIGN(
        auto update, m_db.prepare("UPDATE label_task SET agreement = ? WHERE project_id = ? AND number = ?"));
    return update.bindAll(agreement, m_project.id, number).run();
}

Status TaskWriter::changeQueues() {
    SLIPWAY_ASSIGN(
        auto update, m_db.prepare("UPDATE label_project SET queue_version = queue_version + 1 WHERE id = ?"));
    return update.bind(1, m_project.id).run();
}

} // namespace slipway::label
