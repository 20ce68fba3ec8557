#include <algorithm>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/label/annotation_writer.h"
#include "core/label/item_check.h"
#include "core/label/session_state.h"
#include "core/label/task_writer.h"
#include "core/store/database.h"

namespace slipway::label {

namespace {

/// Undo knows all edits since the annotation began; when its stored gestures are damaged it knows none, and the work
/// goes on.
History historyOf(const LabelStore& store, const StoredAnnotation& stored) {
    const auto gestures = store.gestures(stored.annotation.id);
    if (gestures)
        if (auto history = History::replay(*gestures)) return std::move(*history);
    log::warning(fmt::format("the steps of annotation {} cannot be undone", stored.annotation.id));
    return {};
}

StoredAnnotation begun(const access::Actor& actor, const Task& task, Timestamp at) {
    StoredAnnotation fresh;
    fresh.task = task.id;
    fresh.annotation.id = newId();
    fresh.annotation.annotator = actor.name;
    fresh.annotation.createdAt = fresh.annotation.updatedAt = at;
    return fresh;
}

/// Nobody begins a second answer beside the correction of their first.
Status checkNotReplaced(const LabelStore& store, const Task& task, const access::Actor& actor) {
    SLIPWAY_ASSIGN(const auto answers, store.annotations(task.id));
    if (std::ranges::none_of(answers, [&](const StoredAnnotation& answer) {
            return answer.annotation.annotator == actor.name && answer.state == AnnotationState::Replaced;
        }))
        return {};
    return fail(ErrorCode::FailedPrecondition,
        fmt::format("your answer to task {} was corrected by a reviewer", task.number),
        "The correction stands for it; ask the reviewer to change that");
}

/// The correction that the reviewer has begun of this answer.
Result<std::optional<StoredAnnotation>> begunCorrection(
    LabelService::State& state, const StoredAnnotation& original, const access::Actor& actor) {
    SLIPWAY_ASSIGN(auto find, state.db().prepare("SELECT id FROM label_annotation WHERE parent = ? AND parent <> '' "
                                                 "AND annotator = ? AND state = 0"));
    find.bindAll(original.annotation.id, actor.name);
    SLIPWAY_ASSIGN(const bool there, find.step());
    if (!there) return std::optional<StoredAnnotation>();
    SLIPWAY_ASSIGN(auto begun, state.store.annotation(find.text(0)));
    return std::optional(std::move(begun));
}

StoredAnnotation correctionOf(const StoredAnnotation& original, const access::Actor& actor, Timestamp at) {
    auto copy = original;
    copy.annotation.id = newId();
    copy.annotation.annotator = actor.name;
    copy.annotation.groundTruth = false;
    copy.annotation.seconds = 0;
    copy.annotation.createdAt = copy.annotation.updatedAt = at;
    copy.state = AnnotationState::Draft;
    copy.parent = original.annotation.id;
    copy.reviewer.clear();
    copy.reviewNote.clear();
    copy.revision = copy.lastSequence = 0;
    return copy;
}

} // namespace

/// A picture's size is read when it is first opened; what cannot be read becomes a listed problem.
Result<Task> LabelService::State::checked(const access::Actor& actor, const Project& project, Task task) {
    if (task.state == TaskState::Broken)
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("task {} cannot be opened: {}", task.number, task.problem),
            "Mend its file, then check the files again");
    if (!needsCheck(project, task)) return task;
    const auto seen = checkItem(project, task.item);
    if (seen && project.medium != Medium::Image) return task;
    SLIPWAY_ASSIGN(auto change, begin(actor, project, seen ? "label.measure" : "label.broken", task.number));
    TaskWriter writer(db(), project);
    if (!seen) {
        SLIPWAY_TRY(writer.setProblem(task.id, seen.error().message));
        SLIPWAY_TRY(change.commit());
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("task {} cannot be opened: {}", task.number, seen.error().message), "Go on with the next");
    }
    SLIPWAY_TRY(writer.setSize(task.id, seen->width, seen->height));
    SLIPWAY_TRY(change.commit());
    task.item.width = seen->width;
    task.item.height = seen->height;
    return task;
}

Result<std::unique_ptr<AnnotationSession>> LabelService::State::openSession(const std::shared_ptr<State>& self,
    const access::Actor& actor, const Project& project, const Task& wanted, std::string_view annotation) {
    SLIPWAY_TRY(self->ledger.check(actor, access::Permission::ChangeData));
    SLIPWAY_ASSIGN(auto task, self->store.task(wanted.id));
    auto session = std::make_unique<AnnotationSession::State>();
    SLIPWAY_ASSIGN(session->journal, self->journals(project).open(task.id, actor.name));
    auto opened = [&]() -> Result<std::unique_ptr<AnnotationSession>> {
        SLIPWAY_TRY(self->foldFound(project, *session->journal));
        SLIPWAY_ASSIGN(session->task, self->checked(actor, project, std::move(task)));
        if (annotation.empty()) {
            SLIPWAY_ASSIGN(auto stored, self->store.annotationOf(wanted.id, actor.name));
            if (!stored) SLIPWAY_TRY(checkNotReplaced(self->store, session->task, actor));
            session->stored = stored ? std::move(*stored) : begun(actor, session->task, self->ledger.clock().now());
        } else {
            SLIPWAY_ASSIGN(session->stored, self->store.annotation(annotation));
        }
        session->service = self;
        session->clock = &self->ledger.clock();
        session->actor = actor;
        session->project = project;
        if (session->stored.lastSequence > 0) session->history = historyOf(self->store, session->stored);
        session->sequence = session->stored.lastSequence;
        session->savedAt = session->sequence > 0 ? session->stored.annotation.updatedAt : 0;
        return AnnotationSession::State::opened(std::move(session));
    }();
    if (!opened && session && session->journal && session->journal->empty()) SLIPWAY_TRY(session->journal->remove());
    return opened;
}

Result<std::unique_ptr<AnnotationSession>> LabelService::open(
    const access::Actor& actor, const Project& project, const Task& task) {
    return State::openSession(m_state, actor, project, task, {});
}

Result<std::unique_ptr<AnnotationSession>> LabelService::openFix(
    const access::Actor& actor, const Project& project, std::string_view annotation) {
    SLIPWAY_ASSIGN(const auto found, m_state->store.annotation(annotation));
    SLIPWAY_ASSIGN(const auto task, m_state->store.taskOf(project.id, found));
    std::string id;
    {
        SLIPWAY_ASSIGN(
            auto change, m_state->begin(actor, project, "label.fix", task.number, access::Permission::ReviewLabels));
        SLIPWAY_ASSIGN(const auto original, m_state->store.annotation(annotation));
        if (!isAnswer(original.state) && original.state != AnnotationState::SentBack)
            return fail(ErrorCode::FailedPrecondition,
                fmt::format("this answer is {}, there is nothing to correct", name(original.state)),
                "Correct submitted answers");
        SLIPWAY_TRY(m_state->checkNotOwn(actor, original));
        SLIPWAY_ASSIGN(auto correction, begunCorrection(*m_state, original, actor));
        const bool changed = correction && !State::standsOn(*correction, original);
        // Of an answer that has changed, a copy without a stroke of the reviewer is begun anew.
        if (!correction || (changed && correction->lastSequence == 0)) {
            auto copy = correctionOf(original, actor, change.at());
            if (correction) copy.annotation.id = correction->annotation.id;
            correction = std::move(copy);
        } else if (!changed) {
            id = correction->annotation.id;
        }
        if (id.empty()) {
            id = correction->annotation.id;
            State::noteBasis(*correction, original);
            AnnotationWriter writer(m_state->db(), project);
            SLIPWAY_TRY(writer.put(*correction, task.number));
            SLIPWAY_TRY(writer.finish(task.id));
            change.note("annotation", original.annotation.id);
            change.note("correction", id);
            SLIPWAY_TRY(change.commit());
        }
    }
    return State::openSession(m_state, actor, project, task, id);
}

} // namespace slipway::label
