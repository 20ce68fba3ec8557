#include "core/label/assist/held_out.h"

#include <algorithm>
#include <map>

#include "core/label/blind_tasks.h"
#include "core/label/chance_order.h"
#include "core/label/counted_answers.h"
#include "core/label/label_store.h"
#include "core/store/database.h"

namespace slipway::label {

namespace {

enum class Found { Missing, PassedOver, Labelled, Unlabelled };

/// Reads what a task is to the sample, one after the other.
class SampleReader {
public:
    SampleReader(store::Statement find) : m_find(std::move(find)) {}

    static Result<SampleReader> open(store::Database& db, const Project& project) {
        // 4 accepted, 1 submitted: what counts as an answer of a person.
        SLIPWAY_ASSIGN(auto find,
            db.prepare("SELECT t.id, t.open, t.state, EXISTS (SELECT 1 FROM label_auto WHERE task_id = t.id), EXISTS "
                       "(SELECT 1 FROM label_annotation AS a WHERE a.task_id = t.id AND a.gold = 0 AND (a.state = 4 OR "
                       "(a.state = 1 AND ?3 = 0)) AND substr(a.annotator, 1, 5) <> 'auto:') FROM label_task AS t "
                       "WHERE t.project_id = ?1 AND t.number = ?2"));
        find.bind(1, project.id).bind(3, project.reviewed);
        return SampleReader(std::move(find));
    }

    Result<Found> read(std::int64_t number, std::int64_t& id) {
        m_find.reset();
        m_find.bind(2, number);
        SLIPWAY_ASSIGN(const bool there, m_find.step());
        if (!there) return Found::Missing;
        id = m_find.integer(0);
        const auto state = static_cast<TaskState>(m_find.integer(2));
        if (m_find.integer(3) != 0 || state == TaskState::Skipped || state == TaskState::Broken)
            return Found::PassedOver;
        return m_find.integer(1) == 0 && m_find.integer(4) != 0 ? Found::Labelled : Found::Unlabelled;
    }

private:
    store::Statement m_find;
};

Result<std::int64_t> readNumber(store::Database& db, std::string_view sql, std::int64_t project) {
    SLIPWAY_ASSIGN(auto read, db.prepare(sql));
    read.bind(1, project);
    SLIPWAY_ASSIGN(const bool there, read.step());
    return there ? read.integer(0) : 0;
}

/// Tasks that people have answered.
Result<std::int64_t> answeredTasks(store::Database& db, std::int64_t project) {
    return readNumber(db,
        "SELECT (SELECT coalesce(sum(tasks), 0) FROM label_count WHERE project_id = ?1 AND state IN (2, 4)) - "
        "(SELECT count(*) FROM label_auto WHERE project_id = ?1 AND role = 0)",
        project);
}

} // namespace

Result<std::vector<SampledTask>> randomSample(store::Database& db, const Project& project, Progress& progress) {
    SLIPWAY_ASSIGN(const auto last, readNumber(db, "SELECT last_number FROM label_project WHERE id = ?", project.id));
    const ChanceOrder order(project.uid, last);
    SLIPWAY_ASSIGN(auto reader, SampleReader::open(db, project));
    std::vector<SampledTask> sample;
    const auto end = MeasuringTasks(project, last).endPlace();
    for (std::int64_t place = 0; place < end; ++place) {
        const auto number = order.numberAt(place);
        if (number > last) continue;
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "looking for the held-out tasks was cancelled");
        std::int64_t id = 0;
        SLIPWAY_ASSIGN(const auto found, reader.read(number, id));
        if (found == Found::Unlabelled) break;
        if (found == Found::Labelled) sample.push_back({id, number, place});
    }
    return sample;
}

Result<std::vector<SampledTask>> heldOutTasks(store::Database& db, const Project& project, Progress& progress) {
    SLIPWAY_ASSIGN(auto sample, randomSample(db, project, progress));
    SLIPWAY_ASSIGN(const auto answered, answeredTasks(db, project.id));
    if (2 * static_cast<std::int64_t>(sample.size()) > answered)
        std::erase_if(sample, [](const SampledTask& task) { return task.place % 2 != 0; });
    return sample;
}

Result<PeopleSay> whatPeopleSay(
    store::Database& db, const Project& project, std::int64_t task, const std::string& question) {
    SLIPWAY_ASSIGN(auto stored, LabelStore(db).annotations(task));
    PeopleSay say;
    std::map<std::string, std::int64_t> votes;
    for (const auto& answer : countedAnswers(project, std::move(stored))) {
        if (answer.skipped || answer.groundTruth || !isPerson(answer.annotator)) continue;
        ++say.answers;
        const auto named = [&](const ItemClass& each) { return each.question == question; };
        if (std::ranges::count_if(answer.classes, named) == 1)
            ++votes[std::ranges::find_if(answer.classes, named)->label];
    }
    std::int64_t most = 0;
    for (const auto& [label, count] : votes) most = std::max(most, count);
    const auto isMost = [&](const auto& vote) { return vote.second == most; };
    if (std::ranges::count_if(votes, isMost) == 1) say.label = std::ranges::find_if(votes, isMost)->first;
    return say;
}

} // namespace slipway::label
