#include "core/track/run_cells.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/store/database.h"
#include "core/track/metric_store.h"

namespace slipway::track {

namespace {

// From here on one walk over an index is quicker than a look at each run.
constexpr std::size_t kManyRuns = 2000;

std::unexpected<Error> noSuchField(const RunField& field) {
    return fail(ErrorCode::InvalidArgument, fmt::format("runs have no field '{}'", forMessage(field.key)),
        "Fields are attributes, metrics, params, tags and datasets");
}

/// An expression over the row `r` of the table run.
Result<std::string_view> attributeSql(const RunField& field) {
    const std::string_view key = field.key;
    if (key == "run_id") return "r.id";
    if (key == "run_name") return "r.name";
    if (key == "status") return "r.status";
    if (key == "user_id") return "r.user_id";
    if (key == "start_time") return "r.started_at";
    if (key == "end_time") return "nullif(r.ended_at, 0)";
    if (key == "duration") return "(nullif(r.ended_at, 0) - r.started_at)";
    if (key == "experiment") return "(SELECT e.name FROM experiment e WHERE e.id = r.experiment)";
    return noSuchField(field);
}

std::string_view metricColumn(RunField::Of of) {
    return of == RunField::Of::Minimum ? "minimum" : of == RunField::Of::Maximum ? "maximum" : "latest";
}

/// How one field is read: a statement for one run (its number is the last parameter), and one for all runs, where that
/// is an index or a table in one go. Both answer with the value; the one for all with the run's number before it.
struct FieldSql {
    std::string one, all;
    std::optional<std::string> key; ///< first parameter
    std::optional<std::int64_t> keyNumber;
    bool isMetric = false, isWhole = false;
    bool nobodyHasIt = false;

    static Result<FieldSql> of(store::Database& db, const RunField& field);
    void bindKey(store::Statement& statement) const {
        if (key) statement.bind(1, *key);
        if (keyNumber) statement.bind(1, *keyNumber);
    }
    RunCell cell(const store::Statement& row, int column) const;
};

Result<FieldSql> FieldSql::of(store::Database& db, const RunField& field) {
    FieldSql sql;
    switch (field.group) {
    case FieldGroup::Attribute: {
        SLIPWAY_ASSIGN(const auto expression, attributeSql(field));
        sql.isWhole = field.key == "start_time" || field.key == "end_time" || field.key == "duration";
        sql.one = fmt::format("SELECT {} FROM run r WHERE r.number = ?", expression);
        sql.all = fmt::format("SELECT r.number, {} FROM run r", expression);
        return sql;
    }
    case FieldGroup::Metric: {
        const auto column = metricColumn(field.of);
        SLIPWAY_ASSIGN(sql.keyNumber, MetricStore(db).keyId(field.key));
        sql.isMetric = true;
        sql.nobodyHasIt = !sql.keyNumber;
        sql.one = fmt::format("SELECT {} FROM metric_summary WHERE key = ? AND run = ?", column);
        // The index leaves out NaN, which counts as missing where runs are many.
        if (field.of == RunField::Of::Latest)
            sql.all = "SELECT run, latest FROM metric_summary WHERE key = ? AND latest IS NOT NULL";
        return sql;
    }
    case FieldGroup::Parameter:
    case FieldGroup::Tag: {
        const bool parameter = field.group == FieldGroup::Parameter;
        sql.key = field.key;
        sql.one =
            fmt::format("SELECT value FROM {} WHERE key = ? AND run = ?", parameter ? "run_parameter" : "run_tag");
        sql.all = parameter ? "SELECT run, value FROM run_parameter INDEXED BY run_parameter_by_key WHERE key = ?"
                            : "SELECT run, value FROM run_tag WHERE key = ?";
        return sql;
    }
    case FieldGroup::Dataset:
        if (field.key == "context") {
            sql.one = "SELECT group_concat(value, ', ') FROM run_input_tag WHERE key = 'mlflow.data.context' AND "
                      "run = ?";
            return sql;
        }
        if (field.key != "name" && field.key != "digest") return noSuchField(field);
        sql.one = fmt::format("SELECT group_concat(d.{}, ', ') FROM run_dataset_input i JOIN input_dataset d ON d.id = "
                              "i.dataset WHERE i.run = ?",
            field.key);
        return sql;
    }
    return noSuchField(field);
}

RunCell FieldSql::cell(const store::Statement& row, int column) const {
    if (isMetric) return row.isNull(column) ? std::numeric_limits<double>::quiet_NaN() : row.real(column);
    if (row.isNull(column)) return {};
    if (isWhole) return row.integer(column);
    return row.text(column);
}

/// Statements for the fields of a table, made once and used for row after row.
class CellReader {
public:
    static Result<CellReader> make(store::Database& db, std::span<const RunField> fields) {
        CellReader reader;
        for (const auto& field : fields) {
            SLIPWAY_ASSIGN(auto sql, FieldSql::of(db, field));
            SLIPWAY_ASSIGN(auto statement, db.prepare(sql.one));
            reader.m_fields.push_back({std::move(sql), std::move(statement)});
        }
        return reader;
    }

    Result<RunCell> read(std::size_t field, std::int64_t run) {
        auto& [sql, statement] = m_fields[field];
        if (sql.nobodyHasIt) return RunCell{};
        statement.reset();
        sql.bindKey(statement);
        statement.bind(sql.key || sql.keyNumber ? 2 : 1, run);
        SLIPWAY_ASSIGN(const bool found, statement.step());
        if (!found) return RunCell{};
        auto cell = sql.cell(statement, 0);
        statement.reset();
        return cell;
    }

private:
    struct Field {
        FieldSql sql;
        store::Statement statement;
    };
    std::vector<Field> m_fields;
};

/// Where each run stands in a list.
class Places {
public:
    explicit Places(std::span<const std::int64_t> numbers) {
        if (numbers.empty()) return;
        const auto [low, high] = std::ranges::minmax(numbers);
        m_first = low;
        m_places.assign(static_cast<std::size_t>(high - low + 1), kNowhere);
        for (std::size_t i = 0; i < numbers.size(); ++i) m_places[static_cast<std::size_t>(numbers[i] - low)] = i;
    }
    std::optional<std::size_t> of(std::int64_t number) const {
        const auto offset = number - m_first;
        if (offset < 0 || static_cast<std::size_t>(offset) >= m_places.size()) return std::nullopt;
        const auto place = m_places[static_cast<std::size_t>(offset)];
        return place == kNowhere ? std::nullopt : std::optional(place);
    }

private:
    static constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();
    std::int64_t m_first = 0;
    std::vector<std::size_t> m_places;
};

Status readInOneGo(
    store::Database& db, const FieldSql& sql, std::span<const std::int64_t> numbers, std::vector<RunCell>& column) {
    if (sql.nobodyHasIt) return {};
    const Places places(numbers);
    SLIPWAY_ASSIGN(auto list, db.prepare(sql.all));
    sql.bindKey(list);
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return {};
        if (const auto place = places.of(list.integer(0))) column[*place] = sql.cell(list, 1);
    }
}

} // namespace

Result<std::vector<RunCells>> readCells(
    store::Database& db, std::span<const std::int64_t> numbers, std::span<const RunField> fields) {
    SLIPWAY_ASSIGN(auto cells, CellReader::make(db, fields));
    SLIPWAY_ASSIGN(
        auto find, db.prepare("SELECT r.id, r.name, e.name, r.user_id, r.experiment, r.status, r.started_at, "
                              "r.ended_at, r.deleted FROM run r JOIN experiment e ON e.id = r.experiment "
                              "WHERE r.number = ?"));
    std::vector<RunCells> rows;
    rows.reserve(numbers.size());
    for (const auto number : numbers) {
        find.reset();
        find.bind(1, number);
        SLIPWAY_ASSIGN(const bool found, find.step());
        if (!found) continue;
        SLIPWAY_ASSIGN(const auto status, runStatus(find.view(5)));
        RunCells row{number, find.text(0), find.text(1), find.text(2), find.text(3), find.integer(4), status,
            find.integer(6), find.integer(7), find.integer(8) != 0, {}};
        row.cells.reserve(fields.size());
        for (std::size_t i = 0; i < fields.size(); ++i) {
            SLIPWAY_ASSIGN(auto cell, cells.read(i, number));
            row.cells.push_back(std::move(cell));
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

Result<std::vector<std::vector<RunCell>>> readColumns(
    store::Database& db, std::span<const std::int64_t> numbers, std::span<const RunField> fields) {
    std::vector<std::vector<RunCell>> columns;
    SLIPWAY_ASSIGN(auto cells, CellReader::make(db, fields));
    for (std::size_t i = 0; i < fields.size(); ++i) {
        auto& column = columns.emplace_back(numbers.size());
        SLIPWAY_ASSIGN(const auto sql, FieldSql::of(db, fields[i]));
        if (numbers.size() >= kManyRuns && !sql.all.empty()) {
            SLIPWAY_TRY(readInOneGo(db, sql, numbers, column));
            continue;
        }
        for (std::size_t run = 0; run < numbers.size(); ++run) {
            SLIPWAY_ASSIGN(column[run], cells.read(i, numbers[run]));
        }
    }
    return columns;
}

Result<MetricSpread> metricSpread(store::Database& db, std::span<const std::int64_t> numbers, const RunField& metric) {
    SLIPWAY_ASSIGN(const auto columns, readColumns(db, numbers, std::span(&metric, 1)));
    MetricSpread spread;
    double squares = 0; // Welford's method
    for (const auto& cell : columns.front()) {
        const auto* value = std::get_if<double>(&cell);
        if (value == nullptr || std::isnan(*value)) continue;
        spread.runs++;
        const double offset = *value - spread.mean;
        spread.mean += offset / static_cast<double>(spread.runs);
        squares += offset * (*value - spread.mean);
        spread.minimum = spread.runs == 1 ? *value : std::min(spread.minimum, *value);
        spread.maximum = spread.runs == 1 ? *value : std::max(spread.maximum, *value);
    }
    if (spread.runs > 1) spread.deviation = std::sqrt(squares / static_cast<double>(spread.runs - 1));
    return spread;
}

} // namespace slipway::track
