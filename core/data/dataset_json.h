#pragma once

#include <string>
#include <vector>

#include "core/data/dataset.h"

namespace slipway::data {

// How lists are kept in columns of dataset_version. Reading leaves out what it does not understand.
std::string columnsToJson(const std::vector<DatasetColumn>& columns);
std::vector<DatasetColumn> columnsFromJson(const std::string& text);
std::string skippedToJson(const std::vector<SkippedRow>& rows);
std::vector<SkippedRow> skippedFromJson(const std::string& text);

} // namespace slipway::data
