#include "core/label/label_service.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/label/annotation_writer.h"
#include "core/label/project_agreement.h"
#include "core/label/service_state.h"
#include "core/label/session_state.h"
#include "core/label/task_writer.h"
#include "core/media/image.h"
#include "core/store/database.h"

namespace slipway::label {

namespace fs = std::filesystem;

namespace {

constexpr int kMostOverlap = 100;
constexpr std::size_t kLongestInstructions = 1 << 20;

Status checkRequest(const LabelService::NewProject& request) {
    if (!isValidName(request.name))
        return fail(ErrorCode::InvalidArgument,
            fmt::format("'{}' is no name for a labeling project", forMessage(request.name)),
            "Use up to 64 letters, digits, dots, hyphens and underscores");
    if (request.overlap < 1 || request.overlap > kMostOverlap)
        return fail(ErrorCode::InvalidArgument, fmt::format("{} people cannot answer each task", request.overlap),
            "Choose 1 to 100");
    if (request.instructions.size() > kLongestInstructions)
        return fail(ErrorCode::InvalidArgument, "the instructions are longer than 1 MiB", "Shorten them");
    return check(request.labels);
}

std::string absoluteRoot(const fs::path& root) {
    if (root.empty()) return {};
    std::error_code failed;
    return fs::absolute(root, failed).lexically_normal().string();
}

} // namespace

std::string LabelService::State::subjectOf(const Project& project, std::int64_t number) {
    return number > 0 ? fmt::format("{}/{}", project.lineageId(), number) : project.lineageId();
}

Result<Change> LabelService::State::begin(const access::Actor& actor, const Project& project, std::string_view action,
    std::int64_t number, access::Permission permission) {
    return ledger.begin(actor, permission, action, subjectOf(project, number));
}

LabelService::LabelService(Ledger& ledger, data::DatasetService& datasets, fs::path root)
    : m_state(std::make_shared<State>(ledger, datasets, std::move(root))) {}
LabelService::~LabelService() = default;

LabelStore& LabelService::store() {
    return m_state->store;
}
const LabelStore& LabelService::store() const {
    return m_state->store;
}

Result<Project> LabelService::create(const access::Actor& actor, const NewProject& request) {
    SLIPWAY_TRY(checkRequest(request));
    Project project;
    project.name = request.name;
    SLIPWAY_ASSIGN(auto change, m_state->begin(actor, project, "label.create"));
    if (const auto known = find(request.name))
        return fail(ErrorCode::AlreadyExists, fmt::format("a labeling project is called '{}'", known->name),
            "Choose another name");
    SLIPWAY_ASSIGN(
        auto insert, m_state->db().prepare(
                         "INSERT INTO label_project(uid, name, medium, instructions, root, labels, overlap, reviewed, "
                         "task_order, packet_person, created_by, created_at) VALUES(?,?,?,?,?,?,?,?,?,'',?,?)"));
    SLIPWAY_TRY(insert
            .bindAll(newId(), request.name, static_cast<int>(request.medium), request.instructions,
                absoluteRoot(request.root), dump(toJson(request.labels)), request.overlap, request.reviewed,
                static_cast<int>(request.order), actor.name, change.at())
            .run());
    project.id = m_state->db().lastInsertId();
    SLIPWAY_TRY(ProjectAgreement(m_state->db(), project).begin());
    SLIPWAY_TRY(change.addNode({project.lineageId(), "label", project.name}));
    const Json details{{"project", request.name}, {"medium", name(request.medium)}, {"overlap", request.overlap},
        {"labels", request.labels.classes.size()}};
    change.note("project", details);
    SLIPWAY_TRY(change.emit("label.created", project.lineageId(), details));
    SLIPWAY_TRY(change.commit());
    return find(request.name);
}

Result<Project> LabelService::find(std::string_view name) const {
    return m_state->store.project(name);
}

Result<std::vector<Project>> LabelService::list() const {
    return m_state->store.projects();
}

Status LabelService::setLabels(const access::Actor& actor, const Project& project, const LabelSet& labels) {
    SLIPWAY_TRY(check(labels));
    SLIPWAY_ASSIGN(auto change, m_state->begin(actor, project, "label.set_labels"));
    SLIPWAY_ASSIGN(auto update, m_state->db().prepare("UPDATE label_project SET labels = ? WHERE id = ?"));
    SLIPWAY_TRY(update.bindAll(dump(toJson(labels)), project.id).run());
    change.note("labels", labels.classes.size());
    return change.commit();
}

Status LabelService::setInstructions(
    const access::Actor& actor, const Project& project, const std::string& instructions) {
    if (instructions.size() > kLongestInstructions)
        return fail(ErrorCode::InvalidArgument, "the instructions are longer than 1 MiB", "Shorten them");
    SLIPWAY_ASSIGN(auto change, m_state->begin(actor, project, "label.set_instructions"));
    SLIPWAY_ASSIGN(auto update, m_state->db().prepare("UPDATE label_project SET instructions = ? WHERE id = ?"));
    SLIPWAY_TRY(update.bindAll(instructions, project.id).run());
    return change.commit();
}

Status LabelService::setOrder(const access::Actor& actor, const Project& project, TaskOrder order) {
    SLIPWAY_ASSIGN(auto change, m_state->begin(actor, project, "label.set_order"));
    SLIPWAY_ASSIGN(auto update, m_state->db().prepare("UPDATE label_project SET task_order = ? WHERE id = ?"));
    SLIPWAY_TRY(update.bindAll(static_cast<int>(order), project.id).run());
    // While another order held, the figures of this one may have moved.
    SLIPWAY_TRY(TaskWriter(m_state->db(), project).changeQueues());
    change.note("order", name(order));
    return change.commit();
}

Status LabelService::remove(const access::Actor& actor, const Project& project) {
    SLIPWAY_ASSIGN(auto change, m_state->begin(actor, project, "label.remove"));
    for (const char* sql :
        {"DELETE FROM label_use WHERE project_id = ?", "DELETE FROM label_assignment WHERE project_id = ?",
            "DELETE FROM label_person WHERE project_id = ?", "DELETE FROM label_count WHERE project_id = ?",
            "DELETE FROM label_task_agreement WHERE project_id = ?", "DELETE FROM label_agreement WHERE project_id = ?",
            "DELETE FROM label_auto WHERE project_id = ?", "DELETE FROM label_auto_batch WHERE project_id = ?",
            "DELETE FROM label_gesture WHERE annotation_row IN (SELECT row FROM label_annotation WHERE project_id = ?)",
            "DELETE FROM label_annotation WHERE project_id = ?",
            "DELETE FROM label_text WHERE task_id IN (SELECT id FROM label_task WHERE project_id = ?)",
            "DELETE FROM label_prediction WHERE task_id IN (SELECT id FROM label_task WHERE project_id = ?)",
            "DELETE FROM label_task WHERE project_id = ?", "DELETE FROM label_project WHERE id = ?"}) {
        SLIPWAY_ASSIGN(auto remove, m_state->db().prepare(sql));
        SLIPWAY_TRY(remove.bind(1, project.id).run());
    }
    change.note("tasks", project.tasks);
    SLIPWAY_TRY(change.emit("label.removed", project.lineageId(), {{"project", project.name}}));
    SLIPWAY_TRY(change.commit());
    std::error_code ignored; // what a crash leaves here belongs to nobody
    fs::remove_all(m_state->folderOf(project), ignored);
    return {};
}

Result<std::optional<Task>> LabelService::next(
    const access::Actor& actor, const Project& project, std::optional<std::int64_t> afterNumber) const {
    std::set<std::int64_t> busy;
    for (const auto& entry : m_state->journals(project).entries()) busy.insert(entry.task);
    return m_state->queue.next(project, actor.name, busy, afterNumber);
}

Result<std::vector<StoredAnnotation>> LabelService::toReview(
    const access::Actor& actor, const Project& project, std::int64_t afterNumber, int limit) const {
    SLIPWAY_TRY(m_state->ledger.check(actor, access::Permission::ReviewLabels));
    return m_state->store.toReview(project.id, afterNumber, limit);
}

Result<std::int64_t> LabelService::recover(const Project& project) {
    std::int64_t gestures = 0;
    for (const auto& entry : m_state->journals(project).entries()) {
        auto journal = Journal::open(entry.file);
        if (!journal && journal.error().code == ErrorCode::AlreadyExists) continue; // somebody works on it
        Result<std::int64_t> folded =
            journal ? m_state->foldFound(project, **journal) : Result<std::int64_t>(std::unexpected(journal.error()));
        if (!folded) { // the others may be whole
            log::error(fmt::format("{}: {}", entry.file.string(), toLine(folded.error())));
            continue;
        }
        gestures += *folded;
        SLIPWAY_TRY((*journal)->remove());
    }
    return gestures;
}

Status LabelService::finish(const access::Actor& actor, const FinishedWork& work) {
    return m_state->finish(actor, work);
}

Status LabelService::discard(const access::Actor& actor, const Project& project, std::string_view annotation) {
    SLIPWAY_ASSIGN(const auto found, m_state->store.annotation(annotation));
    SLIPWAY_ASSIGN(const auto task, m_state->store.taskOf(project.id, found));
    SLIPWAY_ASSIGN(auto change, m_state->begin(actor, project, "label.discard", task.number));
    SLIPWAY_ASSIGN(const auto stored, m_state->store.annotation(annotation));
    if (stored.annotation.annotator != actor.name)
        return fail(ErrorCode::PermissionDenied, "this is somebody else's draft", "Its author may discard it");
    if (stored.state != AnnotationState::Draft)
        return fail(ErrorCode::FailedPrecondition, "only a draft can be discarded", "Change the answer instead");
    AnnotationWriter writer(m_state->db(), project);
    SLIPWAY_TRY(writer.remove(stored));
    SLIPWAY_TRY(writer.finish(stored.task));
    change.note("annotation", stored.annotation.id);
    return change.commit();
}

Status LabelService::assign(const access::Actor& actor, const Project& project, const std::vector<std::int64_t>& tasks,
    std::string_view person) {
    if (!person.empty() && !isValidName(person))
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no name for a person", forMessage(person)),
            "Use letters, digits, dot, dash and underscore");
    SLIPWAY_ASSIGN(auto change, m_state->begin(actor, project, "label.assign"));
    TaskWriter writer(m_state->db(), project);
    for (const auto number : tasks) {
        SLIPWAY_ASSIGN(const auto task, m_state->store.taskNumber(project.id, number));
        SLIPWAY_TRY(writer.assign(task.id, person));
    }
    change.note("person", std::string(person));
    change.note("tasks", tasks.size());
    return change.commit();
}

Status LabelService::setUncertainties(const access::Actor& actor, const Project& project,
    const std::vector<std::pair<std::int64_t, double>>& uncertainties) {
    SLIPWAY_ASSIGN(auto change, m_state->begin(actor, project, "label.set_uncertainty"));
    TaskWriter writer(m_state->db(), project);
    SLIPWAY_TRY(writer.changeQueues());
    for (const auto& [number, value] : uncertainties) {
        if (!(value >= 0 && value <= 1))
            return fail(ErrorCode::InvalidArgument,
                fmt::format("the uncertainty {} of task {} is not between 0 and 1", toText(value), number));
        SLIPWAY_TRY(writer.setUncertainty(number, value));
    }
    change.note("tasks", uncertainties.size());
    return change.commit();
}

Status LabelService::setAgreements(const access::Actor& actor, const Project& project,
    const std::vector<std::pair<std::int64_t, std::optional<double>>>& agreements) {
    SLIPWAY_ASSIGN(auto change, m_state->begin(actor, project, "label.set_agreement"));
    TaskWriter writer(m_state->db(), project);
    for (const auto& [number, value] : agreements) SLIPWAY_TRY(writer.setAgreement(number, value));
    change.note("tasks", agreements.size());
    return change.commit();
}

} // namespace slipway::label
