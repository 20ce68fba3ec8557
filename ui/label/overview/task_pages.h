#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/label/label_store.h"

namespace slipway::ui {

/// A page of tasks put together of as many as LabelStore::page() needs: full, or what half a second found, which may be
/// nothing although there is a next one.
Result<label::LabelStore::TaskPage> readTasks(const label::LabelStore& store, std::int64_t project,
    const label::TaskFilter& filter, const std::string& token, int limit, const Progress& progress);

/// Numbers of at most `count` tasks that can be given to a person: no answer yet (with an overlap: none of theirs, and
/// not enough), in nobody's queue, readable. In the project's order.
Result<std::vector<std::int64_t>> unassignedTasks(const label::LabelStore& store, const label::Project& project,
    const std::string& person, std::int64_t count, Progress& progress);

} // namespace slipway::ui
