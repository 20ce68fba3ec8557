#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/table/engine.h"

namespace slipway::data {

/// What a column looks like. Standard deviation is the sample deviation (÷(n−1)); quantiles interpolate linearly at
/// (n−1)q. stats-contract sections 1 and 6.
struct ColumnProfile {
    struct Bin {
        double low, high;
        std::int64_t count;
    };
    struct TopValue {
        std::string value;
        std::int64_t count;
    };
    struct Pii {
        std::string kind;
        double share;
    };

    std::string name;
    std::string type; ///< "integer", "real", "text", "boolean", "time"
    std::int64_t missing = 0;
    std::int64_t distinct = 0;                        ///< exact
    std::optional<std::string> minimum, maximum;      ///< as text; numbers read back exactly
    std::optional<double> mean, stddev;               ///< numeric columns with finite values
    std::vector<std::pair<double, double>> quantiles; ///< (0.05, …) (0.25, …) (0.5, …) (0.75, …) (0.95, …)
    std::vector<Bin> histogram; ///< 20 bins of equal width, closed left, the last closed on both sides
    std::vector<TopValue> top;  ///< 10 most frequent, ties by value
    std::vector<Pii> pii;       ///< kinds found by pii_scan
};

struct Profile {
    std::int64_t rows = 0;
    std::vector<ColumnProfile> columns;
};

/// Tables up to so many rows are profiled from their values in memory: the engine takes longer to plan its statements
/// for each of many columns than to run them.
constexpr std::int64_t kRowsInMemory = 10'000;

/// Profiles a table or view of the connection. The figures do not depend on `rowsInMemory`.
Result<Profile> profileTable(table::Connection& connection, const std::string& table, Progress& progress,
    std::int64_t rowsInMemory = kRowsInMemory);

/// The JSON of cli.md, and back (for the stored copy).
Json toJson(const Profile& profile);
Result<Profile> profileFromJson(const Json& json);

} // namespace slipway::data
