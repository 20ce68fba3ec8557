#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/workspace/tour/tour_state.h"

namespace slipway::workspace::tour {

Status pause(State& state, int milliseconds) {
    for (int waited = 0; waited < milliseconds; waited += 20) {
        if (state.progress.cancelled())
            return fail(ErrorCode::Cancelled, "the tour was cancelled", "Run it again to go on");
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return {};
}

Result<std::vector<std::string>> testRowsAsCsv(State& state, const std::string& where) {
    std::vector<std::string> quoted;
    for (const auto& input : state.inputs) quoted.push_back(table::quoteIdentifier(input));
    const auto sql =
        fmt::format("SELECT {} FROM \"{}\"{}", join(quoted, ", "), kTestSet, where.empty() ? "" : " WHERE " + where);
    SLIPWAY_ASSIGN(const auto result, state.workspace->datasets().query(sql, 100000, state.progress));
    std::vector<std::string> lines(result.table.rowCount());
    for (const auto& column : result.table.cells)
        for (std::size_t row = 0; row < lines.size(); ++row) {
            if (!lines[row].empty() || &column != &result.table.cells.front()) lines[row] += ',';
            lines[row] += table::toText(column[row]); // no value of this data holds a comma or a quote
        }
    return lines;
}

Result<Traffic> sendRows(State& state, const std::string& endpoint, const std::vector<std::string>& rows,
    std::size_t from, std::size_t to, std::size_t batch) {
    Traffic traffic;
    const auto url = fmt::format("{}/endpoints/{}/invocations", state.service.url, endpoint);
    const net::Headers headers{
        {"Content-Type", "text/csv"}, {"Accept", "text/csv"}, {"Authorization", "Bearer " + state.service.token}};
    for (auto at = from; at < to; at += batch) {
        if (state.progress.cancelled())
            return fail(ErrorCode::Cancelled, "the tour was cancelled", "Run it again to go on");
        std::string body;
        const auto end = std::min(at + batch, to);
        for (auto row = at; row < end; ++row) body += rows[row] + "\n";
        SLIPWAY_ASSIGN(const auto answer, state.http.send("POST", url, body, headers));
        ++traffic.requests;
        traffic.rows += static_cast<std::int64_t>(end - at);
        if (answer.status != 200) {
            ++traffic.failed;
            continue;
        }
        for (auto& line : split(answer.body, '\n'))
            if (const auto text = trimmed(line); !text.empty()) traffic.answers.emplace_back(text);
    }
    return traffic;
}

namespace {

/// Registers the run and approves it as the person of the tour; both are harmless when done before.
Result<registry::ModelVersion> registerAndApprove(
    State& state, const std::string& run, const std::string& note, Facts& facts) {
    auto& registry = state.workspace->registry();
    SLIPWAY_ASSIGN(auto version, registry.registerRun(state.actor, kModel, run));
    facts.add(version.reference(), fmt::format("registered from run {}, {}", run.substr(0, 8), name(version.status)));
    SLIPWAY_ASSIGN(const auto gate, registry.gate(version));
    for (const auto& evidence : gate.evidence)
        facts.add("  " + evidence.check, fmt::format("{}: {}", name(evidence.state), evidence.fact));
    if (version.status == registry::VersionStatus::Pending) {
        SLIPWAY_ASSIGN(version, registry.approve(state.actor, kModel, version.version, note, 0));
    }
    facts.add(version.reference(), fmt::format("{} by {}{}", name(version.status), version.decidedBy,
                                       version.selfApproved ? ", marked as self-approved" : ""));
    facts.readBack(fmt::format("slipway model show {} {}", kModel, version.version));
    return version;
}

/// Waits for the rule "approved-to-staging" to have this version in service.
Result<deploy::Endpoint> waitForStaging(State& state, const registry::ModelVersion& version) {
    auto& deployments = state.workspace->deployments();
    for (int waited = 0; waited < 30000; waited += 100) {
        const auto endpoint = deployments.find(kStaging);
        if (endpoint && endpoint->state == "in_service" && !endpoint->variants.empty() &&
            endpoint->variants.back().version == version.version)
            return *endpoint;
        if (endpoint && endpoint->state == "failed")
            return fail(
                ErrorCode::FailedPrecondition, "staging failed: " + endpoint->message, "See logs/ in the workspace");
        // The rule acted in an earlier tour and a later version took its place: put this one there by hand.
        if (waited == 10000) {
            deploy::DeployRequest request{.model = kModel, .version = version.version, .stage = "staging"};
            SLIPWAY_ASSIGN([[maybe_unused]] const auto again, deployments.deploy(state.actor, request));
        }
        SLIPWAY_TRY(pause(state, 100));
    }
    return fail(ErrorCode::Unavailable, "staging did not come into service within 30 s", "See logs/ in the workspace");
}

std::string servedBy(const deploy::Endpoint& endpoint) {
    std::string text;
    for (const auto& variant : endpoint.variants)
        text += fmt::format("{}{} at {:g} %", text.empty() ? "" : ", ", variant.name(), variant.weight);
    return text;
}

/// Every test row through the endpoint, compared with the same model in this process.
Status compareWithInProcess(State& state, const std::string& run, const std::string& endpoint, Facts& facts) {
    SLIPWAY_ASSIGN(const auto rows, testRowsAsCsv(state, ""));
    SLIPWAY_ASSIGN(const auto served, sendRows(state, endpoint, rows, 0, rows.size(), 200));
    SLIPWAY_ASSIGN(const auto bundle, state.workspace->training().bundle(run));
    std::vector<std::vector<std::string>> cells;
    for (const auto& row : rows) cells.push_back(split(row, ','));
    SLIPWAY_ASSIGN(const auto predictions, bundle.predict(cells));
    std::size_t equal = 0;
    for (std::size_t i = 0; i < predictions.size() && i < served.answers.size(); ++i)
        if (served.answers[i] == toText(predictions[i].score) + "," + predictions[i].label) ++equal;
    if (equal != rows.size() || served.answers.size() != rows.size())
        return fail(ErrorCode::Internal,
            fmt::format("{} of {} endpoint predictions equal the in-process ones", equal, rows.size()));
    facts.add("predictions",
        fmt::format("{} of {} test rows equal in the endpoint and in this process",
            withThousands(static_cast<long long>(equal)), withThousands(static_cast<long long>(rows.size()))));
    return {};
}

} // namespace

Status approveFirst(State& state, Facts& facts) {
    const auto& run = state.candidates.back();
    SLIPWAY_ASSIGN(const auto bundle, state.workspace->training().bundle(run));
    state.inputs.clear();
    for (const auto& input : bundle.inputs()) state.inputs.push_back(input.name);

    SLIPWAY_ASSIGN(const auto version,
        registerAndApprove(state, run, "First version, so that there is one to compare with", facts));
    auto& deployments = state.workspace->deployments();
    const auto production = deployments.find(kProduction);
    if (!production) {
        SLIPWAY_ASSIGN(const auto staging, waitForStaging(state, version));
        facts.add(staging.name, "deployed by the rule approved-to-staging: " + servedBy(staging));
        deploy::DeployRequest request{.model = kModel, .version = version.version, .stage = "production"};
        SLIPWAY_ASSIGN([[maybe_unused]] const auto deployed, deployments.deploy(state.actor, request));
    }
    // A canary that an earlier tour left half-way goes on once requests come: nothing to wait for here.
    SLIPWAY_ASSIGN(auto ready, deployments.find(kProduction));
    if (ready.state != "updating") {
        SLIPWAY_ASSIGN(ready, deployments.waitFor(kProduction, 30000, &state.progress));
    }
    if (ready.state == "failed")
        return fail(ErrorCode::FailedPrecondition, "production failed: " + ready.message, "See logs/ in the workspace");
    facts.add(ready.name, servedBy(ready));
    facts.readBack(fmt::format("slipway endpoint show {}", kProduction));
    return {};
}

Status approveBest(State& state, Facts& facts) {
    const auto& run = state.candidates.front();
    SLIPWAY_ASSIGN(
        const auto version, registerAndApprove(state, run, "Best candidate on rows that it never saw", facts));
    SLIPWAY_ASSIGN(const auto staging, waitForStaging(state, version));
    facts.add(staging.name, "deployed by the rule approved-to-staging: " + servedBy(staging));
    SLIPWAY_TRY(compareWithInProcess(state, run, kStaging, facts));
    facts.readBack("slipway rule list");
    facts.readBack(fmt::format("slipway endpoint show {}", kStaging));
    return {};
}

Status releaseByCanary(State& state, Facts& facts) {
    auto& deployments = state.workspace->deployments();
    SLIPWAY_ASSIGN(
        const auto version, state.workspace->registry().registerRun(state.actor, kModel, state.candidates.front()));
    deploy::DeployRequest request{.model = kModel,
        .version = version.version,
        .stage = "production",
        .endpoint = {},
        .canary = {10, 50, 100},
        .intervalMs = 2000,
        .minimumRequests = 20};
    SLIPWAY_ASSIGN(auto endpoint, deployments.deploy(state.actor, request));

    SLIPWAY_ASSIGN(const auto rows, testRowsAsCsv(state, ""));
    constexpr std::size_t batch = 10, burst = 200;
    Traffic total;
    state.likeDataFrom = state.workspace->ledger().clock().now();
    const auto started = std::chrono::steady_clock::now();
    // Real test rows all the while, and each of them at least once, so that monitoring sees the whole file.
    for (std::size_t at = 0; at < rows.size() || endpoint.state == "updating"; at += burst) {
        const auto from = at % rows.size();
        SLIPWAY_ASSIGN(
            const auto sent, sendRows(state, kProduction, rows, from, std::min(from + burst, rows.size()), batch));
        total.requests += sent.requests;
        total.rows += sent.rows;
        total.failed += sent.failed;
        SLIPWAY_ASSIGN(endpoint, deployments.find(kProduction));
        if (endpoint.canary.state == "rolled_back")
            return fail(ErrorCode::CheckNotMet, "the canary was rolled back: " + endpoint.canary.reason);
        if (std::chrono::steady_clock::now() - started > std::chrono::seconds(60))
            return fail(ErrorCode::Unavailable, "the canary did not finish within 60 s", "See logs/ in the workspace");
    }
    SLIPWAY_TRY(pause(state, 1500)); // counts and captures reach the disk within a second
    state.likeDataTo = state.workspace->ledger().clock().now();
    SLIPWAY_ASSIGN(endpoint, deployments.find(kProduction));
    for (const auto& step : endpoint.canary.steps)
        facts.add(fmt::format("{:g} %", step.percent),
            fmt::format("{} requests to {}, {} errors, p50 {:.2f} ms, p99 {:.2f} ms", step.invocations,
                endpoint.canary.toVersion, step.errors, step.p50Ms, step.p99Ms));
    facts.add("sent", fmt::format("{} requests with {} rows, {} failed", withThousands(total.requests),
                          withThousands(total.rows), total.failed));
    if (total.failed > 0)
        return fail(ErrorCode::CheckNotMet, fmt::format("{} requests failed during the canary", total.failed));
    facts.add(endpoint.name, servedBy(endpoint));
    facts.readBack(fmt::format("slipway endpoint show {}", kProduction));
    return {};
}

} // namespace slipway::workspace::tour
