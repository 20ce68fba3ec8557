#include <algorithm>

#include <fmt/format.h>

#include "core/workspace/tour/tour_state.h"

namespace slipway::workspace::tour {

namespace {

struct Candidate {
    std::string name;
    std::map<std::string, std::string> parameters;
};

const std::vector<Candidate> kCandidates{
    {"shallow", {{"max_depth", "3"}, {"eta", "0.3"}, {"rounds", "150"}}},
    {"balanced", {{"max_depth", "6"}, {"eta", "0.1"}, {"rounds", "150"}, {"colsample_bytree", "0.6"}}},
    {"deep",
        {{"max_depth", "8"}, {"eta", "0.05"}, {"rounds", "150"}, {"subsample", "0.8"}, {"colsample_bytree", "0.6"}}},
};

constexpr auto kValidationAuc = "validation-auc";

double latest(const track::Run& run, const std::string& metric) {
    const auto it = run.metrics.find(metric);
    return it == run.metrics.end() ? 0 : it->second.latest;
}

/// A finished run of this candidate on these very rows from an earlier tour.
Result<std::string> earlierRun(
    State& state, std::int64_t experiment, const std::string& name, const std::string& hash) {
    track::RunQuery query;
    query.experiment = experiment;
    SLIPWAY_ASSIGN(const auto page, state.workspace->tracker().search(query, "", 1000));
    for (const auto& run : page.runs) {
        const auto tag = run.tags.find("slipway.dataset.hash");
        if (run.name == name && run.status == track::RunStatus::Finished && tag != run.tags.end() &&
            tag->second == hash)
            return run.id;
    }
    return std::string();
}

Result<std::string> trainOrReuse(
    State& state, std::int64_t experiment, const Candidate& candidate, Progress& progress) {
    SLIPWAY_ASSIGN(const auto fit, state.workspace->datasets().find(kFitSet));
    SLIPWAY_ASSIGN(const auto earlier, earlierRun(state, experiment, candidate.name, fit.hash));
    if (!earlier.empty()) return earlier;
    train::TrainingRequest request;
    request.experiment = kExperiment;
    request.runName = candidate.name;
    request.trainDataset = fit.reference();
    request.validationDataset = kValidationSet;
    request.target = kTarget;
    request.parameters = candidate.parameters;
    SLIPWAY_ASSIGN(const auto run, state.workspace->training().train(state.actor, request, progress));
    return run.id;
}

std::string parametersText(const track::Run& run) {
    std::string text;
    for (const char* key : {"max_depth", "eta", "rounds", "subsample", "colsample_bytree"})
        if (const auto it = run.parameters.find(key); it != run.parameters.end())
            text += fmt::format("{}{}={}", text.empty() ? "" : ", ", key, it->second);
    return text;
}

} // namespace

Status trainCandidates(State& state, Facts& facts) {
    auto& tracker = state.workspace->tracker();
    SLIPWAY_ASSIGN(const auto experiment, tracker.experiment(state.actor, kExperiment));
    std::vector<track::Run> runs;
    for (std::size_t i = 0; i < kCandidates.size(); ++i) {
        const auto share = 1.0 / static_cast<double>(kCandidates.size());
        SubProgress part(state.progress, static_cast<double>(i) * share, static_cast<double>(i + 1) * share);
        SLIPWAY_ASSIGN(const auto id, trainOrReuse(state, experiment.id, kCandidates[i], part));
        SLIPWAY_ASSIGN(auto run, tracker.find(id));
        runs.push_back(std::move(run));
    }
    std::ranges::sort(
        runs, [](const auto& a, const auto& b) { return latest(a, kValidationAuc) > latest(b, kValidationAuc); });
    for (const auto& run : runs) {
        SLIPWAY_ASSIGN(const auto history, tracker.history(run.id, kValidationAuc));
        facts.add(run.name, fmt::format("run {}, {}; validation AUC {:.4f} after {} rounds", run.id.substr(0, 8),
                                parametersText(run), latest(run, kValidationAuc), history.size()));
        facts.readBack("slipway runs show " + run.id.substr(0, 8));
        state.candidates.push_back(run.id);
    }
    const auto& tags = runs.front().tags;
    if (const auto it = tags.find("slipway.dataset"); it != tags.end()) facts.add("data version", it->second);
    if (const auto it = tags.find("slipway.version"); it != tags.end()) facts.add("code version", it->second);
    facts.readBack(fmt::format("slipway runs history {} {}", runs.front().id.substr(0, 8), kValidationAuc));
    return {};
}

Status evaluateCandidates(State& state, Facts& facts) {
    auto& training = state.workspace->training();
    for (const auto& id : state.candidates) {
        SLIPWAY_ASSIGN(const auto run, state.workspace->tracker().find(id));
        SLIPWAY_ASSIGN(const auto test, state.workspace->datasets().find(kTestSet));
        SLIPWAY_ASSIGN(const auto evaluation, training.evaluate(state.actor, id, test.reference(), state.progress));
        const auto metric = [&](const char* name) { return evaluation.metrics.at(name).value_or(0); };
        facts.add(run.name, fmt::format("accuracy {:.4f}, ROC AUC {:.4f}, log loss {:.4f} on {} rows",
                                metric("accuracy"), metric("roc_auc"), metric("log_loss"), evaluation.rows));
        if (id == state.candidates.front()) {
            const auto& m = evaluation.confusion;
            facts.add("confusion of " + run.name, fmt::format("{} {}/{}, {} {}/{} (right/wrong)", evaluation.labels[0],
                                                      m[0][0], m[0][1], evaluation.labels[1], m[1][1], m[1][0]));
        }
        SLIPWAY_ASSIGN(const auto bias, training.bias(state.actor, id, "sex", "Female", state.progress));
        facts.add("bias on sex, " + run.name,
            fmt::format("DPL {:.4f}, DPPL {:.4f}, DI {:.4f} ({} women, {} others)",
                bias.preTraining.at("DPL").value_or(0), bias.postTraining.at("DPPL").value_or(0),
                bias.postTraining.at("DI").value_or(0), bias.disadvantagedRows, bias.advantagedRows));
    }
    facts.readBack("slipway runs compare " + state.candidates[0].substr(0, 8) + " " + state.candidates[1].substr(0, 8));
    facts.readBack("slipway train evaluation " + state.candidates.front().substr(0, 8));
    return {};
}

} // namespace slipway::workspace::tour
