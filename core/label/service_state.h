#pragma once

// For core/label only: what the parts of LabelService share with the sessions that it opens.
#include <filesystem>
#include <string>
#include <vector>

#include "core/label/journal_folder.h"
#include "core/label/label_service.h"
#include "core/label/task_queue.h"
#include "core/ledger/ledger.h"

namespace slipway::label {

struct LabelService::State {
    State(Ledger& openLedger, data::DatasetService& openDatasets, std::filesystem::path openRoot)
        : ledger(openLedger),
          datasets(openDatasets),
          root(std::move(openRoot)),
          store(ledger.db()),
          queue(ledger.db(), store) {}

    Ledger& ledger;
    data::DatasetService& datasets;
    std::filesystem::path root;
    LabelStore store;
    TaskQueue queue;

    store::Database& db() { return ledger.db(); }
    std::filesystem::path folderOf(const Project& project) const { return root / "label" / project.uid; }
    JournalFolder journals(const Project& project) const { return JournalFolder(folderOf(project) / "journal"); }

    /// "label/birds/17", as audit trail and events name a task.
    static std::string subjectOf(const Project& project, std::int64_t number);
    Result<Change> begin(const access::Actor& actor, const Project& project, std::string_view action,
        std::int64_t number = 0, access::Permission permission = access::Permission::ChangeData);

    /// How a piece of work ends, and what it was done on.
    struct Ending {
        std::int64_t task = 0;
        std::string annotation, person;
        std::optional<AnnotationState> wanted; ///< nothing: as it is, a draft when it is new
        std::string action, skipReason;
        double seconds = 0;
        bool journaled = false; ///< in the same file as the gestures: when those were folded, so was this

        static Ending of(const JournalEnding& ending);
    };
    struct Folded {
        std::int64_t gestures = 0; ///< that were new
        bool whole = true;         ///< else the rest does not fit, and the work was not ended
    };
    /// Remembers which state of the answer a correction was begun on, until it ends.
    static void noteBasis(StoredAnnotation& correction, const StoredAnnotation& original);
    static bool standsOn(const StoredAnnotation& correction, const StoredAnnotation& original);
    Status checkNotOwn(const access::Actor& actor, const StoredAnnotation& answer);
    /// Brings gestures into the database and ends the work, in one transaction. What a reviewer has replaced meanwhile
    /// takes the gestures and stays replaced.
    Result<Folded> fold(
        const access::Actor& actor, const Project& project, const Ending& ending, const std::vector<Gesture>& gestures);
    /// Stores gestures that a journal held when it was opened, ends the work if it says so, and empties it. An ending
    /// that is refused leaves a draft.
    Result<std::int64_t> foldFound(const Project& project, Journal& journal);
    Status finish(const access::Actor& actor, const FinishedWork& work);
    /// The person's annotation of the task, or the one named.
    static Result<std::unique_ptr<AnnotationSession>> openSession(const std::shared_ptr<State>& self,
        const access::Actor& actor, const Project& project, const Task& task, std::string_view annotation);
    Result<Task> checked(const access::Actor& actor, const Project& project, Task task);
};

} // namespace slipway::label
