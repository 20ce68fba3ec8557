#pragma once

#include <string>
#include <string_view>

#include "core/access/actor.h"
#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/deploy/endpoint_store.h"
#include "core/registry/registry_service.h"

namespace slipway {
class Change;
class Ledger;
} // namespace slipway

namespace slipway::deploy {

/// The changes that a running deployment makes on its way. Each is one ledger change; when the deployment is no longer
/// the running one by then (a person was faster), it does nothing. Same thread as the ledger's database.
class Rollout {
public:
    Rollout(Ledger& ledger, registry::RegistryService& registry);

    /// The new version gets plan[step] percent of the traffic, the old one the rest.
    Status startStep(
        const access::Actor& actor, const EndpointRow& endpoint, const DeploymentRow& deployment, int step);
    /// The new version is the endpoint's only one, and the stage's. Event deployment.finished.
    Status finish(const access::Actor& actor, const EndpointRow& endpoint, const DeploymentRow& deployment);
    /// The old version has all traffic again. Event deployment.rolled_back. Without an old version the endpoint failed.
    /// `alarm` non-empty: that alarm fires.
    Status rollBack(const access::Actor& actor, const EndpointRow& endpoint, const DeploymentRow& deployment,
        std::string_view reason, std::string_view alarm = {});
    /// The same inside a change that does more; the deployment is running.
    Status rollBackWithin(
        Change& change, const EndpointRow& endpoint, const DeploymentRow& deployment, std::string_view reason);

private:
    Result<bool> isCurrent(const DeploymentRow& deployment) const;

    Ledger& m_ledger;
    registry::RegistryService& m_registry;
    EndpointStore m_store;
};

/// endpoint, model, version, stage: the payload of this domain's events.
Json deploymentPayload(const EndpointRow& endpoint, std::string_view model, int version);

} // namespace slipway::deploy
