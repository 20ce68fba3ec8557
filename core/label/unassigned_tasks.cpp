#include "core/label/unassigned_tasks.h"

#include <set>
#include <string>

namespace slipway::label {

namespace {

constexpr int kPage = 1000;

} // namespace

Status eachTask(const LabelStore& store, std::int64_t project, const TaskFilter& filter, const Progress& progress,
    const std::function<bool(const Task&)>& take) {
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

Result<std::vector<std::int64_t>> unassignedTasks(const LabelStore& store, const Project& project,
    std::string_view person, std::int64_t count, const Progress& progress) {
    std::set<std::int64_t> taken;
    const auto leaveOut = [&](const TaskFilter& filter) {
        return eachTask(store, project.id, filter, progress, [&](const Task& task) {
            taken.insert(task.number);
            return true;
        });
    };
    SLIPWAY_ASSIGN(const auto people, store.people(project.id));
    for (const auto& each : people) {
        if (each.assigned == 0) continue;
        TaskFilter queue;
        queue.assignedTo = each.name;
        SLIPWAY_TRY(leaveOut(queue));
    }
    if (project.overlap > 1) {
        TaskFilter answered;
        answered.annotator = person;
        SLIPWAY_TRY(leaveOut(answered));
    }
    TaskFilter open;
    open.withoutAnswer = project.overlap == 1;
    open.order = project.order;
    std::vector<std::int64_t> numbers;
    SLIPWAY_TRY(eachTask(store, project.id, open, progress, [&](const Task& task) {
        const bool waits = task.state == TaskState::New || task.state == TaskState::Started;
        if (waits && task.annotations < project.overlap && !taken.contains(task.number)) numbers.push_back(task.number);
        return static_cast<std::int64_t>(numbers.size()) < count;
    }));
    return numbers;
}

} // namespace slipway::label
