#include "core/deploy/endpoint_host.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/base/log.h"
#include "core/base/process_owner.h"
#include "core/deploy/canary.h"
#include "core/deploy/capture.h"
#include "core/deploy/gateway.h"
#include "core/deploy/rollout.h"
#include "core/deploy/variant_servers.h"
#include "core/ledger/ledger.h"
#include "core/store/database.h"

namespace slipway::deploy {

using SteadyClock = std::chrono::steady_clock;
using namespace std::chrono_literals;

namespace {

const access::Actor kActor{"rule:deployment"};

/// Stores an alarm only when it changes.
class AlarmWriter {
public:
    Status set(EndpointStore& store, const std::string& endpoint, const Alarm& alarm) {
        auto& known = m_known[endpoint + "/" + alarm.name];
        const auto text = alarm.state + alarm.message;
        if (known == text) return {};
        SLIPWAY_TRY(store.setAlarm(endpoint, alarm));
        known = text;
        return {};
    }

private:
    std::map<std::string, std::string> m_known;
};

} // namespace

struct EndpointHost::State {
    Options options;
    CaptureWriter capture;
    Gateway gateway;
    VariantServers servers;
    AlarmWriter alarms;
    std::set<std::string> routed; ///< endpoints that the gateway knows
    bool begun = false;
    SteadyClock::time_point lastFlush = SteadyClock::now();
    std::int64_t lost = 0;

    explicit State(Options wanted)
        : options(std::move(wanted)),
          capture(options.root / "logs" / "capture"),
          gateway(capture, *options.clock),
          servers(options.program, options.root / "logs" / "servers",
              [this](int port) { return gateway.answersPing(port); }) {}

    Status begin(EndpointStore& store, Timestamp now);
    Status storeCounts(EndpointStore& store);
    Status reconcile(DeployService& deployments, EndpointStore& store, const EndpointRow& row,
        const std::vector<VariantRow>& variants);
    Status advance(
        DeployService& deployments, EndpointStore& store, const EndpointRow& row, const DeploymentRow& running);
    Status judgeStep(
        DeployService& deployments, EndpointStore& store, const EndpointRow& row, const DeploymentRow& running);
    void route(const std::string& endpoint, const std::vector<VariantRow>& variants);
    Status describe(
        EndpointStore& store, const EndpointRow& row, const std::vector<VariantRow>& variants, Timestamp now);
    Status stopRetired(EndpointStore& store, const std::set<std::int64_t>& wanted);
};

/// Nothing runs yet, whatever a host that ended before has stored.
Status EndpointHost::State::begin(EndpointStore& store, Timestamp now) {
    if (begun) return {};
    SLIPWAY_TRY(store.resetVariantStates());
    SLIPWAY_ASSIGN(const auto rows, store.all());
    for (const auto& row : rows)
        if (row.state == "in_service")
            SLIPWAY_TRY(store.setState(row.name, "creating", "its servers are starting", now));
    begun = true;
    return {};
}

Status EndpointHost::State::storeCounts(EndpointStore& store) {
    const auto counts = gateway.takeCounts();
    lastFlush = SteadyClock::now();
    auto stored = store.addCounts(counts);
    if (!stored) gateway.returnCounts(counts);
    return stored;
}

/// From now on requests go to those whose server is ready, by weight.
void EndpointHost::State::route(const std::string& endpoint, const std::vector<VariantRow>& variants) {
    std::vector<GatewayTarget> targets;
    for (const auto& variant : variants)
        if (const int port = servers.readyPort(variant.id); port != 0)
            targets.push_back({variant.id, variant.model, variant.version, port, variant.weight});
    gateway.route(endpoint, std::move(targets));
    routed.insert(endpoint);
}

Status EndpointHost::State::reconcile(
    DeployService& deployments, EndpointStore& store, const EndpointRow& row, const std::vector<VariantRow>& variants) {
    SLIPWAY_ASSIGN(const auto latest, store.latestDeployment(row.name));
    const bool isRunning = latest && latest->state == "running";
    for (const auto& variant : variants) {
        const auto& server = servers.tend(variant, [&]() -> Result<std::filesystem::path> {
            SLIPWAY_ASSIGN(const auto version, deployments.m_registry.find(variant.model, variant.version));
            return version.bundle;
        });
        if (variant.state != server.state()) SLIPWAY_TRY(store.setVariantState(variant.id, server.state()));
    }
    route(row.name, variants);
    if (!isRunning) return describe(store, row, variants, deployments.m_ledger.clock().now());
    SLIPWAY_TRY(advance(deployments, store, row, *latest));
    SLIPWAY_ASSIGN(const auto moved, store.variants(row.name));
    route(row.name, moved);
    return {};
}

Status EndpointHost::State::advance(
    DeployService& deployments, EndpointStore& store, const EndpointRow& row, const DeploymentRow& running) {
    Rollout rollout(deployments.m_ledger, deployments.m_registry);
    if (servers.hasFailed(running.variant)) {
        SLIPWAY_TRY(storeCounts(store));
        return rollout.rollBack(kActor, row, running, servers.reason(running.variant), kCanaryAlarm);
    }
    if (!servers.isReady(running.variant)) return {};
    if (!running.isCanary) return rollout.finish(kActor, row, running);
    if (running.step < 0) return rollout.startStep(kActor, row, running, 0);
    return judgeStep(deployments, store, row, running);
}

Status EndpointHost::State::judgeStep(
    DeployService& deployments, EndpointStore& store, const EndpointRow& row, const DeploymentRow& running) {
    SLIPWAY_TRY(storeCounts(store)); // what was counted so far belongs to this step
    SLIPWAY_ASSIGN(const auto steps, store.steps(running.id));
    const auto current = std::ranges::find(steps, running.step, &StepRow::step);
    if (current == steps.end()) return {};
    StepFacts facts;
    facts.elapsedMs = deployments.m_ledger.clock().now() - current->startedAt;
    facts.intervalMs = running.intervalMs;
    facts.invocations = current->counts.invocations;
    facts.errors = current->counts.errors;
    facts.minimumRequests = running.minimumRequests;
    facts.maxErrorShare = running.maxErrorShare;
    facts.step = running.step;
    facts.steps = static_cast<int>(running.plan.size());
    Rollout rollout(deployments.m_ledger, deployments.m_registry);
    switch (judge(facts)) {
    case Verdict::RollBack:
        return rollout.rollBack(kActor, row, running, errorShareText(facts), kCanaryAlarm);
    case Verdict::Advance:
        return rollout.startStep(kActor, row, running, running.step + 1);
    case Verdict::Finish:
        return rollout.finish(kActor, row, running);
    case Verdict::Stay:
        break;
    }
    if (facts.invocations < kAlarmRequests) return {};
    SLIPWAY_ASSIGN(const auto known, store.alarms(row.name));
    for (const auto& alarm : known)
        if (alarm.name == kCanaryAlarm && alarm.state == "no_data")
            return store.setAlarm(row.name, {std::string(kCanaryAlarm), "ok", ""});
    return {};
}

/// State and alarm of an endpoint on which no deployment runs.
Status EndpointHost::State::describe(
    EndpointStore& store, const EndpointRow& row, const std::vector<VariantRow>& variants, Timestamp now) {
    if (variants.empty()) return {}; // its first deployment failed, and says why
    std::string down, state = "creating";
    for (const auto& variant : variants)
        if (!servers.isReady(variant.id)) {
            down = fmt::format("{}: {}", variant.name(), servers.reason(variant.id));
            if (servers.hasGivenUp(variant.id)) state = "failed";
        }
    if (down.empty() && row.state != "in_service") SLIPWAY_TRY(store.setState(row.name, "in_service", "", now));
    if (!down.empty() && (row.state != state || row.message != down))
        SLIPWAY_TRY(store.setState(row.name, state, down, now));
    const bool failing = std::ranges::any_of(variants, [&](const auto& v) { return servers.hasFailed(v.id); });
    return alarms.set(store, row.name, {"server", failing ? "firing" : "ok", failing ? down : ""});
}

/// Stops servers that nobody wants any more, each once the last request on it was answered.
Status EndpointHost::State::stopRetired(EndpointStore& store, const std::set<std::int64_t>& wanted) {
    for (const auto id : servers.others(wanted)) {
        if (gateway.inFlight(id) > 0) continue;
        SLIPWAY_TRY(storeCounts(store));
        if (const int port = servers.stop(id); port != 0) gateway.forget(port);
        SLIPWAY_TRY(store.setVariantState(id, "stopped"));
    }
    return {};
}

EndpointHost::EndpointHost(Options options) : m_state(std::make_unique<State>(std::move(options))) {}

EndpointHost::~EndpointHost() {
    m_state->servers.stopAll();
    if (!m_state->begun) return;
    auto db = store::Database::open(m_state->options.root / "workspace.db");
    if (!db) {
        log::error("the last counts of the endpoints are lost: " + toLine(db.error()));
        return;
    }
    EndpointStore store(*db);
    auto ended = m_state->storeCounts(store);
    if (ended) ended = store.setServer("", "");
    if (ended) ended = store.resetVariantStates();
    if (!ended) log::error("the endpoints could not be closed cleanly: " + toLine(ended.error()));
}

void EndpointHost::addRoutes(net::Router& router) {
    router.add("GET", "/endpoints/{name}/ping",
        [&gateway = m_state->gateway](const net::Request& request) { return gateway.ping(request); });
    router.add("POST", "/endpoints/{name}/invocations",
        [&gateway = m_state->gateway](const net::Request& request) { return gateway.invoke(request); });
}

Status EndpointHost::reconcile(DeployService& deployments, const std::string& url) {
    EndpointStore store(deployments.m_ledger.db());
    SLIPWAY_TRY(m_state->begin(store, deployments.m_ledger.clock().now()));
    SLIPWAY_TRY(store.setServer(url, ownProcessMark()));
    SLIPWAY_ASSIGN(const auto rows, store.all());
    Status first;
    const auto keepFirst = [&](Status status) {
        if (!status && first) first = std::move(status);
    };
    std::set<std::int64_t> wanted;
    std::set<std::string> names;
    for (const auto& row : rows) { // trouble with one endpoint leaves the others alone
        SLIPWAY_ASSIGN(const auto variants, store.variants(row.name));
        // What the gateway is told now. A variant that is retired on the way is stopped after the next round only, when
        // no new request can reach it.
        for (const auto& variant : variants) wanted.insert(variant.id);
        names.insert(row.name);
        keepFirst(m_state->reconcile(deployments, store, row, variants));
    }
    std::erase_if(m_state->routed, [&](const std::string& name) {
        if (names.contains(name)) return false;
        m_state->gateway.removeEndpoint(name);
        return true;
    });
    keepFirst(m_state->stopRetired(store, wanted));
    if (SteadyClock::now() - m_state->lastFlush >= 1s) keepFirst(m_state->storeCounts(store));
    if (const auto lost = m_state->capture.lost(); lost != m_state->lost) {
        for (const auto& name : names)
            keepFirst(m_state->alarms.set(
                store, name, {"capture", "firing", fmt::format("{} captured requests were lost", lost)}));
        m_state->lost = lost;
    }
    return first;
}

Status EndpointHost::flush(DeployService& deployments) {
    EndpointStore store(deployments.m_ledger.db());
    SLIPWAY_TRY(m_state->storeCounts(store));
    return m_state->capture.flush();
}

} // namespace slipway::deploy
