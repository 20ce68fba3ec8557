#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/train/algorithm.h"

namespace slipway::train {

/// A job's parameters with every default filled in, checked for name, type and range.
struct Parameters {
    int rounds = 0;
    int earlyStopping = 0; ///< rounds without better validation loss after which training ends; 0: never
    int maxCategories = 0;
    std::string task;                                        ///< "auto", "binary", "multiclass", "regression"
    std::vector<std::pair<std::string, std::string>> engine; ///< handed to XGBoost as they are
    std::map<std::string, std::string> effective;            ///< all of them, as stored with the model
};

/// InvalidArgument when there is no such algorithm, or names the parameter and what it may be.
Result<Parameters> checkAlgorithm(const std::string& algorithm, const std::map<std::string, std::string>& given);

std::vector<ParameterInfo> parameterInfos();

} // namespace slipway::train
