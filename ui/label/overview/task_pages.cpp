#include "ui/label/overview/task_pages.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <iterator>
#include <set>

namespace slipway::ui {

namespace {

constexpr int kPage = 1000;

/// `take` says whether to go on.
Status eachTask(const label::LabelStore& store, std::int64_t project, const label::TaskFilter& filter,
    const Progress& progress, const std::function<bool(const label::Task&)>& take) {
    std::string token;
    do {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "looking for tasks was cancelled");
        SLIPWAY_ASSIGN(const auto page, store.page(project, filter, token, kPage));
        for (const auto& task : page.tasks)
            if (!take(task)) return {};
        token = page.next;
    } while (!token.empty());
    return {};
}

} // namespace

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

Result<std::vector<std::int64_t>> unassignedTasks(const label::LabelStore& store, const label::Project& project,
    const std::string& person, std::int64_t count, Progress& progress) {
    std::set<std::int64_t> taken;
    const auto leaveOut = [&](const label::TaskFilter& filter) {
        return eachTask(store, project.id, filter, progress, [&](const label::Task& task) {
            taken.insert(task.number);
            return true;
        });
    };
    SLIPWAY_ASSIGN(const auto people, store.people(project.id));
    for (const auto& each : people) {
        if (each.assigned == 0) continue;
        label::TaskFilter queue;
        queue.assignedTo = each.name;
        SLIPWAY_TRY(leaveOut(queue));
    }
    if (project.overlap > 1) {
        label::TaskFilter answered;
        answered.annotator = person;
        SLIPWAY_TRY(leaveOut(answered));
    }
    label::TaskFilter open;
    open.withoutAnswer = project.overlap == 1;
    open.order = project.order;
    std::vector<std::int64_t> numbers;
    SLIPWAY_TRY(eachTask(store, project.id, open, progress, [&](const label::Task& task) {
        const bool waits = task.state == label::TaskState::New || task.state == label::TaskState::Started;
        if (waits && task.annotations < project.overlap && !taken.contains(task.number)) numbers.push_back(task.number);
        return static_cast<std::int64_t>(numbers.size()) < count;
    }));
    return numbers;
}

} // namespace slipway::ui
