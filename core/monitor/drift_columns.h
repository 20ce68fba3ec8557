#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/monitor/drift_methods.h"
#include "core/table/engine.h"

// Reads one column of one side, cleaned: without nulls, NaN and infinities. stats-contract section 1.
namespace slipway::monitor {

struct SideColumn {
    std::string table;
    table::Column column;
    std::int64_t rows = 0; ///< of the table
};

struct NumberCells {
    Values values;
    double sum = 0;                  ///< in the order of the rows
    double minimum = 0, maximum = 0; ///< when there are values
};
/// Numbers and booleans as they are; text that is no number counts as missing.
Result<NumberCells> readNumbers(table::Connection& connection, const SideColumn& side, Progress& progress);

/// Counts by value as text. Not read beyond `mostGroups` different values: then `complete` is false and only
/// `distinct` and `total` hold.
struct CategoryCells {
    std::map<std::string, double> counts;
    std::int64_t distinct = 0, total = 0;
    bool complete = true;
};
constexpr std::int64_t kAllGroups = -1;
Result<CategoryCells> readCategories(
    table::Connection& connection, const SideColumn& side, std::int64_t mostGroups, Progress& progress);

struct Presence {
    std::int64_t total = 0, distinct = 0;
};
Result<Presence> countPresent(table::Connection& connection, const SideColumn& side, Progress& progress);

/// At most `most` texts, the same ones every time.
Result<std::vector<std::string>> readTexts(
    table::Connection& connection, const SideColumn& side, std::int64_t most, Progress& progress);

/// The integer and real columns among those of one table, in one pass.
Result<std::vector<std::optional<NumberCells>>> readTogether(
    table::Connection& connection, const std::vector<SideColumn>& columns, Progress& progress);

bool isNumberStorage(table::Type type); ///< integer, real or boolean
ColumnKind kindOfIntegers(const NumberCells& cells);
ColumnKind kindOfCategories(const CategoryCells& cells);

} // namespace slipway::monitor
