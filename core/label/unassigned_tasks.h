#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "core/base/progress.h"
#include "core/label/label_store.h"

namespace slipway::label {

/// All tasks of a project that pass the filter, a page after the other. `take` says whether to go on.
Status eachTask(const LabelStore& store, std::int64_t project, const TaskFilter& filter, const Progress& progress,
    const std::function<bool(const Task&)>& take);

/// Numbers of at most `count` tasks that can be given to a person: no answer yet (with an overlap: none of theirs, and
/// not enough), in nobody's queue, readable. In the project's order.
Result<std::vector<std::int64_t>> unassignedTasks(const LabelStore& store, const Project& project,
    std::string_view person, std::int64_t count, const Progress& progress);

} // namespace slipway::label
