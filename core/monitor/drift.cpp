#include "core/monitor/drift.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/monitor/column_drift.h"

namespace slipway::monitor {

namespace {

/// The columns of one side in their order.
struct SideTable {
    std::string table;
    std::int64_t rows = 0;
    std::vector<table::Column> columns;

    const table::Column* find(std::string_view name) const {
        const auto found = std::ranges::find(columns, name, &table::Column::name);
        return found == columns.end() ? nullptr : &*found;
    }
};

Result<SideTable> describe(table::Connection& connection, const std::string& table) {
    SideTable side{table};
    const auto name = table::quoteIdentifier(table);
    SLIPWAY_ASSIGN(const auto shape, connection.query(fmt::format("SELECT * FROM {} LIMIT 0", name)));
    SLIPWAY_ASSIGN(const auto count, connection.query(fmt::format("SELECT count(*) FROM {}", name)));
    side.columns = shape.columns;
    side.rows = static_cast<std::int64_t>(table::toDouble(count.cells[0][0]));
    return side;
}

std::string columnHint(const SideTable& side) {
    std::vector<std::string> names;
    for (const auto& column : side.columns) names.push_back(column.name);
    return "The columns are " + forMessage(join(names, ", "), 600);
}

/// The columns to compare, in the order of the reference.
Result<std::vector<table::Column>> chosenColumns(const SideTable& reference, const DriftOptions& options) {
    for (const auto& name : options.columns)
        if (!reference.find(name))
            return fail(ErrorCode::NotFound, fmt::format("the reference has no column '{}'", forMessage(name)),
                columnHint(reference));
    if (options.columns.empty()) return reference.columns;
    std::vector<table::Column> chosen;
    for (const auto& column : reference.columns)
        if (std::ranges::find(options.columns, column.name) != options.columns.end()) chosen.push_back(column);
    return chosen;
}

Result<const DriftMethod*> methodOf(const DriftOptions& options) {
    if (options.method == "auto" || options.method.empty()) return nullptr;
    if (const auto* method = findMethod(options.method)) return method;
    return fail(ErrorCode::InvalidArgument, fmt::format("there is no drift method '{}'", forMessage(options.method)),
        "The methods are " + join(driftMethodNames(), ", "));
}

void conclude(DriftReport& report) {
    for (const auto& column : report.columns) {
        report.testedColumns += column.score ? 1 : 0;
        report.driftedColumns += column.drifted ? 1 : 0;
    }
    report.datasetDrift = report.testedColumns > 0 &&
                          static_cast<double>(report.driftedColumns) / report.testedColumns >= report.driftShare;
}

struct ColumnPair {
    SideColumn reference, current;
};

/// So many columns are read in one pass: their numbers stay in memory until they have been compared.
std::size_t columnsTogether(std::int64_t rows) {
    constexpr std::int64_t mostCells = 32 << 20, mostColumns = 128;
    return static_cast<std::size_t>(
        std::clamp<std::int64_t>(mostCells / std::max<std::int64_t>(rows, 1), 1, mostColumns));
}

Status compareTogether(table::Connection& connection, std::span<const ColumnPair> pairs, const DriftMethod* method,
    DriftReport& report, Progress& progress) {
    std::vector<SideColumn> references, currents;
    for (const auto& pair : pairs) {
        references.push_back(pair.reference);
        currents.push_back(pair.current);
    }
    SLIPWAY_ASSIGN(auto before, readTogether(connection, references, progress));
    SLIPWAY_ASSIGN(auto after, readTogether(connection, currents, progress));
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "the drift report was cancelled");
        const auto count = static_cast<double>(pairs.size());
        progress.update(0.5 + 0.5 * static_cast<double>(i) / count, pairs[i].reference.column.name);
        SubProgress part(
            progress, 0.5 + 0.5 * static_cast<double>(i) / count, 0.5 + 0.5 * static_cast<double>(i + 1) / count);
        SLIPWAY_ASSIGN(auto compared, compareColumn(connection, pairs[i].reference, pairs[i].current,
                                          std::move(before[i]), std::move(after[i]), method, part));
        if (compared.typeChanged) report.typeChanged.push_back(pairs[i].reference.column.name);
        report.columns.push_back(std::move(compared.drift));
    }
    return {};
}

} // namespace

std::vector<std::string> driftMethodNames() {
    return {"auto", "ks", "wasserstein", "psi", "jensenshannon", "kl", "chisquare", "z", "hellinger", "anderson",
        "cramervonmises", "energy", "tvd"};
}

Result<DriftReport> compare(table::Connection& connection, const std::string& reference, const std::string& current,
    const DriftOptions& options, Progress& progress) {
    SLIPWAY_ASSIGN(const auto* method, methodOf(options));
    if (!(options.driftShare > 0 && options.driftShare <= 1))
        return fail(ErrorCode::InvalidArgument, fmt::format("a drift share of {} makes no sense", options.driftShare),
            "Give a share above 0 and up to 1");
    SLIPWAY_ASSIGN(const auto before, describe(connection, reference));
    SLIPWAY_ASSIGN(const auto after, describe(connection, current));
    SLIPWAY_ASSIGN(const auto columns, chosenColumns(before, options));
    DriftReport report;
    report.referenceRows = before.rows;
    report.currentRows = after.rows;
    report.driftShare = options.driftShare;
    std::vector<ColumnPair> pairs;
    for (const auto& column : columns) {
        if (const auto* other = after.find(column.name))
            pairs.push_back({{reference, column, before.rows}, {current, *other, after.rows}});
        else
            report.missing.push_back(column.name);
    }
    const auto together = columnsTogether(before.rows + after.rows);
    for (std::size_t i = 0; i < pairs.size(); i += together) {
        const auto end = std::min(pairs.size(), i + together);
        SubProgress part(progress, static_cast<double>(i) / static_cast<double>(pairs.size()),
            static_cast<double>(end) / static_cast<double>(pairs.size()));
        SLIPWAY_TRY(compareTogether(connection, std::span(pairs).subspan(i, end - i), method, report, part));
    }
    for (const auto& column : after.columns)
        if (options.columns.empty() && !before.find(column.name)) report.added.push_back(column.name);
    if (report.columns.empty() && !columns.empty())
        return fail(ErrorCode::BadData, "reference and current data have no column in common",
            "Check that both are of the same table and that both have a header line");
    conclude(report);
    return report;
}

} // namespace slipway::monitor
