#include "core/workspace/tour/tour.h"

#include <array>
#include <chrono>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/workspace/tour/tour_state.h"

namespace slipway::workspace {

namespace {

using namespace tour;

struct Stage {
    const char* title;
    Status (*run)(State&, Facts&);
};

constexpr std::array<Stage, 11> kStages{{
    {"Import the published census files", importData},
    {"Filter rows, and know why each was dropped", filterRows},
    {"A feature group, offline and online", makeFeatures},
    {"Three XGBoost candidates in one experiment", trainCandidates},
    {"Evaluation and bias on the test file", evaluateCandidates},
    {"A first version goes live", approveFirst},
    {"The best candidate: gate, approval, staging", approveBest},
    {"To production by canary, under real requests", releaseByCanary},
    {"Monitoring: like data", watchLikeData},
    {"Monitoring: drift, and retraining by itself", watchDrift},
    {"Lineage and audit trail", proveHistory},
}};

/// The rule that starts retraining belongs to the sample workspace, not to every new one.
std::string tourSettings(const std::string& name) {
    return defaultSettings(name) + fmt::format(R"(  - name: {}
    when: drift.detected
    where:
      monitor: {}
    then: run-pipeline
    with:
      pipeline: {}
)",
                                       kDriftRule, kMonitor, kPipeline);
}

bool hasDriftRule(const Workspace& workspace) {
    for (const auto& rule : workspace.settings().rules)
        if (rule.name == kDriftRule) return true;
    return false;
}

/// Opens the workspace, or makes it with the tour's rules.
Result<std::unique_ptr<Workspace>> openOrCreate(const TourOptions& options) {
    const auto file = options.folder / "slipway.yaml";
    auto opened = Workspace::open(options.folder);
    if (!opened && opened.error().code == ErrorCode::NotFound)
        opened = Workspace::create(options.folder, options.person);
    if (!opened) return std::unexpected(opened.error());
    if (hasDriftRule(**opened)) return opened;
    const auto name = (*opened)->settings().name;
    SLIPWAY_ASSIGN(const auto current, readFile(file));
    if (current != defaultSettings(name))
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("{} was edited and has no rule '{}'", file.string(), kDriftRule),
            "Take the tour in a folder of its own: slipway --workspace ~/Slipway-sample tour");
    SLIPWAY_TRY(writeFileAtomically(file, tourSettings(name)));
    return Workspace::open(options.folder);
}

Status startService(State& state) {
    if (auto running = findService(state.options.folder)) {
        state.service = *running;
        return {};
    }
    ServiceHost::Options options;
    options.folder = state.options.folder;
    options.program = state.options.program;
    SLIPWAY_ASSIGN(state.ownService, ServiceHost::start(options));
    state.service = state.ownService->info();
    return {};
}

} // namespace

Result<std::vector<TourStep>> runTour(
    const TourOptions& options, const std::function<void(const TourStep&)>& finished, Progress& progress) {
    State state{.options = options, .progress = progress};
    SLIPWAY_ASSIGN(state.workspace, openOrCreate(options));
    SLIPWAY_ASSIGN(state.actor, state.workspace->actor(options.person));
    SLIPWAY_TRY(state.workspace->tracker().markOrphans());
    SLIPWAY_TRY(startService(state));
    std::vector<TourStep> steps;
    for (std::size_t i = 0; i < kStages.size(); ++i) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "the tour was cancelled", "Run it again to go on");
        progress.update(static_cast<double>(i) / static_cast<double>(kStages.size()), kStages[i].title);
        TourStep step{.number = static_cast<int>(i) + 1, .title = kStages[i].title};
        Facts facts(step);
        const auto began = std::chrono::steady_clock::now();
        SLIPWAY_TRY(kStages[i].run(state, facts));
        step.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
        if (finished) finished(step);
        steps.push_back(std::move(step));
    }
    return steps;
}

} // namespace slipway::workspace
