#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/progress.h"
#include "core/data/dataset_service.h"
#include "core/deploy/deploy_service.h"
#include "core/monitor/drift.h"

namespace slipway {
class Ledger;
}

namespace slipway::monitor {

/// Watches one endpoint: captured inputs and predictions against a baseline dataset.
struct Monitor {
    std::string name, endpoint;
    std::string baseline;             ///< dataset reference
    std::vector<std::string> columns; ///< model inputs
    DriftOptions options;
    Timestamp createdAt = 0;
    std::string createdBy;
};

struct MonitorRun {
    std::int64_t id = 0;
    std::string monitor;
    Timestamp at = 0, from = 0, to = 0; ///< window of the captured requests
    std::int64_t rows = 0;
    bool drift = false;
    int driftedColumns = 0, testedColumns = 0;
    DriftReport report;
    std::string actor;
    std::string lineageId() const { return "drift_report/" + std::to_string(id); }
};

/// Same thread as the ledger's database.
class MonitorService {
public:
    MonitorService(
        Ledger& ledger, data::DatasetService& datasets, deploy::DeployService& deployments, std::filesystem::path root);

    Status add(const access::Actor& actor, const Monitor& monitor);
    Result<Monitor> find(std::string_view name) const;
    Result<std::vector<Monitor>> list() const;
    /// Compares what was captured in [from, to) (0: since the last run, until now). Events monitor.finished and, when
    /// the data set drifts, drift.detected. Fewer than 30 captured rows: FailedPrecondition "too few rows".
    Result<MonitorRun> run(
        const access::Actor& actor, std::string_view name, Timestamp from, Timestamp to, Progress& progress);
    Result<std::vector<MonitorRun>> runs(std::string_view monitor, int limit) const; ///< newest first, with reports
    Result<MonitorRun> findRun(std::int64_t id) const;
    /// Rows captured so far for the monitor's endpoint.
    Result<std::int64_t> capturedRows(std::string_view endpoint, Timestamp from, Timestamp to) const;

private:
    Status record(const access::Actor& actor, const Monitor& monitor, MonitorRun& run);

    Ledger& m_ledger;
    data::DatasetService& m_datasets;
    deploy::DeployService& m_deployments;
    std::filesystem::path m_root;
};

} // namespace slipway::monitor
