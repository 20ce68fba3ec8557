#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/access/actor.h"
#include "core/base/result.h"
#include "core/label/gesture.h"
#include "core/label/journal.h"
#include "core/label/project.h"

namespace slipway::label {

class LabelService;

/// One person's work on one task. Every edit is in the journal before the call returns, and undo knows all edits since
/// the annotation began, restarts included. Cheap enough for the GUI thread: no call but submit() and close() touches
/// the database. Same thread as the service that opened it; the service outlives it.
class AnnotationSession {
public:
    ~AnnotationSession(); ///< close() without looking at its result

    const Project& project() const;
    const Task& task() const;
    const Annotation& annotation() const;
    AnnotationState state() const;

    /// An edit without parts does nothing. FailedPrecondition when it does not fit the annotation.
    Status apply(const Edit& edit);
    bool canUndo() const;
    bool canRedo() const;
    std::string undoName() const; ///< "Draw box"
    std::string redoName() const;
    Status undo();
    Status redo();

    /// When the last gesture was written, in the journal's time; 0 when there is none yet.
    Timestamp savedAt() const;

    /// Seconds that the person worked on it since the session was opened, added to the annotation when it is stored.
    void addSeconds(double seconds);

    /// The answer counts from now on. Folds the journal's gestures into the database; audited.
    Status submit();
    /// The person has no answer for this item. The reason is kept with it.
    Status skip(const std::string& reason = {});
    /// Folds what is in the journal into the database; the annotation stays a draft.
    Status close();

private:
    friend class LabelService;
    struct State;
    explicit AnnotationSession(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace slipway::label
