#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/table/engine.h"

namespace slipway::monitor {

struct DriftOptions {
    std::vector<std::string> columns; ///< empty: all that both sides have
    std::string method = "auto";      ///< or one of the names of cli.md
    double driftShare = 0.5;
};

struct DriftSide {
    std::int64_t rows = 0, missing = 0; ///< rows of this side; nulls, NaN and infinities of the column
    std::optional<double> mean, stddev, minimum, maximum;
    std::int64_t distinct = 0;  ///< numeric columns: counted up to 1,000, and 1,001 means more
    std::vector<double> shares; ///< per bin or category of `bins`/`categories` below
};

struct ColumnDrift {
    std::string name, type; ///< numeric, categorical, text, datetime
    std::string method;     ///< "" when not tested
    std::optional<double> score;
    double threshold = 0;
    bool drifted = false;
    bool pValue = false; ///< score is a p-value: low means drift
    std::string note;
    std::vector<double> binEdges;        ///< 41 edges for charts, numeric
    std::vector<std::string> categories; ///< top 10 and "other", categorical
    DriftSide reference, current;
};

struct DriftReport {
    std::int64_t referenceRows = 0, currentRows = 0;
    bool datasetDrift = false;
    double driftShare = 0.5;
    int driftedColumns = 0, testedColumns = 0;
    std::vector<ColumnDrift> columns; ///< in the order of the reference
    std::vector<std::string> missing, added, typeChanged;
};

/// The names that DriftOptions::method may have, "auto" first.
std::vector<std::string> driftMethodNames();

/// Compares two tables or views of the connection. stats-contract sections 1–3 (Evidently).
Result<DriftReport> compare(table::Connection& connection, const std::string& reference, const std::string& current,
    const DriftOptions& options, Progress& progress);

Json toJson(const DriftReport& report); ///< as cli.md
Result<DriftReport> driftReportFromJson(const Json& json);
std::string toHtml(
    const DriftReport& report, const std::string& title); ///< one self-contained page, charts as inline SVG

} // namespace slipway::monitor
