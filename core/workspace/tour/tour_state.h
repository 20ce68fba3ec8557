#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/net/http_client.h"
#include "core/workspace/service_host.h"
#include "core/workspace/tour/tour.h"
#include "core/workspace/workspace.h"

namespace slipway::workspace::tour {

/// Names that the tour's steps share.
inline constexpr auto kTrainingSet = "census";
inline constexpr auto kTestSet = "census-test";
inline constexpr auto kCleanSet = "census-clean";
inline constexpr auto kFitSet = "census-fit";
inline constexpr auto kValidationSet = "census-validation";
inline constexpr auto kFeatureGroup = "census-person";
inline constexpr auto kExperiment = "census-income";
inline constexpr auto kModel = "census-income";
inline constexpr auto kTarget = "income";
inline constexpr auto kStaging = "census-income-staging";
inline constexpr auto kProduction = "census-income-production";
inline constexpr auto kMonitor = "census-income-inputs";
inline constexpr auto kPipeline = "census-retraining";
inline constexpr auto kDriftRule = "drift-to-retraining";

/// What the steps hand on to each other.
struct State {
    TourOptions options;
    Progress& progress;
    std::unique_ptr<Workspace> workspace;
    access::Actor actor;
    std::unique_ptr<ServiceHost> ownService; ///< when no service was running
    ServiceInfo service;
    net::HttpClient http;
    std::vector<std::string> candidates; ///< run ids, best first by validation AUC
    std::vector<std::string> inputs;     ///< of the models
    std::int64_t likeDataFrom = 0, likeDataTo = 0;
};

/// Collects a step's facts.
class Facts {
public:
    explicit Facts(TourStep& step) : m_step(step) {}
    void add(std::string label, std::string value) { m_step.facts.emplace_back(std::move(label), std::move(value)); }
    void readBack(std::string command) { m_step.readBack.push_back(std::move(command)); }

private:
    TourStep& m_step;
};

Status importData(State& state, Facts& facts); // tour_data.cpp
Status filterRows(State& state, Facts& facts);
Status makeFeatures(State& state, Facts& facts);
Status trainCandidates(State& state, Facts& facts); // tour_training.cpp
Status evaluateCandidates(State& state, Facts& facts);
Status approveFirst(State& state, Facts& facts); // tour_release.cpp
Status approveBest(State& state, Facts& facts);
Status releaseByCanary(State& state, Facts& facts);
Status watchLikeData(State& state, Facts& facts); // tour_watch.cpp
Status watchDrift(State& state, Facts& facts);
Status proveHistory(State& state, Facts& facts);

/// Test rows as the model's CSV input, in file order. `where` is SQL over the test set, "" for all.
Result<std::vector<std::string>> testRowsAsCsv(State& state, const std::string& where);

/// What one pass of requests did.
struct Traffic {
    std::int64_t requests = 0, rows = 0, failed = 0;
    std::vector<std::string> answers; ///< "score,label" per row, in order
};
/// Sends rows [from, to) to the endpoint, `batch` rows a request.
Result<Traffic> sendRows(State& state, const std::string& endpoint, const std::vector<std::string>& rows,
    std::size_t from, std::size_t to, std::size_t batch);

/// Sleeps in small pieces; Cancelled when the progress is.
Status pause(State& state, int milliseconds);

} // namespace slipway::workspace::tour
