#include <fmt/format.h>

#include "core/base/id.h"
#include "core/base/text.h"
#include "core/data/dataset_draft.h"
#include "core/ledger/ledger.h"

namespace slipway::data {

namespace {

/// How many rows each rule took, in the order of the rules.
Result<std::vector<RuleCount>> countDropped(table::Connection& connection, const std::string& table,
    const std::string& ruleColumn, const std::vector<FilterRule>& rules, std::int64_t rows) {
    SLIPWAY_ASSIGN(const auto counted,
        connection.query(fmt::format("SELECT {0}, count(*) FROM {1} GROUP BY {0}", ruleColumn, table)));
    std::vector<RuleCount> counts;
    for (const auto& rule : rules) counts.push_back({rule.name, 0, 0});
    for (std::size_t i = 0; i < counted.rowCount(); ++i)
        if (const auto rule = std::get<std::int64_t>(counted.cells[0][i]); rule > 0)
            counts[static_cast<std::size_t>(rule - 1)].dropped = std::get<std::int64_t>(counted.cells[1][i]);
    for (auto& count : counts) count.kept = rows -= count.dropped;
    return counts;
}

/// Also tries it on no rows, so that an unknown column is found while it is known whose condition it is.
Result<std::string> checkedCondition(
    table::Connection& connection, const std::string& keep, const std::string& source) {
    SLIPWAY_ASSIGN(auto condition, connection.checkedExpression(keep, source));
    SLIPWAY_ASSIGN(const auto tried, connection.query(fmt::format("SELECT {} FROM {} LIMIT 0", condition, source)));
    if (const auto& column = tried.columns.at(0); column.type != table::Type::Boolean)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("'{}' is {}, not true or false", forMessage(keep), column.sqlType),
            "Compare it with something, for example age > 17");
    return condition;
}

/// The position is one in SQL of ours; the person knows the rule.
Error ofRule(Error error, const FilterRule& rule) {
    error.message = fmt::format("rule '{}': {}", rule.name, error.message.substr(0, error.message.find(" (line ")));
    return error;
}

} // namespace

Result<DatasetService::Filtered> DatasetService::filter(const access::Actor& actor, const DatasetVersion& from,
    const std::vector<FilterRule>& rules, std::string_view target, Progress& progress) {
    SLIPWAY_TRY(checkRules(rules));
    SLIPWAY_TRY(m_ledger.check(actor, access::Permission::ChangeData));
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    const auto id = newShortId(), marked = "marked_" + id, row = "row_" + id, rule = "rule_" + id,
               source = "source_" + id;
    SLIPWAY_TRY(
        connection.exec(fmt::format("CREATE TEMP VIEW {} AS SELECT * FROM {}", source, readParquet(from.file))));
    std::vector<std::string> conditions;
    for (const auto& each : rules) {
        auto condition = checkedCondition(connection, each.keep, source);
        if (!condition) return std::unexpected(ofRule(std::move(condition.error()), each));
        conditions.push_back(std::move(*condition));
    }
    SubProgress marking(progress, 0, 0.3);
    SLIPWAY_TRY(connection.query(
        fmt::format("CREATE TEMP TABLE {} AS SELECT row_number() OVER () AS {}, ({})::BIGINT AS {}, * FROM {}", marked,
            row, firstRuleThatDrops(conditions), rule, source),
        {}, marking));
    Draft draft;
    draft.filter.emplace();
    draft.filter->parent = from.reference();
    draft.filter->parentRows = from.rows;
    draft.filter->rules = rules;
    SLIPWAY_ASSIGN(draft.filter->counts, countDropped(connection, marked, rule, rules, from.rows));
    SubProgress dropping(progress, 0.3, 0.4);
    SLIPWAY_ASSIGN(const auto dropped,
        m_files.write(connection,
            fmt::format("SELECT {0} AS \"row\", {1} AS \"rule\" FROM {2} WHERE {1} > 0", row, rule, marked), dropping));
    draft.filter->droppedHash = dropped.hash;
    draft.selectSql = fmt::format("SELECT * EXCLUDE ({0}, {1}) FROM {2} WHERE {1} = 0", row, rule, marked);
    draft.version.dataset = target.empty() ? from.dataset : target;
    draft.version.source = "filter of " + from.reference();
    draft.action = "filter";
    draft.relation = "DerivedFrom";
    draft.event = "dataset.filtered";
    draft.inputs.push_back({from.lineageId(), "dataset", from.reference()});
    draft.inherited = from.columns;
    draft.details["dropped"] = Json::object();
    for (const auto& count : draft.filter->counts) draft.details["dropped"][count.rule] = count.dropped;
    SubProgress rest(progress, 0.4, 1);
    SLIPWAY_ASSIGN(auto version, keep(actor, draft, connection, rest));
    return Filtered{std::move(version), std::move(draft.filter->counts)};
}

Result<std::vector<RuleCount>> DatasetService::filterCounts(const DatasetVersion& filtered) const {
    SLIPWAY_ASSIGN(auto filter, m_store.filter(filtered));
    return filter ? std::move(filter->counts) : std::vector<RuleCount>();
}

Result<std::optional<DroppedRow>> DatasetService::droppedBy(const DatasetVersion& filtered, std::int64_t row) const {
    SLIPWAY_ASSIGN(const auto filter, m_store.filter(filtered));
    if (!filter)
        return fail(ErrorCode::FailedPrecondition, fmt::format("{} was not made by filter rules", filtered.reference()),
            "Ask a version that `slipway data filter` made");
    if (row < 1 || row > filter->parentRows)
        return fail(ErrorCode::NotFound, fmt::format("{} has no row {}", filter->parent, row),
            fmt::format("Rows count from 1 to {}", filter->parentRows));
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    SLIPWAY_ASSIGN(const auto found, connection.query(fmt::format("SELECT \"rule\" FROM {} WHERE \"row\" = ?",
                                                          readParquet(m_files.pathOf(filter->droppedHash))),
                                         {row}));
    if (found.rowCount() == 0) return std::optional<DroppedRow>();
    const auto& rule = filter->rules.at(static_cast<std::size_t>(std::get<std::int64_t>(found.cells[0][0]) - 1));
    return std::optional(DroppedRow{row, rule.name, rule.keep});
}

} // namespace slipway::data
