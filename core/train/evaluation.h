#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/table/value.h"

namespace slipway::train {

enum class Task { Binary, Multiclass, Regression };

struct CurvePoint {
    double x = 0, y = 0, threshold = 0;
};

/// Metrics by the names of cli.md; one that does not exist for this data is nullopt with a reason in `notes`.
/// stats-contract section 6 (scikit-learn).
struct Evaluation {
    Task task = Task::Binary;
    std::int64_t rows = 0;    ///< used
    std::int64_t skipped = 0; ///< null or non-finite in a used column
    std::map<std::string, std::optional<double>> metrics;
    std::map<std::string, std::string> notes;
    std::vector<std::string> labels;                  ///< sorted; the last is positive when binary
    std::vector<std::vector<std::int64_t>> confusion; ///< [truth][prediction]
    std::vector<CurvePoint> roc;                      ///< fpr, tpr, threshold (first +∞)
    std::vector<CurvePoint> pr;                       ///< recall, precision, threshold
    std::vector<CurvePoint> calibration;              ///< mean p, share positive, count as threshold
};

/// Columns of equal length. `scores` is the probability of the positive (last) label, or empty.
struct EvaluationInput {
    std::vector<table::Value> truth, predictions, scores;
    std::optional<Task> task; ///< guessed when absent: regression when truth is real numbers, else by label count
};
Result<Evaluation> evaluate(const EvaluationInput& input);

Json toJson(const Evaluation& evaluation); ///< as cli.md; curves thinned to at most 1,000 points each
Result<Evaluation> evaluationFromJson(const Json& json);

} // namespace slipway::train
