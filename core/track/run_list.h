#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/track/experiments.h"
#include "core/track/filter.h"

namespace slipway::store {
class Database;
}

namespace slipway::track {

/// What a column shows and what runs are grouped by.
struct RunField {
    /// Of a metric with a history: its newest value, or its extremes.
    enum class Of { Latest, Minimum, Maximum };
    FieldGroup group = FieldGroup::Attribute;
    std::string key; ///< as in Comparison: "start_time", "loss"
    Of of = Of::Latest;
    bool operator==(const RunField&) const = default;
};

struct RunListQuery {
    std::vector<std::int64_t> experiments; ///< none: all that are not deleted; with View::All and Deleted, those too
    Filter filter;
    std::vector<Order> order; ///< none: newest first; ties too
    View view = View::Active;
    std::vector<RunField> groupBy; ///< parameters, tags and texts among the attributes; outermost first
};

/// All runs that a search finds, by number and in order: what a table over any number of runs scrolls through. Numbers
/// stay as they are when runs are added or deleted; 8 bytes each.
struct RunList {
    struct Group {
        std::vector<std::optional<std::string>> values; ///< one for each field of groupBy; nothing: the runs lack it
        std::size_t begin = 0, count = 0;               ///< a range of `numbers`
    };
    std::vector<std::int64_t> numbers;
    std::vector<Group> groups; ///< none without groupBy; in the order of their first runs
};

/// Some 100 ms for 100,000 runs in any order. Cancelled by `progress` between runs.
Result<RunList> listRuns(store::Database& db, const RunListQuery& query, const Progress& progress);

/// By id, in the order given; runs that are not there (any more) are left out.
Result<std::vector<std::int64_t>> numbersOf(store::Database& db, const std::vector<std::string>& ids);

} // namespace slipway::track
