#pragma once

#include <string>
#include <vector>

#include <QtGlobal>

#include "core/store/database.h"
#include "core/track/run_fields.h"
#include "core/track/run_store.h"
#include "core/track/track_schema.h"
#include "tests/core/track/filter_runs.h"

namespace slipway::track {

inline constexpr std::string_view kExperiments =
    "INSERT INTO experiment(id, name, created_at) VALUES (1, 'census', 0), (2, 'Forest', 0)";

/// Runs in a database in memory, and what filters find there.
struct FilterFixture {
    store::Database db = *store::Database::inMemory();
    RunFields fields{"'place/' || r.id"}, sets{"'place/' || r.id", RunFields::Lookup::Sets},
        best{"'place/' || r.id", RunFields::Lookup::Best, &db};
    std::int64_t runs = 0;

    FilterFixture() {
        if (!db.exec(kSchemaV1) || !db.exec(kSchemaV4) || !db.exec(kSchemaV5) || !db.exec(kExperiments))
            qFatal("the tables cannot be made");
    }

    template <class... T> void run(std::string_view sql, const T&... values) {
        auto statement = db.prepare(sql);
        if (!statement) qFatal("%s", statement.error().message.c_str());
        statement->bindAll(values...);
        if (const auto done = statement->run(); !done) qFatal("%s", done.error().message.c_str());
    }

    std::int64_t add(const PlainRun& plain) {
        const auto number = ++runs;
        run("INSERT INTO run(number, id, experiment, name, status, started_at, ended_at, actor, owner, user_id) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, '', '', ?)",
            number, plain.id, plain.experiment == "census" ? 1 : 2, plain.name, plain.status, plain.startedAt,
            plain.endedAt, plain.user);
        for (const auto& [key, value] : plain.parameters)
            run("INSERT INTO run_parameter VALUES (?, ?, ?)", number, key, value);
        for (const auto& [key, value] : plain.tags) run("INSERT INTO run_tag VALUES (?, ?, ?)", number, key, value);
        for (const auto& [key, value] : plain.metrics) addMetric(number, key, value);
        for (const auto& input : plain.inputs) addInput(number, input);
        return number;
    }

    void addMetric(std::int64_t number, const std::string& key, double value) {
        run("INSERT INTO metric_key(name) VALUES (?) ON CONFLICT DO NOTHING", key);
        run("INSERT INTO metric_summary SELECT ?, id, 1, ?, 0, 0, NULL, NULL, 1 FROM metric_key WHERE name = ?", number,
            value, key);
    }

    void addInput(std::int64_t number, const PlainRun::Input& input) {
        InputDataset dataset{input.name, input.digest, "local", "file", {}, {}, {}};
        if (input.context) dataset.tags.emplace_back("mlflow.data.context", *input.context);
        if (const auto done = RunStore(db).addInput(number, 1, dataset); !done)
            qFatal("%s", done.error().message.c_str());
    }

    /// The names of the runs that match, in the order that is asked for, or the error.
    std::string found(
        std::string_view text, Dialect dialect = Dialect::Mlflow, const std::vector<std::string>& order = {}) {
        const auto filter = parseFilter(text, FilterTable::runs(), dialect);
        if (!filter) return toLine(filter.error());
        const auto orders = parseOrder(order, FilterTable::runs());
        if (!orders) return toLine(orders.error());
        return names(*filter, *orders);
    }

    /// All ways to look up must find the same.
    std::string names(const Filter& filter, std::span<const Order> orders = {}) {
        const auto one = names(filter, orders, fields), all = names(filter, orders, sets),
                   chosen = names(filter, orders, best);
        return one == all && one == chosen ? one : "run by run: " + one + "; by sets: " + all + "; best: " + chosen;
    }

    std::string names(const Filter& filter, std::span<const Order> orders, const RunFields& lookup) {
        const auto where = whereSql(filter, lookup);
        const auto by = orderSql(orders, lookup);
        if (!where || !by) return "no SQL";
        Sql sql;
        sql.add("SELECT r.name FROM run r WHERE TRUE").add(*where).add(" ORDER BY ").add(*by).add("r.number");
        auto list = sql.prepare(db);
        if (!list) return toLine(list.error());
        std::string names;
        while (true) {
            const auto more = list->step();
            if (!more) return toLine(more.error());
            if (!*more) return names;
            names += (names.empty() ? "" : " ") + list->text(0);
        }
    }
};

inline PlainRun runNamed(const std::string& name) {
    PlainRun run;
    run.id = name + std::string(32 - name.size(), 'z');
    run.name = name;
    run.status = "FINISHED";
    run.experiment = "census";
    return run;
}

} // namespace slipway::track
