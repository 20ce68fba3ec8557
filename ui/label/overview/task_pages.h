#pragma once

#include <string>

#include "core/base/progress.h"
#include "core/label/label_store.h"

namespace slipway::ui {

/// A page of tasks put together of as many as LabelStore::page() needs: full, or what half a second found, which may be
/// nothing although there is a next one.
Result<label::LabelStore::TaskPage> readTasks(const label::LabelStore& store, std::int64_t project,
    const label::TaskFilter& filter, const std::string& token, int limit, const Progress& progress);

} // namespace slipway::ui
