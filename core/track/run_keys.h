#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/track/filter.h"

namespace slipway::store {
class Database;
}

namespace slipway::track {

/// Names of metrics, parameters or tags that runs of these experiments (none: of all) have and that contain `part`
/// (upper and lower case alike), by name. At most `limit`; every name costs one look into an index, not a look at the
/// runs. Parameters and tags are those of all experiments.
Result<std::vector<std::string>> runKeys(
    store::Database& db, FieldGroup group, std::span<const std::int64_t> experiments, std::string_view part, int limit);

struct ValueCount {
    std::string value;
    std::int64_t runs = 0;
};
/// The most frequent values of a parameter, tag, or of the attributes status, user_id, run_name; most frequent first.
Result<std::vector<ValueCount>> frequentValues(
    store::Database& db, FieldGroup group, std::string_view key, std::string_view part, int limit);

} // namespace slipway::track
