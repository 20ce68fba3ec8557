#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/deploy/endpoint.h"
#include "core/registry/registry_service.h"

namespace slipway {
class Ledger;
}

namespace slipway::deploy {

struct Stage {
    std::string name, target = "local";
    bool needsApproval = false;
};

struct DeployRequest {
    std::string model;
    int version = 0;
    std::string stage;
    std::string endpoint;       ///< default: MODEL-STAGE, e.g. "census-income-staging"
    std::vector<double> canary; ///< {10, 50, 100}; empty: all at once
    std::int64_t intervalMs = 60000, minimumRequests = 0;
};

/// The wanted state of endpoints, stored; EndpointHost (in the service process) makes it so. Every change here is
/// durable and done when the call returns; the host follows within a second. Same thread as the ledger's database.
class DeployService {
public:
    DeployService(
        Ledger& ledger, registry::RegistryService& registry, std::filesystem::path root, std::vector<Stage> stages);

    const std::vector<Stage>& stages() const { return m_stages; }

    /// Creates the endpoint or starts an update of it. Staging and production want an approved version
    /// (FailedPrecondition), whose undo window is over. Deploying what already runs there changes nothing.
    Result<Endpoint> deploy(const access::Actor& actor, const DeployRequest& request);
    /// Moves traffic by hand: percent of the newest variant.
    Result<Endpoint> shift(const access::Actor& actor, std::string_view endpoint, double percent);
    /// Back to the version before; ends a running canary.
    Result<Endpoint> rollback(const access::Actor& actor, std::string_view endpoint, std::string_view reason);
    Status remove(const access::Actor& actor, std::string_view endpoint);

    Result<Endpoint> find(std::string_view endpoint) const;
    Result<std::vector<Endpoint>> list() const;
    Result<std::vector<TrafficPoint>> traffic(std::string_view endpoint, Timestamp from) const;
    /// Blocks until the endpoint is "in_service" or "failed", or until `timeoutMs`.
    Result<Endpoint> waitFor(std::string_view endpoint, std::int64_t timeoutMs, Progress* progress = nullptr) const;

    /// <root>/logs/capture/<endpoint>/: JSON Lines as in SageMaker data capture (aws-formats F7).
    std::filesystem::path captureFolder(std::string_view endpoint) const;

private:
    friend class EndpointHost;
    Ledger& m_ledger;
    registry::RegistryService& m_registry;
    std::filesystem::path m_root;
    std::vector<Stage> m_stages;
};

} // namespace slipway::deploy
