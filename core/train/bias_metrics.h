#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

// The formulas behind biasReport(), on rows that are reduced to yes and no. stats-contract section 5.
namespace slipway::train {

struct BiasRow {
    bool disadvantaged = false, positive = false, predicted = false;
    std::size_t group = 0; ///< 0 … groupCount-1
};

struct BiasMetrics {
    std::map<std::string, std::optional<double>> values;
    std::map<std::string, std::string> notes;
    void leaveOut(const std::string& metric, const std::string& reason);
};

/// CI DPL KL JS LP TVD KS; both facets must have rows.
void addPreTraining(const std::vector<BiasRow>& rows, BiasMetrics& metrics);
/// DPPL DI DCA DCR SD RD DAR DRR AD TE; both facets must have rows.
void addPostTraining(const std::vector<BiasRow>& rows, BiasMetrics& metrics);
/// CDDL (of labels) or CDDPL (of predictions).
void addConditionalDisparity(
    const std::vector<BiasRow>& rows, std::size_t groupCount, bool ofPredictions, BiasMetrics& metrics);
void addGeneralizedEntropy(const std::vector<BiasRow>& rows, BiasMetrics& metrics);

/// Flip test. `features` row-major with `columns` per row of `rows`, all finite.
void addFlipTest(
    const std::vector<BiasRow>& rows, const std::vector<double>& features, std::size_t columns, BiasMetrics& metrics);

} // namespace slipway::train
