#include "core/label/task_queue.h"

#include <fmt/format.h>

#include "core/label/chance_order.h"
#include "core/store/database.h"

namespace slipway::label {

namespace {

constexpr std::int64_t kRandomEvery = 10; ///< of the order Uncertain, so that what is learned of it stays unbiased

std::string_view figureOf(TaskOrder order) {
    if (order == TaskOrder::Uncertain) return "uncertainty";
    return order == TaskOrder::Disagreement ? "agreement" : "";
}

} // namespace

Result<std::optional<Task>> TaskQueue::next(const Project& project, const std::string& person,
    const std::set<std::int64_t>& busy, std::optional<std::int64_t> afterNumber) {
    Search search{project, person, busy};
    if (afterNumber) {
        SLIPWAY_ASSIGN(auto find, m_db.prepare("SELECT id FROM label_task WHERE project_id = ? AND number = ?"));
        find.bindAll(project.id, *afterNumber);
        SLIPWAY_ASSIGN(const bool there, find.step());
        if (there) search.except = find.integer(0);
    }
    Found found;
    if (!afterNumber) {
        SLIPWAY_ASSIGN(found, ownIn(search, AnnotationState::Draft));
        if (!found) {
            SLIPWAY_ASSIGN(found, ownIn(search, AnnotationState::SentBack));
        }
    }
    if (!found) {
        SLIPWAY_ASSIGN(found, assigned(search, afterNumber.value_or(0)));
    }
    if (!found && afterNumber) {
        SLIPWAY_ASSIGN(found, assigned(search, 0));
    }
    if (!found) {
        SLIPWAY_ASSIGN(found, inOrder(search, afterNumber));
    }
    if (!found && afterNumber) {
        SLIPWAY_ASSIGN(found, ownIn(search, AnnotationState::SentBack));
        if (!found) {
            SLIPWAY_ASSIGN(found, ownIn(search, AnnotationState::Draft));
        }
    }
    if (!found) return std::optional<Task>();
    SLIPWAY_ASSIGN(auto task, m_store.task(*found));
    return std::optional(std::move(task));
}

Result<TaskQueue::Found> TaskQueue::ownIn(const Search& search, AnnotationState state) {
    SLIPWAY_ASSIGN(
        auto select, m_db.prepare("SELECT a.task_id, t.problem FROM label_annotation AS a INDEXED BY "
                                  "label_annotation_by_state CROSS JOIN label_task AS t ON t.id = a.task_id "
                                  "WHERE a.project_id = ? AND a.annotator = ? AND a.state = ? ORDER BY a.number"));
    select.bindAll(search.project.id, search.person, static_cast<int>(state));
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return Found();
        const auto task = select.integer(0);
        if (task != search.except && !search.busy.contains(task) && select.view(1).empty()) return Found(task);
    }
}

Result<TaskQueue::Found> TaskQueue::assigned(const Search& search, std::int64_t after) {
    SLIPWAY_ASSIGN(auto select,
        m_db.prepare("SELECT a.task_id, t.problem FROM label_assignment AS a INDEXED BY "
                     "label_assignment_waiting CROSS JOIN label_task AS t ON t.id = a.task_id WHERE "
                     "a.project_id = ? AND a.person = ? AND a.done = 0 AND a.number > ? ORDER BY a.number"));
    select.bindAll(search.project.id, search.person, after);
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return Found();
        const auto task = select.integer(0);
        if (task == search.except || search.busy.contains(task) || !select.view(1).empty()) continue;
        SLIPWAY_ASSIGN(const bool begun, hasBegun(search, task));
        if (!begun) return Found(task);
    }
}

Result<bool> TaskQueue::hasBegun(const Search& search, std::int64_t task) {
    SLIPWAY_ASSIGN(
        auto select, m_db.prepare("SELECT 1 FROM label_annotation WHERE task_id = ? AND annotator = ? LIMIT 1"));
    select.bindAll(task, search.person);
    return select.step();
}

/// How many tasks the person had answered or skipped when they came to the one before them.
Result<std::int64_t> TaskQueue::doneBefore(const Search& search) {
    SLIPWAY_ASSIGN(auto read,
        m_db.prepare(
            "SELECT coalesce((SELECT answers + skipped FROM label_person WHERE project_id = ?1 AND person = ?2), "
            "0) - EXISTS (SELECT 1 FROM label_annotation WHERE task_id = ?3 AND annotator = ?2 AND state <> 0)"));
    read.bindAll(search.project.id, search.person, search.except);
    SLIPWAY_ASSIGN([[maybe_unused]] const bool there, read.step());
    return read.integer(0);
}

Result<TaskQueue::Found> TaskQueue::inOrder(const Search& search, std::optional<std::int64_t> afterNumber) {
    const auto order = search.project.order;
    SLIPWAY_ASSIGN(const auto before, doneBefore(search));
    const auto step = before + (afterNumber ? 1 : 0);
    const auto isRandom = [&](std::int64_t n) {
        return order == TaskOrder::Uncertain && n % kRandomEvery == kRandomEvery - 1;
    };
    if (order == TaskOrder::Random) return atRandom(search, afterNumber);
    if (isRandom(step)) return atRandom(search, {});
    if (afterNumber && !isRandom(before)) { // on from where they are, also when they leave it unanswered
        SLIPWAY_ASSIGN(auto place, placeOf(search, order, *afterNumber));
        SLIPWAY_ASSIGN(auto found, walk(search, order, place));
        if (found) return found;
    }
    SLIPWAY_ASSIGN(auto* const passed, passedBy(search, order));
    SLIPWAY_ASSIGN(auto found, walk(search, order, *passed));
    if (found) return found;
    *passed = {}; // once more from the start: something before may have been given back
    return walk(search, order, *passed);
}

Result<TaskQueue::Place*> TaskQueue::passedBy(const Search& search, TaskOrder order) {
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT queue_version FROM label_project WHERE id = ?"));
    read.bind(1, search.project.id);
    SLIPWAY_ASSIGN([[maybe_unused]] const bool there, read.step());
    const auto version = read.integer(0);
    std::erase_if(m_passed, [&](const auto& each) {
        return std::get<0>(each.first) == search.project.id && std::get<1>(each.first) != version;
    });
    return &m_passed[{search.project.id, version, search.person, order}];
}

/// With `afterNumber` on from there, so that a task which is left does not come again at once.
Result<TaskQueue::Found> TaskQueue::atRandom(const Search& search, std::optional<std::int64_t> afterNumber) {
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT last_number FROM label_project WHERE id = ?"));
    read.bind(1, search.project.id);
    SLIPWAY_ASSIGN(const bool there, read.step());
    if (!there || read.integer(0) == 0) return Found();
    const ChanceOrder order(search.project.uid, read.integer(0));
    read.reset();
    if (afterNumber && search.except != 0) {
        Place place{{}, true, order.placeOf(*afterNumber)};
        SLIPWAY_ASSIGN(auto found, walkChance(search, order, place));
        if (found) return found;
    }
    SLIPWAY_ASSIGN(auto* const passed, passedBy(search, TaskOrder::Random));
    return walkChance(search, order, *passed);
}

Result<TaskQueue::Found> TaskQueue::walkChance(const Search& search, const ChanceOrder& order, Place& place) {
    SLIPWAY_ASSIGN(auto find, m_db.prepare("SELECT id, open FROM label_task WHERE project_id = ? AND number = ?"));
    bool passing = true;
    for (auto next = place.number; next < order.places(); ++next) {
        const auto number = order.numberAt(next);
        if (number <= order.lastNumber()) {
            find.bindAll(search.project.id, number);
            SLIPWAY_ASSIGN(const bool there, find.step());
            const auto task = there ? find.integer(0) : 0;
            const bool open = there && find.integer(1) != 0;
            find.reset();
            if (open) {
                SLIPWAY_ASSIGN(const bool begun, hasBegun(search, task));
                if (!begun && task != search.except && !search.busy.contains(task)) return Found(task);
                passing = passing && begun;
            }
        }
        if (passing) place.number = next + 1;
    }
    return Found();
}

Result<TaskQueue::Place> TaskQueue::placeOf(const Search& search, TaskOrder order, std::int64_t number) {
    if (figureOf(order).empty()) return Place{{}, true, number};
    SLIPWAY_ASSIGN(auto read,
        m_db.prepare(fmt::format("SELECT {} FROM label_task WHERE project_id = ? AND number = ?", figureOf(order))));
    read.bindAll(search.project.id, number);
    SLIPWAY_ASSIGN(const bool there, read.step());
    if (!there || read.isNull(0)) return Place{{}, true, number};
    return Place{read.real(0), false, number};
}

Result<TaskQueue::Found> TaskQueue::walk(const Search& search, TaskOrder order, Place& place) {
    const auto figure = figureOf(order);
    if (figure.empty()) return walkNumbers(search, "", place);
    if (!place.numbers) {
        SLIPWAY_ASSIGN(auto found, walkFigures(search, order, place));
        if (found) return found;
    }
    // What was passed among the figures must stay known, so the numbers have a place of their own.
    Place numbers = place.numbers ? place : Place{{}, true, 0};
    SLIPWAY_ASSIGN(auto found, walkNumbers(search, fmt::format(" AND {} IS NULL", figure), numbers));
    if (place.numbers) place = numbers;
    return found;
}

Result<TaskQueue::Found> TaskQueue::walkFigures(const Search& search, TaskOrder order, Place& place) {
    const bool rising = order == TaskOrder::Disagreement;
    auto sql =
        fmt::format("SELECT id, number, {0} FROM label_task INDEXED BY {1} WHERE project_id = ? AND open = 1 AND {0} "
                    "IS NOT NULL",
            figureOf(order), rising ? "label_task_open_disagreed" : "label_task_open_uncertain");
    if (place.figure)
        sql += fmt::format(" AND {0} {1} ? AND ({0} <> ? OR number > ?)", figureOf(order), rising ? ">=" : "<=");
    sql += fmt::format(" ORDER BY {} {}, number", figureOf(order), rising ? "ASC" : "DESC");
    SLIPWAY_ASSIGN(auto select, m_db.prepare(sql));
    select.bind(1, search.project.id);
    if (place.figure) select.bind(2, *place.figure).bind(3, *place.figure).bind(4, place.number);
    bool passing = true;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return Found();
        const auto task = select.integer(0);
        SLIPWAY_ASSIGN(const bool begun, hasBegun(search, task));
        if (!begun && task != search.except && !search.busy.contains(task)) return Found(task);
        passing = passing && begun;
        if (passing) place = {select.real(2), false, select.integer(1)};
    }
}

Result<TaskQueue::Found> TaskQueue::walkNumbers(const Search& search, std::string_view alsoWhere, Place& place) {
    SLIPWAY_ASSIGN(
        auto select, m_db.prepare(fmt::format("SELECT id, number FROM label_task INDEXED BY label_task_open WHERE "
                                              "project_id = ? AND open = 1 AND number > ?{} ORDER BY number",
                         alsoWhere)));
    select.bindAll(search.project.id, place.number);
    bool passing = true;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return Found();
        const auto task = select.integer(0);
        SLIPWAY_ASSIGN(const bool begun, hasBegun(search, task));
        if (!begun && task != search.except && !search.busy.contains(task)) return Found(task);
        passing = passing && begun;
        if (passing) place = {{}, true, select.integer(1)};
    }
}

} // namespace slipway::label
