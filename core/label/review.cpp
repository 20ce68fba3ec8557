#include <algorithm>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/annotation_writer.h"
#include "core/label/service_state.h"
#include "core/store/database.h"

namespace slipway::label {

namespace {

constexpr std::size_t kLongestNote = 10000;

bool touches(const EditPart& part, std::string_view region) {
    const auto* change = std::get_if<RegionChange>(&part);
    return change &&
           ((change->before && change->before->id == region) || (change->after && change->after->id == region));
}

/// A ground truth would tell people the answer that they are compared with.
bool isOwn(const StoredAnnotation& stored, const access::Actor& actor) {
    return stored.annotation.annotator == actor.name && !stored.annotation.groundTruth;
}

} // namespace

Result<std::vector<StoredAnnotation>> LabelService::annotations(
    const access::Actor& actor, const Project& project, std::int64_t task, View view) const {
    if (view == View::Review) SLIPWAY_TRY(m_state->ledger.check(actor, access::Permission::ReviewLabels));
    SLIPWAY_ASSIGN(auto all, m_state->store.annotations(task));
    if (view == View::Review) return all;
    const bool ended =
        std::ranges::any_of(all, [&](const auto& stored) { return isOwn(stored, actor) && wasEnded(stored.state); });
    if (!ended)
        std::erase_if(all, [&](const auto& stored) {
            const auto& annotation = stored.annotation;
            return !isOwn(stored, actor) &&
                   (project.overlap > 1 || annotation.groundTruth || !isPerson(annotation.annotator));
        });
    return all;
}

Result<std::vector<Gesture>> LabelService::shapeHistory(std::string_view annotation, std::string_view region) const {
    SLIPWAY_ASSIGN(const auto gestures, m_state->store.gestures(annotation));
    std::vector<Gesture> steps;
    History history;
    for (const auto& gesture : gestures) {
        auto step = gesture;
        if (gesture.kind == GestureKind::Undo && history.canUndo()) step.edit = inverse(*history.undoEdit());
        if (gesture.kind == GestureKind::Redo && history.canRedo()) step.edit = *history.redoEdit();
        history.record(gesture);
        std::erase_if(step.edit.parts, [&](const EditPart& part) { return !touches(part, region); });
        if (!step.edit.parts.empty()) steps.push_back(std::move(step));
    }
    return steps;
}

Status LabelService::review(const access::Actor& actor, const Project& project, std::string_view annotation,
    Verdict verdict, const std::string& note, const std::optional<Seen>& seen) {
    const bool accepts = verdict == Verdict::Accept;
    if (!accepts && trimmed(note).empty())
        return fail(ErrorCode::InvalidArgument, "an answer is sent back with a reason", "Say what to change");
    if (note.size() > kLongestNote) return fail(ErrorCode::InvalidArgument, "the note is too long", "Shorten it");
    SLIPWAY_ASSIGN(const auto found, m_state->store.annotation(annotation));
    SLIPWAY_ASSIGN(const auto task, m_state->store.taskOf(project.id, found));
    SLIPWAY_ASSIGN(auto change, m_state->begin(actor, project, accepts ? "label.accept" : "label.send_back",
                                    task.number, access::Permission::ReviewLabels));
    SLIPWAY_ASSIGN(auto stored, m_state->store.annotation(annotation));
    SLIPWAY_TRY(m_state->checkNotOwn(actor, stored));
    if (seen && (seen->revision != stored.revision || seen->lastSequence != stored.lastSequence))
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("{} changed this answer after it was shown", stored.annotation.annotator),
            "Look at it again, then decide");
    if (!isAnswer(stored.state) && stored.state != AnnotationState::SentBack)
        return fail(ErrorCode::FailedPrecondition, fmt::format("this answer is {}, not submitted", name(stored.state)),
            "Review submitted answers");
    stored.state = accepts ? AnnotationState::Accepted : AnnotationState::SentBack;
    stored.reviewer = actor.name;
    stored.reviewNote = note;
    ++stored.revision;
    AnnotationWriter writer(m_state->db(), project);
    SLIPWAY_TRY(writer.put(stored, task.number));
    SLIPWAY_TRY(writer.finish(task.id));
    change.note("annotation", stored.annotation.id);
    if (!note.empty()) change.note("note", note);
    SLIPWAY_TRY(change.emit(accepts ? "label.accepted" : "label.sent_back", State::subjectOf(project, task.number),
        {{"project", project.name}, {"task", task.number}, {"annotator", stored.annotation.annotator}}));
    return change.commit();
}

Status LabelService::setGold(
    const access::Actor& actor, const Project& project, std::string_view annotation, bool gold) {
    SLIPWAY_ASSIGN(const auto found, m_state->store.annotation(annotation));
    SLIPWAY_ASSIGN(const auto task, m_state->store.taskOf(project.id, found));
    SLIPWAY_ASSIGN(
        auto change, m_state->begin(actor, project, "label.set_gold", task.number, access::Permission::ReviewLabels));
    SLIPWAY_ASSIGN(auto stored, m_state->store.annotation(annotation));
    if (!isAnswer(stored.state))
        return fail(ErrorCode::FailedPrecondition, fmt::format("this answer is {}, not submitted", name(stored.state)),
            "A submitted answer can be the ground truth");
    stored.annotation.groundTruth = gold;
    ++stored.revision;
    AnnotationWriter writer(m_state->db(), project);
    SLIPWAY_TRY(writer.put(stored, task.number));
    SLIPWAY_TRY(writer.finish(task.id));
    change.note("annotation", stored.annotation.id);
    change.note("gold", gold);
    return change.commit();
}

} // namespace slipway::label
