#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/result.h"
#include "core/track/experiments.h"
#include "core/track/filter.h"
#include "core/track/liveness.h"
#include "core/track/run.h"

namespace slipway {
class Ledger;
}

namespace slipway::track {

/// Runs as a tracking client drives them, from any process: nothing here says that this process is the run. Writes to a
/// deleted run are FailedPrecondition. Repeating a write changes nothing. Same thread as the ledger's database.
class Runs {
public:
    explicit Runs(Ledger& ledger) : m_ledger(ledger) {}

    struct New {
        std::int64_t experiment = 0;
        std::string name; ///< "" to make one up
        std::string userId;
        Timestamp startedAt = 0;
        std::map<std::string, std::string> tags; ///< "mlflow.runName" is always kept with the name
        std::string owner; ///< mark of the process that is the run; "" when that is not known: see Liveness
        std::string id;    ///< 32 hex digits; "" to make one up
    };
    Result<Run> create(const access::Actor& actor, const New& wanted);

    struct Update {
        std::optional<RunStatus> status;
        std::optional<Timestamp> endedAt;
        std::optional<std::string> name;
        std::string owner; ///< of a run that goes on (RUNNING): mark of the process that took it up
    };
    /// The run without its data.
    Result<Run> update(const access::Actor& actor, std::string_view run, const Update& wanted);
    Status setDeleted(const access::Actor& actor, std::string_view run, bool deleted);
    /// The process (its mark) is the run, when nobody alive is.
    Status claim(std::string_view run, std::string_view process);

    struct Batch {
        std::vector<MetricPoint> metrics;
        std::map<std::string, std::string> parameters, tags;
        std::vector<ModelMetric> modelMetrics; ///< whose points are among the metrics, too
    };
    /// All or nothing. InvalidArgument when a parameter has another value already. A run that was presumed dead lives
    /// again by metrics and parameters: tags may be a later note of somebody else.
    Status log(std::string_view run, const Batch& batch, const FindWriter& writer = {});
    Status deleteTag(std::string_view run, std::string_view key); ///< NotFound
    /// Appends the JSON object to the JSON list in the tag "mlflow.log-model.history", of any length.
    Status appendModelHistory(std::string_view run, std::string_view model);
    Status logInputs(std::string_view run, std::span<const InputDataset> datasets, std::span<const ModelUse> models);
    Status logOutputs(std::string_view run, std::span<const ModelUse> models);

    Result<Run> find(std::string_view id) const; ///< NotFound; with everything
    bool exists(std::string_view id) const;

    struct Search {
        std::vector<std::int64_t> experiments; ///< none: no run at all
        Filter filter;
        std::vector<Order> order; ///< ties: newest first, then by id
        View view = View::Active;
        std::int64_t offset = 0, limit = 1000;
    };
    struct Page {
        std::vector<Run> runs;
        bool more = false;
    };
    Result<Page> search(const Search& wanted) const;

    /// By time, then step, then value.
    Result<std::vector<MetricPoint>> history(std::string_view run, std::string_view key) const;

    struct DatasetSummary {
        std::int64_t experiment = 0;
        std::string name, digest;
        std::optional<std::string> context;
    };
    Result<std::vector<DatasetSummary>> datasets(std::span<const std::int64_t> experiments, int limit) const;

private:
    struct Open;
    Result<Open> open(std::string_view run) const; ///< FailedPrecondition when it is deleted
    Status takeUpOrEnd(const Open& key, const Update& wanted);

    Ledger& m_ledger;
};

} // namespace slipway::track
