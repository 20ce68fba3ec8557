#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/label/formats/label_format.h"
#include "core/label/people_agreement.h"
#include "core/label/project.h"

namespace slipway::cli {

// How labeling projects are printed.
Json toJson(const label::Project& project);
Json toJson(const label::Task& task);
Json toJson(const std::vector<label::Problem>& problems);
Json toJson(const std::vector<label::Loss>& losses);
Json toJson(const label::ProjectConsensus& consensus); ///< without its labels
std::string consensusText(const label::ProjectConsensus& consensus);
std::string problemText(
    const std::vector<label::Problem>& problems, std::int64_t count); ///< the first ten; "" for none
std::string lossText(const std::vector<label::Loss>& losses);

} // namespace slipway::cli
