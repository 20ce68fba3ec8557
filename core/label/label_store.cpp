#include "core/label/label_store.h"

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/label_rows.h"
#include "core/store/database.h"

namespace slipway::label {

namespace {

const std::string kProject =
    "SELECT p.id, p.uid, p.name, p.medium, p.instructions, p.root, p.labels, p.overlap, p.reviewed, p.task_order, "
    "p.packet_person, p.created_by, p.created_at FROM label_project AS p ";

Result<std::vector<std::int64_t>> countsOf(store::Database& db, std::int64_t project) {
    std::vector<std::int64_t> counts(kTaskStates, 0);
    SLIPWAY_ASSIGN(auto select, db.prepare("SELECT state, tasks FROM label_count WHERE project_id = ?"));
    select.bind(1, project);
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return counts;
        counts[static_cast<std::size_t>(select.integer(0))] = select.integer(1);
    }
}

Result<Project> projectOf(store::Database& db, const store::Statement& row) {
    Project project;
    project.id = row.integer(0);
    project.uid = row.text(1);
    project.name = row.text(2);
    project.medium = static_cast<Medium>(row.integer(3));
    project.instructions = row.text(4);
    project.root = row.text(5);
    SLIPWAY_ASSIGN(const auto labels, parseJson(row.view(6), "label set"));
    SLIPWAY_ASSIGN(project.labels, labelSetFromJson(labels));
    project.overlap = static_cast<int>(row.integer(7));
    project.reviewed = row.integer(8) != 0;
    project.order = static_cast<TaskOrder>(row.integer(9));
    project.packetPerson = row.text(10);
    project.createdBy = row.text(11);
    project.createdAt = row.integer(12);
    SLIPWAY_ASSIGN(const auto counts, countsOf(db, project.id));
    const auto of = [&](TaskState state) { return counts[static_cast<std::size_t>(state)]; };
    for (const auto count : counts) project.tasks += count;
    project.submitted = of(TaskState::Submitted) + of(TaskState::Accepted);
    project.skipped = of(TaskState::Skipped);
    project.problems = of(TaskState::Broken);
    return project;
}

Result<std::vector<StoredAnnotation>> allAnnotations(store::Statement& select) {
    std::vector<StoredAnnotation> annotations;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return annotations;
        SLIPWAY_ASSIGN(auto annotation, annotationOf(select));
        annotations.push_back(std::move(annotation));
    }
}

} // namespace

LabelStore::LabelStore(store::Database& db) : m_db(db) {}

Result<Project> LabelStore::project(std::string_view name) const {
    SLIPWAY_ASSIGN(auto select, m_db.prepare(kProject + "WHERE p.name = ?"));
    select.bind(1, name);
    SLIPWAY_ASSIGN(const bool there, select.step());
    if (!there)
        return fail(ErrorCode::NotFound, fmt::format("no labeling project is called '{}'", forMessage(name)),
            "`slipway label list` shows all");
    return projectOf(m_db, select);
}

Result<Project> LabelStore::project(std::int64_t id) const {
    SLIPWAY_ASSIGN(auto select, m_db.prepare(kProject + "WHERE p.id = ?"));
    select.bind(1, id);
    SLIPWAY_ASSIGN(const bool there, select.step());
    if (!there) return fail(ErrorCode::NotFound, "this labeling project was removed", "`slipway label list` shows all");
    return projectOf(m_db, select);
}

Result<std::optional<Project>> LabelStore::projectByUid(std::string_view uid) const {
    SLIPWAY_ASSIGN(auto select, m_db.prepare(kProject + "WHERE p.uid = ?"));
    select.bind(1, uid);
    SLIPWAY_ASSIGN(const bool there, select.step());
    if (!there) return std::optional<Project>();
    SLIPWAY_ASSIGN(auto found, projectOf(m_db, select));
    return std::optional(std::move(found));
}

Result<std::vector<Project>> LabelStore::projects() const {
    SLIPWAY_ASSIGN(auto select, m_db.prepare(kProject + "ORDER BY p.name"));
    std::vector<Project> projects;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return projects;
        SLIPWAY_ASSIGN(auto project, projectOf(m_db, select));
        projects.push_back(std::move(project));
    }
}

Result<std::vector<std::int64_t>> LabelStore::taskCounts(std::int64_t project) const {
    return countsOf(m_db, project);
}

Result<std::vector<LabelStore::Person>> LabelStore::people(std::int64_t project) const {
    SLIPWAY_ASSIGN(auto select,
        m_db.prepare("SELECT n.person, coalesce(p.answers, 0), coalesce(p.skipped, 0), coalesce(p.seconds, 0), "
                     "(SELECT count(*) FROM label_assignment AS a INDEXED BY label_assignment_waiting "
                     "WHERE a.project_id = ?1 AND a.person = n.person AND a.done = 0) "
                     "FROM (SELECT person FROM label_person WHERE project_id = ?1 "
                     "UNION SELECT DISTINCT person FROM label_assignment WHERE project_id = ?1) AS n "
                     "LEFT JOIN label_person AS p ON p.project_id = ?1 AND p.person = n.person ORDER BY n.person"));
    select.bind(1, project);
    std::vector<Person> people;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return people;
        people.push_back({select.text(0), select.integer(1), select.integer(2), select.integer(4), select.real(3)});
    }
}

Result<Task> LabelStore::task(std::int64_t id) const {
    SLIPWAY_ASSIGN(auto select, m_db.prepare("SELECT " + taskColumns(0) + " FROM label_task AS t WHERE t.id = ?"));
    select.bind(1, id);
    SLIPWAY_ASSIGN(const bool there, select.step());
    if (!there) return fail(ErrorCode::NotFound, "this task was removed", "Open the project again");
    return label::taskOf(select);
}

Result<Task> LabelStore::taskOf(std::int64_t project, const StoredAnnotation& stored) const {
    SLIPWAY_ASSIGN(auto select, m_db.prepare("SELECT project_id FROM label_task WHERE id = ?"));
    select.bind(1, stored.task);
    SLIPWAY_ASSIGN(const bool there, select.step());
    if (!there || select.integer(0) != project)
        return fail(ErrorCode::NotFound,
            fmt::format("the project has no annotation '{}'", forMessage(stored.annotation.id)),
            "Name the project that it is of");
    return task(stored.task);
}

Result<Task> LabelStore::taskNumber(std::int64_t project, std::int64_t number) const {
    SLIPWAY_ASSIGN(
        auto select, m_db.prepare("SELECT " + taskColumns(0) +
                                  " FROM label_task AS t INDEXED BY label_task_by_number WHERE t.project_id = ? AND "
                                  "t.number = ?"));
    select.bindAll(project, number);
    SLIPWAY_ASSIGN(const bool there, select.step());
    if (!there)
        return fail(ErrorCode::NotFound, fmt::format("the project has no task {}", number),
            "`slipway label status` shows how many there are");
    return label::taskOf(select);
}

Result<std::optional<Task>> LabelStore::taskOfItem(std::int64_t project, const Item& item) const {
    SLIPWAY_ASSIGN(auto select,
        m_db.prepare("SELECT " + taskColumns(0) + " FROM label_task AS t WHERE t.project_id = ? AND t.key = ?"));
    select.bindAll(project, keyOf(item).text);
    SLIPWAY_ASSIGN(const bool there, select.step());
    return there ? std::optional(label::taskOf(select)) : std::nullopt;
}

Result<std::vector<StoredAnnotation>> LabelStore::annotations(std::int64_t task) const {
    SLIPWAY_ASSIGN(auto select,
        m_db.prepare(
            fmt::format("SELECT {} FROM label_annotation WHERE task_id = ? ORDER BY row", kAnnotationColumns)));
    select.bind(1, task);
    return allAnnotations(select);
}

Result<StoredAnnotation> LabelStore::annotation(std::string_view id) const {
    SLIPWAY_ASSIGN(
        auto select, m_db.prepare(fmt::format("SELECT {} FROM label_annotation WHERE id = ?", kAnnotationColumns)));
    select.bind(1, id);
    SLIPWAY_ASSIGN(const bool there, select.step());
    if (!there)
        return fail(
            ErrorCode::NotFound, fmt::format("there is no annotation '{}'", forMessage(id)), "Open the task again");
    return label::annotationOf(select);
}

Result<std::optional<StoredAnnotation>> LabelStore::annotationOf(std::int64_t task, std::string_view person) const {
    SLIPWAY_ASSIGN(
        auto select, m_db.prepare(fmt::format("SELECT {} FROM label_annotation INDEXED BY label_annotation_by_task "
                                              "WHERE task_id = ? AND annotator = ? AND state <> ? AND gold = 0 "
                                              "ORDER BY row DESC LIMIT 1",
                         kAnnotationColumns)));
    select.bindAll(task, person, static_cast<int>(AnnotationState::Replaced));
    SLIPWAY_ASSIGN(const bool there, select.step());
    if (!there) return std::optional<StoredAnnotation>();
    SLIPWAY_ASSIGN(auto found, label::annotationOf(select));
    return std::optional(std::move(found));
}

Result<std::vector<StoredAnnotation>> LabelStore::toReview(
    std::int64_t project, std::int64_t afterNumber, int limit) const {
    SLIPWAY_ASSIGN(auto select,
        m_db.prepare(fmt::format("SELECT {} FROM label_annotation INDEXED BY label_annotation_to_review "
                                 "WHERE project_id = ? AND state = ? AND number > ? ORDER BY number LIMIT ?",
            kAnnotationColumns)));
    select.bindAll(project, static_cast<int>(AnnotationState::Submitted), afterNumber, limit);
    return allAnnotations(select);
}

Result<std::vector<Prediction>> LabelStore::predictions(std::int64_t task) const {
    SLIPWAY_ASSIGN(auto select, m_db.prepare("SELECT content FROM label_prediction WHERE task_id = ? ORDER BY id"));
    select.bind(1, task);
    std::vector<Prediction> predictions;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return predictions;
        SLIPWAY_ASSIGN(const auto json, parseJson(select.view(0), "prediction"));
        SLIPWAY_ASSIGN(auto prediction, predictionFromJson(json));
        predictions.push_back(std::move(prediction));
    }
}

Result<std::vector<Gesture>> LabelStore::gestures(std::string_view annotation) const {
    SLIPWAY_ASSIGN(auto select, m_db.prepare("SELECT g.content FROM label_gesture AS g WHERE g.annotation_row = "
                                             "(SELECT row FROM label_annotation WHERE id = ?) ORDER BY g.sequence"));
    select.bind(1, annotation);
    std::vector<Gesture> gestures;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return gestures;
        SLIPWAY_ASSIGN(const auto json, parseJson(select.view(0), "gesture"));
        SLIPWAY_ASSIGN(auto gesture, gestureFromJson(json));
        gestures.push_back(std::move(gesture));
    }
}

Result<std::vector<LabelStore::GoldAnswer>> LabelStore::goldAnswers(
    std::int64_t project, std::string_view person) const {
    SLIPWAY_ASSIGN(
        auto select, m_db.prepare("SELECT t.id, g.content, a.content FROM label_task AS t INDEXED BY label_task_gold "
                                  "JOIN label_annotation AS g ON g.task_id = t.id AND g.gold = 1 "
                                  "JOIN label_annotation AS a ON a.task_id = t.id AND a.annotator = ?2 AND a.gold = 0 "
                                  "AND a.state IN " +
                                  statesThat(wasAnswered) +
                                  " AND a.parent = '' WHERE t.project_id = ?1 AND t.gold = "
                                  "1 ORDER BY t.number, g.row, a.row"));
    select.bindAll(project, person);
    std::vector<GoldAnswer> answers;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return answers;
        GoldAnswer answer;
        SLIPWAY_ASSIGN(answer.task, task(select.integer(0)));
        SLIPWAY_ASSIGN(const auto gold, parseJson(select.view(1), "annotation"));
        SLIPWAY_ASSIGN(answer.gold, annotationFromJson(gold));
        SLIPWAY_ASSIGN(const auto given, parseJson(select.view(2), "annotation"));
        SLIPWAY_ASSIGN(answer.answer, annotationFromJson(given));
        answers.push_back(std::move(answer));
    }
}

} // namespace slipway::label
