#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/deploy/endpoint.h"
#include "core/deploy/latency_histogram.h"

namespace slipway::store {
class Database;
}

namespace slipway::deploy {

struct EndpointRow {
    std::string name, stage, state, message, url, server;
    Timestamp createdAt = 0, updatedAt = 0;
};

struct VariantRow {
    std::int64_t id = 0;
    std::string endpoint, model;
    int version = 0;
    double weight = 0; ///< percent
    std::string state;
    bool retired = false;
    std::int64_t invocations = 0, errors = 0;
    LatencyHistogram latency;
    std::string name() const { return model + ":" + std::to_string(version); }
};

struct DeploymentRow {
    std::int64_t id = 0;
    std::string endpoint;
    std::int64_t variant = 0;
    std::string model;
    int version = 0;
    std::string fromModel; ///< "" for the first version of an endpoint
    int fromVersion = 0;
    std::string state; ///< "running", "finished", "rolled_back"
    bool isCanary = false, isRollback = false;
    std::vector<double> plan;
    int step = -1; ///< -1: the new version's server is not ready yet
    std::int64_t intervalMs = 0, minimumRequests = 0;
    double maxErrorShare = 0;
    std::string reason, actor;
    Timestamp startedAt = 0, endedAt = 0;
    std::string toName() const { return model + ":" + std::to_string(version); }
    std::string fromName() const { return fromModel.empty() ? "" : fromModel + ":" + std::to_string(fromVersion); }
};

struct StepRow {
    int step = 0;
    double percent = 0;
    Timestamp startedAt = 0, endedAt = 0;
    InvocationCounts counts;
};

/// What was counted of one variant in one minute.
struct MinuteCounts {
    std::int64_t variant = 0;
    Timestamp minute = 0;
    InvocationCounts counts;
};

/// The tables of this domain. Rules, permission and events are above it. Same thread as its Database.
class EndpointStore {
public:
    explicit EndpointStore(store::Database& db) : m_db(db) {}

    Result<std::optional<EndpointRow>> find(std::string_view name) const;
    Result<std::vector<EndpointRow>> all() const;
    Status insert(const EndpointRow& row);
    Status setState(std::string_view endpoint, std::string_view state, std::string_view message, Timestamp at);
    /// Of every endpoint, where it differs.
    Status setServer(std::string_view url, std::string_view server);
    Status remove(std::string_view endpoint);

    Result<std::vector<VariantRow>> variants(std::string_view endpoint) const; ///< not the retired ones; oldest first
    Result<std::optional<VariantRow>> findVariant(std::int64_t id) const;
    /// The version of the model that an endpoint of the stage serves; 0 when none does.
    Result<int> servedVersion(std::string_view model, std::string_view stage) const;
    Result<std::int64_t> addVariant(
        std::string_view endpoint, std::string_view model, int version, double weight, Timestamp at);
    Status setWeight(std::int64_t variant, double weight);
    Status setVariantState(std::int64_t variant, std::string_view state);
    Status retire(std::int64_t variant);
    /// What a host that died left behind: nothing runs.
    Status resetVariantStates();

    Result<std::int64_t> addDeployment(const DeploymentRow& row);
    Result<std::optional<DeploymentRow>> latestDeployment(std::string_view endpoint) const;
    /// The newest one that brought this version into service and was no way back.
    Result<std::optional<DeploymentRow>> introductionOf(
        std::string_view endpoint, std::string_view model, int version) const;
    Status setPlan(std::int64_t deployment, const std::vector<double>& plan);
    Status endDeployment(std::int64_t deployment, std::string_view state, std::string_view reason, Timestamp at);
    /// Ends the step before, too. A step that began already begins anew with its new percent.
    Status beginStep(std::int64_t deployment, int step, double percent, Timestamp at);
    Result<std::vector<StepRow>> steps(std::int64_t deployment) const;

    /// Adds to the variant, to its minute and to the running step of its deployment. One transaction; counts of
    /// variants that are gone are dropped.
    Status addCounts(const std::vector<MinuteCounts>& counts);
    Result<std::vector<TrafficPoint>> traffic(std::string_view endpoint, Timestamp from) const;

    Status setAlarm(std::string_view endpoint, const Alarm& alarm);
    Result<std::vector<Alarm>> alarms(std::string_view endpoint) const;

private:
    store::Database& m_db;
};

} // namespace slipway::deploy
