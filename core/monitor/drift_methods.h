#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/monitor/drift_tests.h"

// Which method by default, its threshold, and running it. stats-contract sections 2 and 3.
namespace slipway::monitor {

enum class ColumnKind { Empty, Numeric, Categorical, Text, Datetime };
std::string_view name(ColumnKind kind); ///< "numeric", …; "empty"

struct DriftMethod {
    std::string_view name;
    double threshold;
    bool pValue; ///< low means drift
    bool strict; ///< drift only beyond the threshold, not on it
    bool numeric, categorical;
    bool isDrift(double score) const;
};
/// Null when there is none of that name.
const DriftMethod* findMethod(std::string_view name);

/// Cleaned values of both sides. Methods may sort them.
struct NumericSample {
    Values reference, current;
    bool sorted = false;
    std::optional<double> referenceDeviation; ///< population deviation, when it is known already
    void sort();
};

struct MethodScore {
    std::optional<double> score;
    std::string note;
};

/// `distinct` of both sides together; it matters only up to 6.
const DriftMethod& defaultMethod(ColumnKind kind, std::size_t referenceRows, std::size_t distinct);

/// Also chisquare, z and tvd on a numeric column, whose few values are then its categories.
MethodScore scoreNumeric(const DriftMethod& method, NumericSample& sample);
MethodScore scoreCategorical(const DriftMethod& method, const CategoryCounts& counts);

} // namespace slipway::monitor
