#pragma once

// For core/label only: what is behind a session.
#include <memory>
#include <thread>

#include "core/label/journal.h"
#include "core/label/service_state.h"
#include "core/label/session.h"

namespace slipway::label {

struct AnnotationSession::State {
    std::weak_ptr<LabelService::State> service; ///< of the thread that opened it
    std::thread::id thread = std::this_thread::get_id();
    const Clock* clock = nullptr;
    access::Actor actor;
    Project project;
    Task task;
    StoredAnnotation stored;
    History history;
    std::int64_t sequence = 0;        ///< of the last gesture
    std::unique_ptr<Journal> journal; ///< null when the session has ended
    Timestamp savedAt = 0;
    double seconds = 0;

    /// Applies `edit` and writes `kept` to the journal: both or none.
    Status change(GestureKind kind, const Edit& edit, Edit kept);
    FinishedWork release(FinishedWork::Ending ending, const std::string& skipReason);
    Status end(FinishedWork::Ending ending, const std::string& skipReason);

    static std::unique_ptr<AnnotationSession> opened(std::unique_ptr<State> state) {
        return std::unique_ptr<AnnotationSession>(new AnnotationSession(std::move(state)));
    }

private:
    Status write(GestureKind kind, Edit edit);
};

} // namespace slipway::label
