#pragma once

#include "core/base/result.h"
#include "core/track/runs.h"
#include "core/track/search_sql.h"

namespace slipway::track {

/// The numbers of one page of runs. Searches that are ordered by one metric walk its index from the best value on, and
/// comparisons that few runs meet are looked up as sets: a page costs what it shows more than what there is.
Result<NumberPage> findRunPage(store::Database& db, const Runs::Search& wanted);

} // namespace slipway::track
