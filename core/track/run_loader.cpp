#include "core/track/run_loader.h"

#include <cmath>
#include <functional>
#include <limits>
#include <unordered_map>

#include <fmt/format.h>

#include "core/store/database.h"

namespace slipway::track {

namespace {

/// Rows of several tables for the same runs: the numbers go in as one JSON list, so that the statements stay the same.
class Pages {
public:
    Pages(store::Database& db, std::span<const std::int64_t> numbers, std::vector<Run>& runs)
        : m_db(db), m_list(fmt::format("[{}]", fmt::join(numbers, ","))), m_runs(runs) {}

    Status heads();
    Status pairs(std::string_view table, std::map<std::string, std::string> Run::* into);
    Status metrics();
    Status inputs();
    Status inputTags();
    Status models();

private:
    using Row = std::function<void(const store::Statement& row, Run& run)>;
    /// The first column is the run's number; parameter 1 is the list.
    Status each(std::string_view sql, const Row& row);

    store::Database& m_db;
    std::string m_list;
    std::vector<Run>& m_runs;
    std::unordered_map<std::int64_t, std::size_t> m_places;
    std::unordered_map<std::int64_t, std::unordered_map<std::int64_t, std::size_t>> m_inputs; ///< run, dataset
};

Status Pages::each(std::string_view sql, const Row& row) {
    SLIPWAY_ASSIGN(auto list, m_db.prepare(sql));
    list.bind(1, m_list);
    std::int64_t number = -1;
    Run* run = nullptr;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return {};
        if (const auto next = list.integer(0); next != number) {
            number = next;
            const auto place = m_places.find(number);
            run = place == m_places.end() ? nullptr : &m_runs[place->second];
        }
        if (run != nullptr) row(list, *run);
    }
}

Status Pages::heads() {
    SLIPWAY_ASSIGN(auto list,
        m_db.prepare(
            "SELECT r.number, r.id, r.name, r.experiment, e.name, r.status, r.started_at, r.ended_at, r.actor, "
            "r.deleted, r.user_id FROM json_each(?) j CROSS JOIN run r ON r.number = j.value JOIN experiment "
            "e ON e.id = r.experiment ORDER BY j.key"));
    list.bind(1, m_list);
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return {};
        Run run;
        run.id = list.text(1);
        run.name = list.text(2);
        run.experiment = list.integer(3);
        run.experimentName = list.text(4);
        SLIPWAY_ASSIGN(run.status, runStatus(list.view(5)));
        run.startedAt = list.integer(6);
        run.endedAt = list.integer(7);
        run.actor = list.text(8);
        run.deleted = list.integer(9) != 0;
        run.userId = list.text(10);
        m_places.emplace(list.integer(0), m_runs.size());
        m_runs.push_back(std::move(run));
    }
}

Status Pages::pairs(std::string_view table, std::map<std::string, std::string> Run::* into) {
    const auto sql =
        fmt::format("SELECT t.run, t.key, t.value FROM json_each(?) j CROSS JOIN {} t ON t.run = j.value", table);
    return each(sql, [&](const store::Statement& row, Run& run) {
        auto& map = run.*into;
        map.emplace_hint(map.end(), row.text(1), row.text(2)); // they come by key
    });
}

Status Pages::metrics() {
    const auto realOrNaN = [](const store::Statement& row, int column) {
        return row.isNull(column) ? std::numeric_limits<double>::quiet_NaN() : row.real(column);
    };
    return each("SELECT m.run, k.name, m.latest, m.latest_step, m.minimum, m.maximum, m.points, m.latest_at FROM "
                "json_each(?) j CROSS JOIN metric_summary m ON m.run = j.value CROSS JOIN metric_key k ON k.id = m.key",
        [&](const store::Statement& row, Run& run) {
            run.metrics[row.text(1)] = {realOrNaN(row, 2), row.integer(3), realOrNaN(row, 4), realOrNaN(row, 5),
                row.integer(6), row.integer(7)};
        });
}

Status Pages::inputs() {
    return each(
        "SELECT i.run, d.name, d.digest, d.source_type, d.source, d.schema, d.profile, d.id FROM json_each(?) j "
        "CROSS JOIN run_dataset_input i ON i.run = j.value CROSS JOIN input_dataset d ON d.id = i.dataset",
        [&](const store::Statement& row, Run& run) {
            const auto textOrNothing = [&](int column) {
                return row.isNull(column) ? std::nullopt : std::optional(row.text(column));
            };
            m_inputs[row.integer(0)][row.integer(7)] = run.inputs.size();
            run.inputs.push_back(
                {row.text(1), row.text(2), row.text(3), row.text(4), textOrNothing(5), textOrNothing(6), {}});
        });
}

Status Pages::inputTags() {
    if (m_inputs.empty()) return {};
    return each("SELECT t.run, t.dataset, t.key, t.value FROM json_each(?) j CROSS JOIN run_input_tag t ON t.run = "
                "j.value",
        [&](const store::Statement& row, Run& run) {
            const auto place = m_inputs[row.integer(0)].find(row.integer(1));
            if (place != m_inputs[row.integer(0)].end())
                run.inputs[place->second].tags.emplace_back(row.text(2), row.text(3));
        });
}

Status Pages::models() {
    return each("SELECT m.run, m.role, m.model, m.step FROM json_each(?) j CROSS JOIN run_model m ON m.run = j.value",
        [](const store::Statement& row, Run& run) {
            auto& models = row.view(1) == "input" ? run.inputModels : run.outputModels;
            models.push_back({row.text(2), row.integer(3)});
        });
}

} // namespace

Result<std::vector<Run>> loadRuns(store::Database& db, std::span<const std::int64_t> numbers) {
    std::vector<Run> runs;
    if (numbers.empty()) return runs;
    runs.reserve(numbers.size());
    Pages pages(db, numbers, runs);
    SLIPWAY_TRY(pages.heads());
    SLIPWAY_TRY(pages.pairs("run_parameter", &Run::parameters));
    SLIPWAY_TRY(pages.pairs("run_tag", &Run::tags));
    SLIPWAY_TRY(pages.metrics());
    SLIPWAY_TRY(pages.inputs());
    SLIPWAY_TRY(pages.inputTags());
    SLIPWAY_TRY(pages.models());
    return runs;
}

} // namespace slipway::track
