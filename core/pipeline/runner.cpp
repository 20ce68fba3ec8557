#include "core/pipeline/runner.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/ledger/ledger.h"

namespace slipway::pipeline {

namespace {

constexpr std::size_t kBatch = 2000;
constexpr std::size_t kLongestLog = 256 * 1024;

/// Trying again helps against an outside that does not answer, not against a wrong value.
bool mayHelpToRetry(ErrorCode code) {
    return code != ErrorCode::Cancelled && code != ErrorCode::InvalidArgument && code != ErrorCode::PermissionDenied;
}

/// 0.1, 0.2, 0.4 … seconds; ends early when cancelled.
void pauseBefore(int attempt, const Progress& progress) {
    using namespace std::chrono;
    const auto until = steady_clock::now() + milliseconds(100 << std::min(attempt - 1, 6));
    while (!progress.cancelled() && steady_clock::now() < until) std::this_thread::sleep_for(milliseconds(10));
}

void addLine(std::string& log, std::string_view line) {
    if (log.size() >= kLongestLog) return;
    log.append(line.substr(0, kLongestLog - log.size()));
    log += '\n';
}

} // namespace

Runner::Runner(
    Ledger& ledger, RunStore& store, const Plan& plan, PipelineRun& run, const access::Actor& actor, Progress& progress)
    : m_ledger(ledger),
      m_store(store),
      m_plan(plan),
      m_run(run),
      m_actor(actor),
      m_progress(progress),
      m_outputs(plan.items().size()) {}

double Runner::fraction() const {
    return static_cast<double>(m_handled) / static_cast<double>(m_plan.items().size());
}

Result<std::string> Runner::execute() {
    for (const auto position : m_plan.order()) {
        if (m_progress.cancelled()) break;
        SLIPWAY_TRY(handle(position));
        ++m_handled;
        if (m_unsaved.size() >= kBatch) SLIPWAY_TRY(flush());
    }
    for (std::size_t i = 0; i < m_run.steps.size(); ++i) {
        if (m_run.steps[i].state != "waiting") continue;
        m_run.steps[i].state = "cancelled";
        settle(i);
    }
    SLIPWAY_TRY(flush());
    const auto any = [&](std::string_view state) {
        return std::ranges::find(m_run.steps, state, &StepRun::state) != m_run.steps.end();
    };
    if (any("cancelled")) return std::string("cancelled");
    return std::string(any("failed") ? "failed" : "done");
}

/// Decides about one step: skip it, take it from the cache, or run it.
Status Runner::handle(std::size_t position) {
    auto& step = m_run.steps[position];
    for (const auto need : m_plan.items()[position].needs) {
        const auto& state = m_run.steps[need].state;
        if (state == "done" || state == "cached") continue;
        step.state = state == "cancelled" ? "cancelled" : "skipped";
        step.error = fmt::format("step '{}' before it did not finish", m_run.steps[need].name);
        settle(position);
        return {};
    }
    const auto parameters = m_plan.parametersOf(position, m_run.parameters, m_outputs);
    const auto key =
        parameters ? cacheKey(position, *parameters) : Result<std::string>(std::unexpected(parameters.error()));
    if (!key) {
        failStep(step, key.error());
        settle(position);
        return {};
    }
    if (!key->empty()) {
        SLIPWAY_ASSIGN(auto known, m_store.cached(*key));
        if (known) {
            step.state = "cached";
            step.log = fmt::format("unchanged since run {}\n", known->run);
            step.outputs = std::move(known->outputs);
            settle(position);
            return {};
        }
    }
    SLIPWAY_TRY(flush());
    return runStep(position, *parameters, *key);
}

/// Empty when the step is never cached. The hash is over length-prefixed texts, so that no two inputs look the same.
Result<std::string> Runner::cacheKey(std::size_t position, const Values& parameters) {
    auto& step = m_run.steps[position];
    const StepContext context{m_actor, parameters, [&](std::string_view line) { addLine(step.log, line); }, m_progress};
    SLIPWAY_ASSIGN(const auto fingerprint, m_plan.items()[position].step->fingerprint(context));
    if (fingerprint.empty()) return std::string();
    Sha256 sha;
    const auto add = [&](std::string_view text) {
        sha.update(std::to_string(text.size()));
        sha.update(":");
        sha.update(text);
    };
    add(step.kind);
    for (const auto& [name, value] : parameters) {
        add(name);
        add(value);
    }
    add("fingerprint");
    add(fingerprint);
    return sha.hex();
}

Status Runner::runStep(std::size_t position, const Values& parameters, const std::string& cacheKey) {
    auto& step = m_run.steps[position];
    const int attempts = 1 + m_plan.items()[position].definition->retries;
    step.state = "running";
    step.startedAt = m_ledger.clock().now();
    while (step.state == "running") {
        ++step.attempts;
        SLIPWAY_TRY(m_store.updateStep(m_run.id, position, step));
        auto made = attempt(position, parameters);
        if (made) {
            step.state = "done";
            step.outputs = std::move(*made);
        } else if (m_progress.cancelled() || made.error().code == ErrorCode::Cancelled) {
            step.state = "cancelled";
            step.error = toLine(made.error());
        } else if (step.attempts < attempts && mayHelpToRetry(made.error().code)) {
            addLine(step.log, fmt::format("attempt {}: {}", step.attempts, toLine(made.error())));
            pauseBefore(step.attempts, m_progress);
        } else {
            failStep(step, made.error());
        }
    }
    settle(position);
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_ledger.db()));
    SLIPWAY_TRY(flush());
    if (step.state == "done" && !cacheKey.empty()) SLIPWAY_TRY(m_store.addToCache(cacheKey, m_run.id, step));
    return transaction.commit();
}

Result<Values> Runner::attempt(std::size_t position, const Values& parameters) {
    auto& step = m_run.steps[position];
    const double share = 1.0 / static_cast<double>(m_plan.items().size());
    SubProgress progress(m_progress, fraction(), fraction() + share);
    progress.update(0, step.name);
    const StepContext context{m_actor, parameters, [&](std::string_view line) { addLine(step.log, line); }, progress};
    try {
        return m_plan.items()[position].step->execute(context);
    } catch (const std::exception& e) { // a step of somebody else's must not take the run with it
        return fail(ErrorCode::Internal, fmt::format("the step stopped: {}", e.what()), "Please report this");
    }
}

void Runner::failStep(StepRun& step, const Error& error) {
    step.state = "failed";
    step.error = toLine(error);
}

void Runner::settle(std::size_t position) {
    auto& step = m_run.steps[position];
    const auto now = m_ledger.clock().now();
    if (step.startedAt == 0) step.startedAt = now;
    step.endedAt = now;
    m_outputs[position] = step.outputs;
    m_unsaved.push_back(position);
}

Status Runner::flush() {
    if (m_unsaved.empty()) return {};
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_ledger.db()));
    for (const auto position : m_unsaved) SLIPWAY_TRY(m_store.updateStep(m_run.id, position, m_run.steps[position]));
    SLIPWAY_TRY(transaction.commit());
    m_unsaved.clear();
    m_progress.update(fraction(), fmt::format("{} of {} steps", m_handled, m_plan.items().size()));
    return {};
}

} // namespace slipway::pipeline
