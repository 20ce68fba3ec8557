#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"

namespace slipway::workspace {

/// One step of the tour: what it made, the figures, and the command that reads them back.
struct TourStep {
    int number = 0;
    std::string title;
    std::vector<std::pair<std::string, std::string>> facts; ///< label, value as printed
    std::vector<std::string> readBack;                      ///< "slipway data show census"
    double seconds = 0;
};

struct TourOptions {
    std::filesystem::path folder;  ///< workspace, made when missing
    std::filesystem::path sample;  ///< folder with adult-train.csv.gz, adult-test.csv.gz
    std::filesystem::path program; ///< `slipway`, for model servers
    std::string person;
};

/// The main job: one model's whole life on real census data, every step done by the same services that the panels and
/// verbs use. Run again on the same workspace it completes what is missing and repeats the rest harmlessly.
Result<std::vector<TourStep>> runTour(
    const TourOptions& options, const std::function<void(const TourStep&)>& finished, Progress& progress);

} // namespace slipway::workspace
