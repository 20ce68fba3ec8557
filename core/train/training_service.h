#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/progress.h"
#include "core/data/dataset_service.h"
#include "core/track/tracker.h"
#include "core/train/bias.h"
#include "core/train/evaluation.h"
#include "core/train/model_bundle.h"

namespace slipway {
class Ledger;
}

namespace slipway::train {

struct ScoredRows;

struct TrainingRequest {
    std::string experiment, runName;
    std::string trainDataset, validationDataset; ///< references; validation may be ""
    std::string target;
    std::vector<std::string> inputs; ///< empty: every column but the target
    std::string algorithm = "xgboost";
    std::map<std::string, std::string> parameters;
};

/// Training as tracked runs. A run gets: parameters, metrics per round, artifacts model/ (the bundle), code version
/// (program version and git commit), dataset reference and hash as tags, lineage dataset -> run. A failed or cancelled
/// training ends its run as FAILED or KILLED with the reason in tag "slipway.error". Same thread as the ledger's
/// database.
class TrainingService {
public:
    TrainingService(Ledger& ledger, data::DatasetService& datasets, track::Tracker& tracker);

    Result<track::Run> train(const access::Actor& actor, const TrainingRequest& request, Progress& progress);

    /// Scores the dataset with the run's model; logs test_* metrics, artifacts evaluation.json and predictions.parquet.
    Result<Evaluation> evaluate(
        const access::Actor& actor, std::string_view run, std::string_view dataset, Progress& progress);
    /// Needs evaluate() before; artifact bias-FACET.json.
    Result<BiasReport> bias(const access::Actor& actor, std::string_view run, std::string_view facet,
        std::string_view facetValue, Progress& progress);

    /// Text that changes when train() would make another model: the datasets' hashes and the program's version.
    Result<std::string> fingerprint(const TrainingRequest& request) const;

    Result<ModelBundle> bundle(std::string_view run) const;
    Result<Evaluation> storedEvaluation(std::string_view run) const;
    Result<std::vector<BiasReport>> storedBias(std::string_view run) const;

private:
    Status linkDatasets(const access::Actor& actor, const track::Run& run, const data::DatasetVersion& training,
        const std::optional<data::DatasetVersion>& validation);
    Status storeEvaluation(const access::Actor& actor, const track::Run& run, const data::DatasetVersion& dataset,
        const ModelBundle& model, const ScoredRows& rows, const Evaluation& evaluation);

    Ledger& m_ledger;
    data::DatasetService& m_datasets;
    track::Tracker& m_tracker;
};

} // namespace slipway::train
