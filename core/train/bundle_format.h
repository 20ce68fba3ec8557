#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/train/evaluation.h"
#include "core/train/model_bundle.h"

namespace slipway::train {

inline constexpr std::string_view kModelFile = "model.json";
inline constexpr std::string_view kDescriptionFile = "slipway-model.json";

/// What slipway-model.json says, checked.
struct BundleDescription {
    Task task = Task::Binary;
    std::string target;
    std::vector<std::string> labels; ///< sorted; empty for regression
    double threshold = 0.5;
    std::vector<InputColumn> inputs;

    /// Values that the model answers per row.
    std::size_t outputs() const { return task == Task::Multiclass ? labels.size() : 1; }
};

std::string_view name(Task task);      ///< "binary", "multiclass", "regression"
std::string_view objective(Task task); ///< XGBoost's name of what is learnt

/// `details` are added behind: algorithm, parameters, rows …
Json toJson(const BundleDescription& description, const Json& details);
/// `what` names the file in errors.
Result<BundleDescription> bundleDescriptionFromJson(const Json& json, std::string_view what);

/// Writes both files into a new folder beside `folder`, then renames it. `description` gets the model's hash.
Status writeBundle(const std::filesystem::path& folder, std::string_view model, Json description);

/// The bytes of the model file when its hash is the one that `description` has; else BadData.
Result<std::string> readModelFile(const std::filesystem::path& folder, const Json& description);

} // namespace slipway::train
