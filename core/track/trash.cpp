#include "core/track/trash.h"

#include <array>
#include <system_error>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/ledger/ledger.h"
#include "core/store/transaction.h"
#include "core/track/artifact_store.h"

namespace slipway::track {

namespace fs = std::filesystem;

namespace {

struct Files {
    std::int64_t count = 0, bytes = 0;
};

/// Links count as themselves; what cannot be read counts as nothing.
Files filesIn(const fs::path& folder) {
    Files files;
    std::error_code failed;
    for (fs::recursive_directory_iterator i(folder, fs::directory_options::skip_permission_denied, failed), end;
        !failed && i != end; i.increment(failed)) {
        if (!i->is_regular_file(failed) || i->is_symlink(failed)) continue;
        const auto size = i->file_size(failed);
        if (failed) break;
        files.count++;
        files.bytes += static_cast<std::int64_t>(size);
    }
    return files;
}

/// Children before what they refer to.
constexpr std::array kRunTables{"metric_sketch", "metric_summary", "metric_point", "logged_model_metric",
    "run_parameter", "run_tag", "run_input_tag", "run_dataset_input", "run_model"};

struct Doomed {
    std::string id;
    std::int64_t number = 0, experiment = 0, points = 0;
};

Result<std::vector<Doomed>> deletedRuns(store::Database& db, std::span<const std::string> ids) {
    SLIPWAY_ASSIGN(auto find, db.prepare("SELECT r.number, r.experiment, r.deleted, (SELECT coalesce(sum(points), 0) "
                                         "FROM metric_summary m WHERE m.run = r.number) FROM run r WHERE r.id = ?"));
    std::vector<Doomed> runs;
    for (const auto& id : ids) {
        find.reset();
        find.bind(1, id);
        SLIPWAY_ASSIGN(const bool found, find.step());
        if (!found) continue;
        if (find.integer(2) == 0)
            return fail(ErrorCode::FailedPrecondition, fmt::format("the run {} is not in the trash", forMessage(id)),
                "Delete it first");
        runs.push_back({id, find.integer(0), find.integer(1), find.integer(3)});
    }
    return runs;
}

Status removeRows(store::Database& db, std::int64_t run) {
    for (const auto* table : kRunTables) {
        SLIPWAY_ASSIGN(auto remove, db.prepare(fmt::format("DELETE FROM {} WHERE run = ?", table)));
        SLIPWAY_TRY(remove.bindAll(run).run());
    }
    SLIPWAY_ASSIGN(auto remove, db.prepare("DELETE FROM run WHERE number = ? AND deleted = 1"));
    return remove.bindAll(run).run();
}

} // namespace

Result<std::vector<TrashedRun>> Trash::list(const Progress& progress) const {
    SLIPWAY_ASSIGN(auto list,
        m_ledger.db().prepare(
            "SELECT r.id, r.name, e.name, r.deleted_at, (SELECT coalesce(sum(points), 0) FROM metric_summary m WHERE "
            "m.run = r.number), r.experiment FROM run r JOIN experiment e ON e.id = r.experiment WHERE r.deleted = 1 "
            "ORDER BY r.deleted_at DESC, r.number DESC"));
    const ArtifactStore artifacts(m_root);
    std::vector<TrashedRun> runs;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return runs;
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "looking at the trash was cancelled");
        TrashedRun run{list.text(0), list.text(1), list.text(2), list.integer(3), list.integer(4), 0, 0};
        const auto files = filesIn(artifacts.folder(list.integer(5), run.id));
        run.artifactFiles = files.count;
        run.artifactBytes = files.bytes;
        runs.push_back(std::move(run));
    }
}

Result<Trash::Purged> Trash::purge(const access::Actor& actor, std::span<const std::string> ids, Progress& progress) {
    auto& db = m_ledger.db();
    SLIPWAY_ASSIGN(const auto runs, deletedRuns(db, ids));
    const ArtifactStore artifacts(m_root);
    Purged purged;
    for (const auto& run : runs) {
        if (progress.cancelled())
            return fail(ErrorCode::Cancelled,
                fmt::format("purging was stopped after {} of {} runs", purged.runs, runs.size()),
                "The others are still in the trash");
        progress.update(static_cast<double>(purged.runs) / static_cast<double>(runs.size()),
            fmt::format("Removing run {} of {}", purged.runs + 1, runs.size()));
        const auto folder = artifacts.folder(run.experiment, run.id);
        const auto files = filesIn(folder);
        SLIPWAY_ASSIGN(
            auto change, m_ledger.begin(actor, access::Permission::Train, "run.purge", fmt::format("run/{}", run.id)));
        SLIPWAY_TRY(removeRows(db, run.number));
        change.note("points", run.points);
        change.note("bytes", files.bytes);
        SLIPWAY_TRY(change.commit());
        // After the rows: a crash between leaves files that nothing refers to, never a run without its files.
        std::error_code failed;
        fs::remove_all(folder.parent_path(), failed);
        if (failed)
            return fail(ErrorCode::PermissionDenied,
                fmt::format("the files of run {} cannot be removed: {}", run.id, failed.message()),
                "Remove " + folder.parent_path().string() + " by hand");
        purged.runs++;
        purged.points += run.points;
        purged.bytes += files.bytes;
    }
    return purged;
}

} // namespace slipway::track
