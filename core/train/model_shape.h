#pragma once

#include <string_view>

#include "core/base/result.h"
#include "core/train/bundle_format.h"

namespace slipway::train {

/// XGBoost believes the trees it reads: a child number past the end makes it read foreign memory. So a model file is
/// handed to it only when this finds every tree complete, without cycles, on known features, and of the shape that the
/// description says. BadData otherwise; `what` names the file.
Status checkModelShape(
    std::string_view model, const BundleDescription& description, std::size_t features, std::string_view what);

} // namespace slipway::train
