#include "core/label/annotation_writer.h"

#include <set>

#include "core/base/json.h"
#include "core/label/task_writer.h"
#include "core/store/database.h"

namespace slipway::label {

namespace {

std::set<std::string> labelsOf(const StoredAnnotation& stored) {
    std::set<std::string> labels;
    if (stored.state == AnnotationState::Skipped || stored.state == AnnotationState::Replaced) return labels;
    for (const auto& region : stored.annotation.regions) {
        labels.insert(region.label);
        labels.insert(region.moreLabels.begin(), region.moreLabels.end());
    }
    for (const auto& each : stored.annotation.classes) labels.insert(each.label);
    labels.erase("");
    return labels;
}

} // namespace

Result<AnnotationWriter::Row> AnnotationWriter::find(const std::string& id) {
    SLIPWAY_ASSIGN(auto select, m_db.prepare("SELECT row, state, seconds FROM label_annotation WHERE id = ?"));
    select.bind(1, id);
    SLIPWAY_ASSIGN(const bool there, select.step());
    if (!there) return Row{};
    return Row{select.integer(0), static_cast<AnnotationState>(select.integer(1)), select.real(2)};
}

Status AnnotationWriter::put(const StoredAnnotation& stored, std::int64_t number) {
    const auto& annotation = stored.annotation;
    SLIPWAY_ASSIGN(auto before, find(annotation.id));
    SLIPWAY_ASSIGN(auto write,
        m_db.prepare(
            "INSERT INTO label_annotation(id, project_id, task_id, number, annotator, state, gold, content, revision, "
            "last_sequence, updated_at, seconds, reviewer, review_note, parent) "
            "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
            "ON CONFLICT (id) DO UPDATE SET annotator = excluded.annotator, state = excluded.state, gold = "
            "excluded.gold, content = excluded.content, revision = excluded.revision, last_sequence = "
            "excluded.last_sequence, updated_at = excluded.updated_at, seconds = excluded.seconds, reviewer = "
            "excluded.reviewer, review_note = "
            "excluded.review_note, parent = excluded.parent"));
    SLIPWAY_TRY(write
            .bindAll(annotation.id, m_project.id, stored.task, number, annotation.annotator,
                static_cast<int>(stored.state), annotation.groundTruth, dump(toJson(annotation)), stored.revision,
                stored.lastSequence, annotation.updatedAt, annotation.seconds, stored.reviewer, stored.reviewNote,
                stored.parent)
            .run());
    const auto row = before.row != 0 ? before.row : m_db.lastInsertId();
    m_agreement.know(annotation);
    SLIPWAY_TRY(countPerson(stored, before));
    return putLabels(stored, row, number);
}

Status AnnotationWriter::countPerson(const StoredAnnotation& stored, const Row& before) {
    if (stored.annotation.groundTruth || !isPerson(stored.annotation.annotator)) return {};
    const bool known = before.row != 0;
    const int answers = wasAnswered(stored.state) - (known && wasAnswered(before.state));
    const int skipped =
        (stored.state == AnnotationState::Skipped) - (known && before.state == AnnotationState::Skipped);
    const double seconds = stored.annotation.seconds - before.seconds;
    if (answers == 0 && skipped == 0 && seconds == 0) return {};
    SLIPWAY_ASSIGN(auto update, m_db.prepare("INSERT INTO label_person(project_id, person, answers, skipped, seconds) "
                                             "VALUES(?,?,?,?,?) ON CONFLICT (project_id, person) DO UPDATE SET answers "
                                             "= answers + excluded.answers, skipped = skipped + excluded.skipped, "
                                             "seconds = seconds + excluded.seconds"));
    return update.bindAll(m_project.id, stored.annotation.annotator, answers, skipped, seconds).run();
}

Status AnnotationWriter::putLabels(const StoredAnnotation& stored, std::int64_t row, std::int64_t number) {
    SLIPWAY_ASSIGN(auto clear, m_db.prepare("DELETE FROM label_use WHERE annotation_row = ?"));
    SLIPWAY_TRY(clear.bind(1, row).run());
    SLIPWAY_ASSIGN(
        auto insert, m_db.prepare("INSERT INTO label_use(project_id, label, number, task_id, annotation_row) "
                                  "VALUES(?,?,?,?,?)"));
    for (const auto& label : labelsOf(stored))
        SLIPWAY_TRY(insert.bindAll(m_project.id, label, number, stored.task, row).run());
    return {};
}

Status AnnotationWriter::addGestures(const StoredAnnotation& stored, const std::vector<Gesture>& gestures) {
    if (gestures.empty()) return {};
    SLIPWAY_ASSIGN(const auto row, find(stored.annotation.id));
    SLIPWAY_ASSIGN(auto insert, m_db.prepare("INSERT INTO label_gesture(annotation_row, sequence, content) "
                                             "VALUES(?,?,?) ON CONFLICT (annotation_row, sequence) DO NOTHING"));
    for (const auto& gesture : gestures)
        SLIPWAY_TRY(insert.bindAll(row.row, gesture.sequence, dump(toJson(gesture))).run());
    return {};
}

Status AnnotationWriter::replaceGestures(const StoredAnnotation& stored, const std::vector<Gesture>& gestures) {
    SLIPWAY_ASSIGN(auto clear, m_db.prepare("DELETE FROM label_gesture WHERE annotation_row = (SELECT row FROM "
                                            "label_annotation WHERE id = ?)"));
    SLIPWAY_TRY(clear.bind(1, stored.annotation.id).run());
    return addGestures(stored, gestures);
}

Status AnnotationWriter::remove(const StoredAnnotation& stored) {
    SLIPWAY_ASSIGN(const auto row, find(stored.annotation.id));
    m_agreement.forget(stored.annotation.id);
    auto nothing = stored;
    nothing.state = AnnotationState::Draft;
    nothing.annotation.seconds = row.seconds;
    SLIPWAY_TRY(countPerson(nothing, row));
    for (const char* sql : {"DELETE FROM label_use WHERE annotation_row = ?",
             "DELETE FROM label_gesture WHERE annotation_row = ?", "DELETE FROM label_annotation WHERE row = ?"}) {
        SLIPWAY_ASSIGN(auto remove, m_db.prepare(sql));
        SLIPWAY_TRY(remove.bind(1, row.row).run());
    }
    return {};
}

Status AnnotationWriter::finish(std::span<const std::int64_t> tasks) {
    TaskWriter writer(m_db, m_project);
    SLIPWAY_ASSIGN(auto done,
        m_db.prepare("UPDATE label_assignment SET done = EXISTS (SELECT 1 FROM label_annotation AS a WHERE a.task_id = "
                     "label_assignment.task_id AND a.annotator = label_assignment.person AND a.state IN " +
                     statesThat(isDone) + " AND a.gold = 0) WHERE task_id = ?"));
    for (const auto task : tasks) {
        SLIPWAY_TRY(done.bind(1, task).run());
        SLIPWAY_TRY(writer.refresh(task));
    }
    return m_agreement.refresh(tasks);
}

} // namespace slipway::label
