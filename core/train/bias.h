#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/table/value.h"

namespace slipway::train {

/// stats-contract section 5 (SageMaker Clarify). d: rows whose facet equals facetValue or is above facetThreshold.
struct BiasInput {
    table::Table table;
    std::string label, facet, prediction, group; ///< prediction and group may be ""
    std::string positive; ///< label value that counts as positive; a number t means (t, max] for continuous labels
    std::optional<std::string> facetValue;
    std::optional<double> facetThreshold;
};

struct BiasReport {
    std::map<std::string, std::optional<double>> preTraining; ///< CI DPL KL JS LP TVD KS CDDL; ±infinity possible
    std::map<std::string, std::optional<double>>
        postTraining; ///< DPPL DI DCA DCR SD RD DAR DRR AD TE CDDPL FT GE; empty without predictions
    std::map<std::string, std::string> notes; ///< metric -> why it is null
    std::string facet, disadvantaged;
    std::int64_t advantagedRows = 0, disadvantagedRows = 0; ///< n_a, n_d
};

Result<BiasReport> biasReport(const BiasInput& input);
Json toJson(const BiasReport& report); ///< as cli.md
Result<BiasReport> biasReportFromJson(const Json& json);

} // namespace slipway::train
