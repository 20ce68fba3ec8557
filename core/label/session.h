#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "core/access/actor.h"
#include "core/base/result.h"
#include "core/label/gesture.h"
#include "core/label/journal.h"
#include "core/label/project.h"

namespace slipway::label {

/// What a released session leaves to do: its journal is to be folded into the database. A value, so that the window can
/// hand it to another thread; when it is lost (kill -9), LabelService::recover() does what the journal says.
struct FinishedWork {
    using Ending = JournalEnding::Kind;
    Ending ending = Ending::KeepDraft;
    std::string skipReason;
    std::int64_t task = 0;
    std::string annotation; ///< its id
    std::string person;
    std::string project;           ///< name
    std::filesystem::path journal; ///< of this person's window on this task, see JournalFolder
    double seconds = 0;            ///< that the person worked on it since it was opened
    bool journaled = false;        ///< the journal says how it ended
};

/// One person's work on one task. Every edit is in the journal before the call returns, and undo knows all edits since
/// the annotation began, restarts included. After opening it never touches the database until it ends, so it may live
/// on a thread of its own (the GUI's) while the database work, finish() included, is done on another thread by that
/// thread's service. Each session has a journal file of its own; opening it takes no lock of the database.
class AnnotationSession {
public:
    /// close() without looking at its result; on another thread than the service's, or after the service is gone, the
    /// journal is left for LabelService::recover().
    ~AnnotationSession();

    const Project& project() const;
    const Task& task() const;
    const Annotation& annotation() const;
    AnnotationState state() const;
    const std::string& reviewNote() const; ///< why a reviewer sent it back

    /// An edit without parts does nothing. FailedPrecondition when it does not fit the annotation.
    Status apply(const Edit& edit);
    bool canUndo() const;
    bool canRedo() const;
    std::string undoName() const; ///< "Draw box"
    std::string redoName() const;
    const Edit* nextUndo() const; ///< what undo() takes back, null when there is nothing; until the next edit
    const Edit* nextRedo() const;
    Status undo();
    Status redo();

    /// When the last gesture was written, in the journal's time; 0 when there is none yet.
    Timestamp savedAt() const;

    /// Seconds that the person worked on it since the session was opened, added to the annotation when it is stored.
    void addSeconds(double seconds);

    /// Lets go of the task without touching the database; LabelService::finish() of any thread does the rest, or
    /// recover() of a later process: the ending is in the journal when this returns. The session can only be destroyed
    /// after that.
    FinishedWork release(FinishedWork::Ending ending, const std::string& skipReason = {});

    // release() and finish() by the service that opened it, whose thread this must be. After Ok the session has ended
    // as after release(); after an error it goes on. A submitted answer can be opened and changed further: one that was
    // accepted then waits for a reviewer again.

    /// The answer counts from now on. Folds the journal's gestures into the database; audited.
    Status submit();
    /// The person has no answer for this item. The reason is kept with it.
    Status skip(const std::string& reason = {});
    /// Folds what is in the journal into the database; the annotation stays a draft.
    Status close();

    struct State; ///< for core/label only

private:
    explicit AnnotationSession(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace slipway::label
