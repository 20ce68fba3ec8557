#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/table/value.h"
#include "core/train/bundle_format.h"
#include "core/train/evaluation.h"
#include "core/train/model_bundle.h"

namespace slipway::train {

/// A dataset's rows with what a model says about them, in the dataset's order.
struct ScoredRows {
    table::Table table; ///< the model's inputs and its target
    std::vector<ModelBundle::Prediction> predictions;
};

Result<ScoredRows> scoreRows(const ModelBundle& model, const data::DatasetVersion& dataset, Progress& progress);

/// BadData when a row's target is no label of the model.
Result<Evaluation> evaluateRows(const ModelBundle& model, const ScoredRows& rows);

/// predictions.parquet: row (from 1), truth, prediction, score and the dataset's sensitive columns.
Status writePredictions(const ScoredRows& rows, const ModelBundle& model, const data::DatasetVersion& dataset,
    const std::filesystem::path& file);

/// The rows of an earlier writePredictions beside those columns of the dataset; the prediction in `predictionColumn`.
Result<table::Table> readPredictions(const std::filesystem::path& predictions, const data::DatasetVersion& dataset,
    const std::vector<std::string>& columns, std::string_view predictionColumn, Progress& progress);

} // namespace slipway::train
