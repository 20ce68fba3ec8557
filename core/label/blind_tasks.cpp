#include "core/label/blind_tasks.h"

#include <algorithm>

#include "core/label/chance_order.h"
#include "core/label/label_store.h"
#include "core/store/database.h"

namespace slipway::label {

namespace {

constexpr std::int64_t kFewest = 300, kMost = 5000;

Result<bool> isAudited(store::Database& db, std::int64_t task) {
    SLIPWAY_ASSIGN(auto find, db.prepare("SELECT 1 FROM label_auto WHERE task_id = ? AND role = 1"));
    return find.bind(1, task).step();
}

} // namespace

MeasuringTasks::MeasuringTasks(const Project& project, std::int64_t lastNumber) : m_last(lastNumber) {
    if (lastNumber < kSmallest || project.labels.severalItemClasses || !project.packetPerson.empty()) return;
    const auto wanted = std::min(std::clamp(lastNumber / 10, kFewest, kMost), lastNumber / 2);
    const auto places = ChanceOrder(project.uid, lastNumber).places();
    m_end = static_cast<std::int64_t>(
        static_cast<double>(places) * (static_cast<double>(wanted) / static_cast<double>(lastNumber)));
}

bool MeasuringTasks::contains(const Project& project, std::int64_t number) const {
    return m_end > 0 && number > 0 && number <= m_last && ChanceOrder(project.uid, m_last).placeOf(number) < m_end;
}

Result<bool> isAnsweredBlind(store::Database& db, const Project& project, const Task& task) {
    SLIPWAY_ASSIGN(auto read, db.prepare("SELECT last_number FROM label_project WHERE id = ?"));
    read.bind(1, project.id);
    SLIPWAY_ASSIGN(const bool there, read.step());
    if (there && MeasuringTasks(project, read.integer(0)).contains(project, task.number)) return true;
    return isAudited(db, task.id);
}

Result<std::vector<Prediction>> suggestionsWhileLabeling(
    store::Database& db, const Project& project, const Task& task) {
    SLIPWAY_ASSIGN(auto suggestions, LabelStore(db).predictions(task.id));
    if (suggestions.empty()) return suggestions;
    SLIPWAY_ASSIGN(const bool blind, isAnsweredBlind(db, project, task));
    if (!blind) return suggestions;
    std::erase_if(suggestions, [](Prediction& each) {
        each.answer.classes.clear();
        return each.answer.regions.empty();
    });
    return suggestions;
}

Result<bool> areClassesWithheld(store::Database& db, const Project& project, const Task& task) {
    SLIPWAY_ASSIGN(const auto all, LabelStore(db).predictions(task.id));
    if (std::ranges::all_of(all, [](const Prediction& each) { return each.answer.classes.empty(); })) return false;
    return isAnsweredBlind(db, project, task);
}

} // namespace slipway::label
