#pragma once

#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/label/project.h"

namespace slipway::store {
class Database;
}

namespace slipway::label {

// What people answer while they see a model's suggestion leans towards it, so it cannot tell how good the model is.

/// The tasks by which models are measured: the first ones of the order by chance (ChanceOrder), so a random sample of
/// all. A tenth of the project, 300 to 5,000 tasks, and at most half of it. Nothing in projects of fewer than
/// kSmallest tasks, whose items may have several classes, or that came in a packet (its maker has looked to it). The
/// share falls while a project grows, so tasks leave and none come in: only what was answered before there were
/// kSmallest may have been answered in sight of suggestions.
class MeasuringTasks {
public:
    static constexpr std::int64_t kSmallest = 200;

    MeasuringTasks(const Project& project, std::int64_t lastNumber);
    /// They are those at places before this one.
    std::int64_t endPlace() const { return m_end; }
    bool contains(const Project& project, std::int64_t number) const;

private:
    std::int64_t m_last, m_end = 0;
};

/// The suggestions that somebody who labels may see: classes of the whole item are left out for tasks that measure
/// models, and for those that people audit after a model labelled them alone. Whatever shows suggestions to people who
/// label, or sends them along, asks here; reviewers see all (LabelStore::predictions()).
Result<std::vector<Prediction>> suggestionsWhileLabeling(store::Database& db, const Project& project, const Task& task);
/// There are suggested classes that suggestionsWhileLabeling() leaves out here.
Result<bool> areClassesWithheld(store::Database& db, const Project& project, const Task& task);
/// No class is suggested for this task.
Result<bool> isAnsweredBlind(store::Database& db, const Project& project, const Task& task);

} // namespace slipway::label
