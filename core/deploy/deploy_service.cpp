#include "core/deploy/deploy_service.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/process_owner.h"
#include "core/base/text.h"
#include "core/deploy/canary.h"
#include "core/deploy/endpoint_store.h"
#include "core/deploy/rollout.h"
#include "core/ledger/ledger.h"
#include "core/registry/bundle_copy.h"

namespace slipway::deploy {

using access::Permission;
using registry::ModelVersion;
using registry::VersionStatus;

namespace {

constexpr double kMaxErrorShare = 0.01;
constexpr std::size_t kMostSteps = 50;

std::unexpected<Error> noEndpoint(std::string_view name) {
    return fail(ErrorCode::NotFound, fmt::format("no endpoint is called '{}'", forMessage(name)),
        "`slipway endpoint list` shows them");
}

Status checkPlan(const DeployRequest& request) {
    const auto& plan = request.canary;
    double last = 0;
    for (const double percent : plan) {
        if (!(percent > last && percent <= 100))
            return fail(
                ErrorCode::InvalidArgument, "the canary's percentages must rise from above 0 to 100", "Use 10,50,100");
        last = percent;
    }
    if (!plan.empty() && last != 100)
        return fail(ErrorCode::InvalidArgument, "the canary's last step must be 100", "Use 10,50,100");
    if (plan.size() > kMostSteps)
        return fail(
            ErrorCode::InvalidArgument, fmt::format("a canary has at most {} steps", kMostSteps), "Use 10,50,100");
    if (request.intervalMs < 0 || request.minimumRequests < 0)
        return fail(ErrorCode::InvalidArgument, "interval and least number of requests cannot be negative", "Use 60s");
    return {};
}

Status checkVersion(const ModelVersion& version, const Stage& stage, Timestamp now) {
    if (version.status == VersionStatus::Rejected || version.status == VersionStatus::Archived)
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("{} is {}", version.reference(), registry::name(version.status)), "Deploy another version");
    if (!stage.needsApproval) return {};
    if (version.status != VersionStatus::Approved)
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("stage '{}' takes approved versions and {} is {}", stage.name, version.reference(),
                registry::name(version.status)),
            fmt::format("A reviewer decides with `slipway model approve {} {}`", version.model, version.version));
    if (now < version.effectiveAt)
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("the approval of {} can still be taken back", version.reference()),
            fmt::format("Try again in {} s", (version.effectiveAt - now + 999) / 1000));
    return {};
}

/// Servers that would only fail are not started.
Status checkBundle(const ModelVersion& version) {
    constexpr auto hint = "Restore the workspace from a copy, or train and register the model again";
    if (!version.hasBundle())
        return fail(ErrorCode::FailedPrecondition,
            fmt::format(
                "{} was registered by a tracking client, with files that Slipway cannot serve", version.reference()),
            "Deploy a version that was trained with `slipway train start`");
    const auto hash = registry::hashOfFolder(version.bundle);
    if (!hash)
        return fail(ErrorCode::BadData,
            fmt::format("the files of {} cannot be read: {}", version.reference(), hash.error().message), hint);
    if (*hash != version.bundleHash)
        return fail(ErrorCode::BadData,
            fmt::format("the files of {} were changed since it was registered", version.reference()), hint);
    return {};
}

Variant toVariant(const VariantRow& row, bool served) {
    Variant variant;
    variant.model = row.model;
    variant.version = row.version;
    variant.weight = row.weight;
    variant.invocations = row.invocations;
    variant.errors = row.errors;
    variant.p50Ms = row.latency.quantile(0.5);
    variant.p99Ms = row.latency.quantile(0.99);
    variant.state = served || row.state == "failed" ? row.state : "stopped";
    return variant;
}

Canary toCanary(const DeploymentRow& row, const std::vector<StepRow>& steps) {
    Canary canary;
    canary.state = row.state;
    canary.fromVersion = row.fromName();
    canary.toVersion = row.toName();
    canary.plan = row.plan;
    canary.step = std::max(0, row.step);
    canary.intervalMs = row.intervalMs;
    canary.minimumRequests = row.minimumRequests;
    canary.maxErrorShare = row.maxErrorShare;
    canary.reason = row.reason;
    for (const auto& step : steps)
        canary.steps.push_back({step.percent, step.startedAt, step.endedAt, step.counts.invocations, step.counts.errors,
            step.counts.latency.quantile(0.5), step.counts.latency.quantile(0.99)});
    return canary;
}

Result<Endpoint> toEndpoint(const EndpointStore& store, const EndpointRow& row) {
    Endpoint endpoint;
    endpoint.name = row.name;
    endpoint.stage = row.stage;
    endpoint.state = row.state;
    endpoint.message = row.message;
    endpoint.createdAt = row.createdAt;
    endpoint.updatedAt = row.updatedAt;
    const bool served = isMarkAlive(row.server);
    if (served) {
        endpoint.url = row.url;
    } else {
        if (row.state == "in_service") endpoint.state = "stopped";
        if (row.state == "failed") // the reason matters more
            endpoint.message = row.message;
        else if (row.server.empty())
            endpoint.message = "it waits for the service of this workspace, `slipway serve`";
        else
            endpoint.message = "no service runs for this workspace; `slipway serve` starts one";
    }
    SLIPWAY_ASSIGN(const auto variants, store.variants(row.name));
    for (const auto& variant : variants) endpoint.variants.push_back(toVariant(variant, served));
    SLIPWAY_ASSIGN(const auto deployment, store.latestDeployment(row.name));
    if (deployment && deployment->isCanary) {
        SLIPWAY_ASSIGN(const auto steps, store.steps(deployment->id));
        endpoint.canary = toCanary(*deployment, steps);
    }
    SLIPWAY_ASSIGN(endpoint.alarms, store.alarms(row.name));
    return endpoint;
}

Result<EndpointRow> requireRow(const EndpointStore& store, std::string_view name) {
    SLIPWAY_ASSIGN(auto row, store.find(name));
    if (!row) return noEndpoint(name);
    return std::move(*row);
}

/// A new version for an endpoint, all that deploy() and rollback() write about it.
struct Update {
    const EndpointRow& endpoint;
    const ModelVersion& version;
    std::vector<double> plan; ///< empty: all at once
    std::int64_t intervalMs = 0, minimumRequests = 0;
    bool isRollback = false;
    std::string reason;
};

Status startUpdate(Change& change, EndpointStore& store, const Update& update) {
    const auto& name = update.endpoint.name;
    SLIPWAY_ASSIGN(const auto live, store.variants(name));
    DeploymentRow row;
    row.endpoint = name;
    row.model = update.version.model;
    row.version = update.version.version;
    if (!live.empty()) {
        row.fromModel = live.back().model;
        row.fromVersion = live.back().version;
    }
    SLIPWAY_ASSIGN(row.variant, store.addVariant(name, row.model, row.version, 0, change.at()));
    row.isCanary = !update.plan.empty() && !live.empty();
    row.isRollback = update.isRollback;
    row.plan = row.isCanary ? update.plan : std::vector<double>{100};
    row.intervalMs = row.isCanary ? update.intervalMs : 0;
    row.minimumRequests = row.isCanary ? update.minimumRequests : 0;
    row.maxErrorShare = kMaxErrorShare;
    row.reason = update.reason;
    row.actor = change.actor().name;
    row.startedAt = change.at();
    SLIPWAY_ASSIGN([[maybe_unused]] const auto id, store.addDeployment(row));
    const auto message = fmt::format("the server of {} is starting", row.toName());
    SLIPWAY_TRY(store.setState(name, live.empty() ? "creating" : "updating", message, change.at()));
    SLIPWAY_TRY(store.setAlarm(name, {std::string(kCanaryAlarm), row.isCanary ? "no_data" : "ok", ""}));
    auto payload = deploymentPayload(update.endpoint, row.model, row.version);
    payload["from"] = row.fromName();
    payload["canary"] = row.isCanary;
    payload["rollback"] = row.isRollback;
    for (const auto& [key, value] : payload.items()) change.note(key, value);
    auto emitted = change.emit("deployment.started", "endpoint/" + name, payload);
    if (!emitted) return std::unexpected(emitted.error());
    return {};
}

} // namespace

DeployService::DeployService(
    Ledger& ledger, registry::RegistryService& registry, std::filesystem::path root, std::vector<Stage> stages)
    : m_ledger(ledger), m_registry(registry), m_root(std::move(root)), m_stages(std::move(stages)) {}

Result<Endpoint> DeployService::deploy(const access::Actor& actor, const DeployRequest& request) {
    const auto stage = std::ranges::find(m_stages, request.stage, &Stage::name);
    if (stage == m_stages.end())
        return fail(ErrorCode::NotFound, fmt::format("no stage is called '{}'", forMessage(request.stage)),
            "`slipway stage list` shows them");
    SLIPWAY_TRY(m_ledger.check(actor, Permission::Deploy, stage->name));
    if (stage->target != "local")
        return fail(ErrorCode::FailedPrecondition,
            fmt::format(
                "stage '{}' has the target '{}', which is not connected", stage->name, forMessage(stage->target)),
            "Use target: local in slipway.yaml");
    SLIPWAY_TRY(checkPlan(request));
    SLIPWAY_ASSIGN(const auto version, m_registry.find(request.model, request.version));
    SLIPWAY_TRY(checkBundle(version));
    const auto name = request.endpoint.empty() ? version.model + "-" + stage->name : request.endpoint;
    if (!isValidName(name))
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no name for an endpoint", forMessage(name)),
            "Use up to 64 letters, digits, dot, dash and underscore; --endpoint gives another");

    SLIPWAY_ASSIGN(
        auto change, m_ledger.begin(actor, Permission::Deploy, "deployment.start", "endpoint/" + name, stage->name));
    SLIPWAY_TRY(checkVersion(version, *stage, change.at()));
    EndpointStore store(m_ledger.db());
    SLIPWAY_ASSIGN(auto row, store.find(name));
    if (row && row->stage != stage->name)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("the endpoint '{}' belongs to stage '{}'", name, row->stage), "Choose another with --endpoint");
    if (!row) {
        row = EndpointRow{name, stage->name, "creating", "", "", "", change.at(), change.at()};
        SLIPWAY_TRY(store.insert(*row));
    }
    SLIPWAY_ASSIGN(const auto latest, store.latestDeployment(name));
    const bool isRunning = latest && latest->state == "running";
    SLIPWAY_ASSIGN(const auto live, store.variants(name));
    if (!live.empty() && live.back().model == version.model && live.back().version == version.version)
        return toEndpoint(store, *row); // what runs there, or is on its way there
    if (isRunning) {
        Rollout rollout(m_ledger, m_registry);
        const auto reason = fmt::format("{} was deployed instead", version.reference());
        SLIPWAY_TRY(rollout.rollBackWithin(change, *row, *latest, reason));
        if (latest->fromName() == version.reference()) { // deploying the old version is the way back
            SLIPWAY_TRY(change.commit());
            return find(name);
        }
    }
    SLIPWAY_TRY(startUpdate(
        change, store, {*row, version, request.canary, request.intervalMs, request.minimumRequests, false, {}}));
    SLIPWAY_TRY(change.commit());
    return find(name);
}

Result<Endpoint> DeployService::shift(const access::Actor& actor, std::string_view endpoint, double percent) {
    if (!(percent >= 0 && percent <= 100))
        return fail(ErrorCode::InvalidArgument, "the share must lie between 0 and 100 percent", "Use 50");
    EndpointStore store(m_ledger.db());
    SLIPWAY_ASSIGN(const auto row, requireRow(store, endpoint));
    SLIPWAY_ASSIGN(
        auto change, m_ledger.begin(actor, Permission::Deploy, "endpoint.shift", "endpoint/" + row.name, row.stage));
    SLIPWAY_ASSIGN(const auto latest, store.latestDeployment(row.name));
    SLIPWAY_ASSIGN(const auto variants, store.variants(row.name));
    if (!latest || latest->state != "running" || variants.size() < 2 || latest->step < 0)
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("the endpoint '{}' does not serve two versions now", row.name),
            "Deploy another version with --canary first");
    // The current step goes on with the new share; what of the plan lies at or below it is over.
    std::vector<double> plan(latest->plan.begin(), latest->plan.begin() + latest->step);
    plan.push_back(percent);
    std::ranges::copy_if(latest->plan.begin() + latest->step + 1, latest->plan.end(), std::back_inserter(plan),
        [&](double later) { return later > percent; });
    if (plan.back() != 100) plan.push_back(100);
    SLIPWAY_TRY(store.setPlan(latest->id, plan));
    for (const auto& variant : variants)
        SLIPWAY_TRY(store.setWeight(variant.id, variant.id == latest->variant ? percent : 100 - percent));
    SLIPWAY_TRY(store.beginStep(latest->id, latest->step, percent, change.at()));
    const auto message = fmt::format("{:g} % of the traffic goes to {}", percent, latest->toName());
    SLIPWAY_TRY(store.setState(row.name, row.state, message, change.at()));
    change.note("percent", percent);
    change.note("variant", latest->toName());
    auto payload = deploymentPayload(row, latest->model, latest->version);
    payload["percent"] = percent;
    SLIPWAY_ASSIGN([[maybe_unused]] const auto id, change.emit("deployment.shifted", "endpoint/" + row.name, payload));
    SLIPWAY_TRY(change.commit());
    return find(endpoint);
}

Result<Endpoint> DeployService::rollback(
    const access::Actor& actor, std::string_view endpoint, std::string_view reason) {
    EndpointStore store(m_ledger.db());
    SLIPWAY_ASSIGN(const auto row, requireRow(store, endpoint));
    SLIPWAY_ASSIGN(auto change,
        m_ledger.begin(actor, Permission::Deploy, "deployment.rollback", "endpoint/" + row.name, row.stage));
    const auto why = reason.empty() ? "by " + actor.name : std::string(reason);
    SLIPWAY_ASSIGN(const auto latest, store.latestDeployment(row.name));
    SLIPWAY_ASSIGN(const auto live, store.variants(row.name));
    if (latest && latest->state == "running" && !latest->fromModel.empty()) {
        Rollout rollout(m_ledger, m_registry);
        SLIPWAY_TRY(rollout.rollBackWithin(change, row, *latest, why));
        SLIPWAY_TRY(change.commit());
        return find(endpoint);
    }
    std::optional<DeploymentRow> introduction;
    if (!live.empty()) {
        SLIPWAY_ASSIGN(introduction, store.introductionOf(row.name, live.back().model, live.back().version));
    }
    if (!introduction || introduction->fromModel.empty())
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("the endpoint '{}' has no version before this one", row.name), "Deploy another version");
    SLIPWAY_ASSIGN(const auto version, m_registry.find(introduction->fromModel, introduction->fromVersion));
    SLIPWAY_TRY(startUpdate(change, store, {row, version, {}, 0, 0, true, why}));
    auto payload = deploymentPayload(row, live.back().model, live.back().version);
    payload["reason"] = why;
    payload["back_to"] = version.reference();
    SLIPWAY_ASSIGN(
        [[maybe_unused]] const auto id, change.emit("deployment.rolled_back", "endpoint/" + row.name, payload));
    SLIPWAY_TRY(change.commit());
    return find(endpoint);
}

Status DeployService::remove(const access::Actor& actor, std::string_view endpoint) {
    EndpointStore store(m_ledger.db());
    SLIPWAY_ASSIGN(const auto row, requireRow(store, endpoint));
    SLIPWAY_ASSIGN(
        auto change, m_ledger.begin(actor, Permission::Deploy, "endpoint.delete", "endpoint/" + row.name, row.stage));
    SLIPWAY_ASSIGN(const auto live, store.variants(row.name));
    SLIPWAY_TRY(store.remove(row.name));
    for (const auto& variant : live) {
        SLIPWAY_ASSIGN(const int left, store.servedVersion(variant.model, row.stage));
        SLIPWAY_TRY(m_registry.setStage(variant.model, left, row.stage, actor.name));
    }
    Json payload;
    payload["endpoint"] = row.name;
    payload["stage"] = row.stage;
    payload["variants"] = Json::array();
    for (const auto& variant : live) payload["variants"].push_back(variant.name());
    for (const auto& [key, value] : payload.items()) change.note(key, value);
    auto emitted = change.emit("endpoint.deleted", "endpoint/" + row.name, payload);
    if (!emitted) return std::unexpected(emitted.error());
    return change.commit();
}

Result<Endpoint> DeployService::find(std::string_view endpoint) const {
    const EndpointStore store(m_ledger.db());
    SLIPWAY_ASSIGN(const auto row, requireRow(store, endpoint));
    return toEndpoint(store, row);
}

Result<std::vector<Endpoint>> DeployService::list() const {
    const EndpointStore store(m_ledger.db());
    SLIPWAY_ASSIGN(const auto rows, store.all());
    std::vector<Endpoint> endpoints;
    for (const auto& row : rows) {
        SLIPWAY_ASSIGN(auto endpoint, toEndpoint(store, row));
        endpoints.push_back(std::move(endpoint));
    }
    return endpoints;
}

Result<std::vector<TrafficPoint>> DeployService::traffic(std::string_view endpoint, Timestamp from) const {
    const EndpointStore store(m_ledger.db());
    SLIPWAY_ASSIGN(const auto row, requireRow(store, endpoint));
    return store.traffic(row.name, from);
}

Result<Endpoint> DeployService::waitFor(std::string_view endpoint, std::int64_t timeoutMs, Progress* progress) const {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeoutMs);
    while (true) {
        SLIPWAY_ASSIGN(auto found, find(endpoint));
        if (found.state == "in_service" || found.state == "failed" || std::chrono::steady_clock::now() >= end)
            return found;
        if (progress) {
            const auto steps = found.canary.state == "running" ? static_cast<double>(found.canary.plan.size()) : 0;
            progress->update(steps > 0 ? found.canary.step / steps : -1, found.message);
            if (progress->cancelled())
                return fail(ErrorCode::Cancelled, "waiting was cancelled", "The deployment itself goes on");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

std::filesystem::path DeployService::captureFolder(std::string_view endpoint) const {
    // A name that no endpoint can have must not lead elsewhere.
    return m_root / "logs" / "capture" / (isValidName(endpoint) ? endpoint : std::string_view("unknown"));
}

} // namespace slipway::deploy
