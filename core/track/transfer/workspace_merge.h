#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/ledger/ledger.h"
#include "core/store/transaction.h"
#include "core/track/transfer/artifact_merge.h"
#include "core/track/transfer/portable_run.h"
#include "core/track/transfer/transfer.h"

namespace slipway::track::transfer {

/// Writes what a source reads into the workspace. Runs are kept in groups, so that small ones share a wait for the disk
/// and no group holds other writers up for long. A run is in one group completely, but for one whose points take longer
/// than other writers can wait.
class WorkspaceMerge : public RunSink {
public:
    WorkspaceMerge(Ledger& ledger, std::filesystem::path root, access::Actor actor, std::string subject,
        const ImportOptions& options, ImportReport& report, Progress& progress);

    void expect(std::int64_t runs) { m_expected = runs; }
    Status experiment(const PortableExperiment& experiment) override;
    Status run(const PortableExperiment& experiment, PortableRun&& run) override;
    Status model(const PortableExperiment& experiment, PortableModel&& model) override;
    /// What came is on disk after it.
    Status finish();

private:
    Status beginGroup();
    Status endGroup();
    Status letOthersWrite();
    Result<std::int64_t> experimentOf(const PortableExperiment& experiment);
    Result<bool> mergeFiles(
        const std::filesystem::path& folder, const std::vector<PortableFile>& files, const std::string& subject);
    Result<std::int64_t> mergePoints(const PortableRun& run, std::int64_t number, std::int64_t experiment);
    Status checkNotCancelled() const;

    Ledger& m_ledger;
    std::filesystem::path m_root;
    access::Actor m_actor;
    std::string m_subject;
    const ImportOptions& m_options;
    ImportReport& m_report;
    Progress& m_progress;
    ArtifactMerge m_artifacts;
    std::map<std::string, std::int64_t, std::less<>> m_experiments;
    std::optional<Change> m_firstGroup; ///< carries the import's audit entry
    std::optional<store::Transaction> m_group;
    bool m_audited = false;
    std::chrono::steady_clock::time_point m_groupSince;
    bool m_groupChanged = false;
    std::int64_t m_dataVersion = 0;
    std::chrono::steady_clock::time_point m_othersWrote;
    std::int64_t m_expected = 0, m_keptRuns = 0;
};

} // namespace slipway::track::transfer
