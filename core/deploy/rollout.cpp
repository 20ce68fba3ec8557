#include "core/deploy/rollout.h"

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/ledger/ledger.h"

namespace slipway::deploy {

using access::Permission;

Json deploymentPayload(const EndpointRow& endpoint, std::string_view model, int version) {
    Json payload;
    payload["endpoint"] = endpoint.name;
    payload["model"] = model;
    payload["version"] = version;
    payload["stage"] = endpoint.stage;
    return payload;
}

Rollout::Rollout(Ledger& ledger, registry::RegistryService& registry)
    : m_ledger(ledger), m_registry(registry), m_store(ledger.db()) {}

Result<bool> Rollout::isCurrent(const DeploymentRow& deployment) const {
    SLIPWAY_ASSIGN(const auto latest, m_store.latestDeployment(deployment.endpoint));
    return latest && latest->id == deployment.id && latest->state == "running" && latest->step == deployment.step;
}

Status Rollout::startStep(
    const access::Actor& actor, const EndpointRow& endpoint, const DeploymentRow& deployment, int step) {
    SLIPWAY_ASSIGN(auto change,
        m_ledger.begin(actor, Permission::Deploy, "deployment.step", "endpoint/" + endpoint.name, endpoint.stage));
    SLIPWAY_ASSIGN(const bool current, isCurrent(deployment));
    if (!current) return {};
    const double percent = deployment.plan.at(static_cast<std::size_t>(step));
    SLIPWAY_ASSIGN(const auto variants, m_store.variants(endpoint.name));
    for (const auto& variant : variants)
        SLIPWAY_TRY(m_store.setWeight(variant.id, variant.id == deployment.variant ? percent : 100 - percent));
    SLIPWAY_TRY(m_store.beginStep(deployment.id, step, percent, change.at()));
    if (deployment.isCanary) {
        const auto message = fmt::format("{:g} % of the traffic goes to {}", percent, deployment.toName());
        SLIPWAY_TRY(m_store.setState(endpoint.name, endpoint.state, message, change.at()));
    }
    change.note("model", deployment.model);
    change.note("version", deployment.version);
    change.note("percent", percent);
    return change.commit();
}

Status Rollout::finish(const access::Actor& actor, const EndpointRow& endpoint, const DeploymentRow& deployment) {
    SLIPWAY_ASSIGN(auto change,
        m_ledger.begin(actor, Permission::Deploy, "deployment.finish", "endpoint/" + endpoint.name, endpoint.stage));
    SLIPWAY_ASSIGN(const bool current, isCurrent(deployment));
    if (!current) return {};
    SLIPWAY_ASSIGN(const auto variants, m_store.variants(endpoint.name));
    for (const auto& variant : variants)
        if (variant.id != deployment.variant) SLIPWAY_TRY(m_store.retire(variant.id));
    SLIPWAY_TRY(m_store.setWeight(deployment.variant, 100));
    SLIPWAY_TRY(m_store.endDeployment(deployment.id, "finished", "", change.at()));
    SLIPWAY_TRY(m_store.setState(endpoint.name, "in_service", "", change.at()));
    const auto& by = deployment.actor.empty() ? actor.name : deployment.actor; // whoever asked for it
    SLIPWAY_TRY(m_registry.setStage(deployment.model, deployment.version, endpoint.stage, by));
    if (!deployment.fromModel.empty() && deployment.fromModel != deployment.model) {
        SLIPWAY_ASSIGN(const int left, m_store.servedVersion(deployment.fromModel, endpoint.stage));
        SLIPWAY_TRY(m_registry.setStage(deployment.fromModel, left, endpoint.stage, by));
    }

    SLIPWAY_ASSIGN(const auto version, m_registry.find(deployment.model, deployment.version));
    const auto node = "endpoint/" + endpoint.name, capture = "capture/" + endpoint.name;
    SLIPWAY_TRY(change.addNode({version.lineageId(), "model_version", version.reference()}));
    SLIPWAY_TRY(change.addNode({node, "endpoint", endpoint.name}));
    SLIPWAY_TRY(change.addNode({capture, "capture", endpoint.name + " captured requests"}));
    SLIPWAY_TRY(change.link(version.lineageId(), node, "ContributedTo", "deploy"));
    SLIPWAY_TRY(change.link(node, capture, "Produced", "capture"));

    change.note("model", deployment.model);
    change.note("version", deployment.version);
    auto emitted = change.emit("deployment.finished", "endpoint/" + endpoint.name,
        deploymentPayload(endpoint, deployment.model, deployment.version));
    if (!emitted) return std::unexpected(emitted.error());
    return change.commit();
}

Status Rollout::rollBack(const access::Actor& actor, const EndpointRow& endpoint, const DeploymentRow& deployment,
    std::string_view reason, std::string_view alarm) {
    SLIPWAY_ASSIGN(auto change,
        m_ledger.begin(actor, Permission::Deploy, "deployment.rollback", "endpoint/" + endpoint.name, endpoint.stage));
    SLIPWAY_ASSIGN(const bool current, isCurrent(deployment));
    if (!current) return {};
    SLIPWAY_TRY(rollBackWithin(change, endpoint, deployment, reason));
    if (!alarm.empty())
        SLIPWAY_TRY(m_store.setAlarm(endpoint.name, {std::string(alarm), "firing", std::string(reason)}));
    return change.commit();
}

Status Rollout::rollBackWithin(
    Change& change, const EndpointRow& endpoint, const DeploymentRow& deployment, std::string_view reason) {
    SLIPWAY_TRY(m_store.retire(deployment.variant));
    SLIPWAY_ASSIGN(const auto left, m_store.variants(endpoint.name));
    for (const auto& variant : left) SLIPWAY_TRY(m_store.setWeight(variant.id, 100));
    SLIPWAY_TRY(m_store.endDeployment(deployment.id, "rolled_back", reason, change.at()));
    const bool hasOld = !left.empty();
    const auto message = fmt::format("{} was rolled back: {}", deployment.toName(), reason);
    SLIPWAY_TRY(m_store.setState(endpoint.name, hasOld ? "in_service" : "failed", message, change.at()));
    change.note("model", deployment.model);
    change.note("version", deployment.version);
    change.note("reason", std::string(reason));
    auto payload = deploymentPayload(endpoint, deployment.model, deployment.version);
    payload["reason"] = reason;
    payload["back_to"] = deployment.fromName();
    auto emitted = change.emit("deployment.rolled_back", "endpoint/" + endpoint.name, payload);
    if (!emitted) return std::unexpected(emitted.error());
    return {};
}

} // namespace slipway::deploy
