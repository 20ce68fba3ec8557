#include "ui/label/overview/task_pages.h"

#include <algorithm>
#include <chrono>
#include <iterator>

namespace slipway::ui {

Result<label::LabelStore::TaskPage> readTasks(const label::LabelStore& store, std::int64_t project,
    const label::TaskFilter& filter, const std::string& token, int limit, const Progress& progress) {
    using Clock = std::chrono::steady_clock;
    const auto until = Clock::now() + std::chrono::milliseconds(500);
    label::LabelStore::TaskPage found;
    found.next = token;
    do {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "listing tasks was cancelled");
        const int wanted = limit - static_cast<int>(found.tasks.size());
        SLIPWAY_ASSIGN(auto page, store.page(project, filter, found.next, wanted));
        std::ranges::move(page.tasks, std::back_inserter(found.tasks));
        found.next = page.next;
    } while (!found.next.empty() && static_cast<int>(found.tasks.size()) < limit && Clock::now() < until);
    return found;
}

} // namespace slipway::ui
