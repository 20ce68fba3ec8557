#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.h"
#include "core/table/value.h"
#include "core/train/algorithm.h"

namespace slipway::testkit {

/// The first `rows` rows of resources/sample/adult-FILE.csv.gz, cleaned: numbers are numbers, "?" is missing, labels
/// without dots. The columns have the names of the published description.
Result<table::Table> censusSample(const std::string& file, int rows);

/// The same as a CSV file with header line in `folder`.
Result<std::filesystem::path> censusFile(const std::string& file, int rows, const std::filesystem::path& folder);

/// A job on both files that trains in a moment.
Result<train::TrainingJob> censusJob(int rows = 4000);

} // namespace slipway::testkit
