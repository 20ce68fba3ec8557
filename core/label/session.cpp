#include "core/label/session.h"

#include <algorithm>

#include "core/base/log.h"
#include "core/label/session_state.h"

namespace slipway::label {

Status AnnotationSession::State::write(GestureKind kind, Edit edit) {
    Gesture gesture{sequence + 1, task.id, stored.annotation.id, actor.name, clock->now(), kind, std::move(edit)};
    SLIPWAY_TRY(journal->append(gesture));
    sequence = gesture.sequence;
    savedAt = gesture.at;
    stored.annotation.updatedAt = gesture.at;
    history.record(gesture);
    return {};
}

Status AnnotationSession::State::change(GestureKind kind, const Edit& edit, Edit kept) {
    if (!journal) return fail(ErrorCode::FailedPrecondition, "the work on this item has ended", "Open it again");
    SLIPWAY_TRY(label::apply(edit, stored.annotation));
    auto written = write(kind, std::move(kept));
    // What the journal does not have has not happened.
    if (!written) SLIPWAY_TRY(label::apply(inverse(edit), stored.annotation));
    return written;
}

FinishedWork AnnotationSession::State::release(FinishedWork::Ending ending, const std::string& skipReason) {
    FinishedWork work{ending, skipReason, task.id, stored.annotation.id, actor.name, project.name, {}, seconds};
    if (!journal) return work;
    work.journal = journal->file();
    // A look at an item leaves no trace.
    auto told =
        ending == FinishedWork::Ending::KeepDraft && journal->empty()
            ? journal->remove()
            : journal->append(JournalEnding{ending, skipReason, task.id, work.annotation, work.person, seconds});
    if (!told) log::error(toLine(told.error()));
    work.journaled = told && !journal->empty();
    journal.reset();
    return work;
}

Status AnnotationSession::State::end(FinishedWork::Ending ending, const std::string& skipReason) {
    if (!journal) return fail(ErrorCode::FailedPrecondition, "the work on this item has ended", "Open it again");
    const auto opener = service.lock();
    if (!opener || thread != std::this_thread::get_id())
        return fail(ErrorCode::Internal, "a session is ended by the thread that opened it, or released");
    auto finished = opener->finish(actor, release(ending, skipReason));
    if (!finished) { // the gestures still stand in the journal
        if (auto again = opener->journals(project).open(task.id, actor.name)) {
            journal = std::move(*again);
            (void)journal->takeFound();
        }
    }
    return finished;
}

AnnotationSession::AnnotationSession(std::unique_ptr<State> state) : m_state(std::move(state)) {}

AnnotationSession::~AnnotationSession() {
    auto& state = *m_state;
    if (!state.journal) return;
    if (state.service.expired() || state.thread != std::this_thread::get_id()) {
        (void)state.release(FinishedWork::Ending::KeepDraft, {});
        return;
    }
    if (auto closed = close(); !closed) log::error(toLine(closed.error()));
}

const Project& AnnotationSession::project() const {
    return m_state->project;
}
const Task& AnnotationSession::task() const {
    return m_state->task;
}
const Annotation& AnnotationSession::annotation() const {
    return m_state->stored.annotation;
}
AnnotationState AnnotationSession::state() const {
    return m_state->stored.state;
}
const std::string& AnnotationSession::reviewNote() const {
    return m_state->stored.reviewNote;
}

Status AnnotationSession::apply(const Edit& edit) {
    if (edit.parts.empty()) return {};
    return m_state->change(GestureKind::Edit, edit, edit);
}

bool AnnotationSession::canUndo() const {
    return m_state->history.canUndo();
}
bool AnnotationSession::canRedo() const {
    return m_state->history.canRedo();
}
const Edit* AnnotationSession::nextUndo() const {
    return m_state->history.undoEdit();
}
const Edit* AnnotationSession::nextRedo() const {
    return m_state->history.redoEdit();
}
std::string AnnotationSession::undoName() const {
    return canUndo() ? nextUndo()->name : std::string();
}
std::string AnnotationSession::redoName() const {
    return canRedo() ? nextRedo()->name : std::string();
}

Status AnnotationSession::undo() {
    const auto* edit = nextUndo();
    if (!edit) return fail(ErrorCode::FailedPrecondition, "there is nothing to undo");
    return m_state->change(GestureKind::Undo, inverse(*edit), {edit->name, {}});
}

Status AnnotationSession::redo() {
    const auto* edit = nextRedo();
    if (!edit) return fail(ErrorCode::FailedPrecondition, "there is nothing to redo");
    return m_state->change(GestureKind::Redo, *edit, {edit->name, {}});
}

Timestamp AnnotationSession::savedAt() const {
    return m_state->savedAt;
}

void AnnotationSession::addSeconds(double seconds) {
    m_state->seconds += std::max(0.0, seconds);
}

FinishedWork AnnotationSession::release(FinishedWork::Ending ending, const std::string& skipReason) {
    return m_state->release(ending, skipReason);
}

Status AnnotationSession::submit() {
    return m_state->end(FinishedWork::Ending::Submit, {});
}
Status AnnotationSession::skip(const std::string& reason) {
    return m_state->end(FinishedWork::Ending::Skip, reason);
}
Status AnnotationSession::close() {
    return m_state->end(FinishedWork::Ending::KeepDraft, {});
}

} // namespace slipway::label
