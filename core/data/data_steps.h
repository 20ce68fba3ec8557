#pragma once

#include <memory>

#include "core/pipeline/step.h"

namespace slipway::data {

class DatasetService;

/// Pipeline step "data.materialize": parameters dataset (name of the new version), sql. Outputs dataset, rows, hash.
std::unique_ptr<pipeline::Step> materializeStep(DatasetService& datasets);
/// Pipeline step "data.filter": parameters from (reference), to (name), rule.NAME (condition to keep). Outputs dataset,
/// rows, dropped.
std::unique_ptr<pipeline::Step> filterStep(DatasetService& datasets);

} // namespace slipway::data
