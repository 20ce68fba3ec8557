#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/table/value.h"
#include "core/train/model_bundle.h"

namespace slipway::train {

struct ParameterInfo {
    std::string name, type, fallback, help;
};
struct AlgorithmInfo {
    std::string name, help;
    std::vector<ParameterInfo> parameters;
};

/// The algorithms that train in-process: "xgboost".
std::vector<AlgorithmInfo> algorithms();

struct TrainingJob {
    std::string algorithm = "xgboost";
    std::map<std::string, std::string>
        parameters; ///< max_depth, eta, rounds, subsample, lambda, seed …; unknown: InvalidArgument
    table::Table training;
    table::Table validation;         ///< may be empty; metrics per round are computed on it too
    std::string target;              ///< label column
    std::vector<std::string> inputs; ///< feature columns
    int threads = 0;                 ///< 0: one, or two for tables of more than four million cells
};

/// Called after every boosting round: round from 0, metric name ("train-auc", "validation-logloss"), value.
using RoundListener = std::function<Status(int round, const std::map<std::string, double>& metrics)>;

/// Trains and writes a bundle into `folder` (made new). Deterministic for the same job. Cancel between rounds.
Result<ModelBundle> trainModel(
    const TrainingJob& job, const std::filesystem::path& folder, const RoundListener& listener, Progress& progress);

} // namespace slipway::train
