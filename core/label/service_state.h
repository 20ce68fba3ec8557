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
    };
    /// Brings gestures into the database and ends the work, in one transaction. How many gestures were new.
    Result<std::int64_t> fold(
        const access::Actor& actor, const Project& project, const Ending& ending, const std::vector<Gesture>& gestures);
    /// Stores gestures that a journal held when it was opened, as drafts, and empties it.
    Result<std::int64_t> foldFound(const Project& project, Journal& journal);
    Status finish(const access::Actor& actor, const FinishedWork& work);
    /// The person's annotation of the task, or the one named.
    static Result<std::unique_ptr<AnnotationSession>> openSession(const std::shared_ptr<State>& self,
        const access::Actor& actor, const Project& project, const Task& task, std::string_view annotation);
    Result<Task> checked(const access::Actor& actor, const Project& project, Task task);
};

} // namespace slipway::label
