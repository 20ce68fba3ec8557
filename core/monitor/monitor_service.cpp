#include "core/monitor/monitor_service.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/ledger/ledger.h"
#include "core/monitor/captured_table.h"
#include "core/table/engine.h"

namespace slipway::monitor {

namespace {

constexpr std::int64_t kFewestRows = 30; // below it a window says "too few rows", not "stable"

std::string columnsToJson(const std::vector<std::string>& columns) {
    return dump(Json(columns));
}

Result<std::vector<std::string>> columnsFromJson(const std::string& text) {
    SLIPWAY_ASSIGN(const auto json, parseJson(text, "monitor columns"));
    std::vector<std::string> columns;
    for (const auto& item : json)
        if (item.is_string()) columns.push_back(item.get<std::string>());
    return columns;
}

Result<Monitor> readMonitor(store::Statement& row) {
    Monitor monitor;
    monitor.name = row.text(0);
    monitor.endpoint = row.text(1);
    monitor.baseline = row.text(2);
    SLIPWAY_ASSIGN(monitor.columns, columnsFromJson(row.text(3)));
    monitor.options.method = row.text(4);
    monitor.options.driftShare = row.real(5);
    monitor.createdAt = row.integer(6);
    monitor.createdBy = row.text(7);
    return monitor;
}

constexpr std::string_view kMonitorColumns =
    "name, endpoint, baseline, columns, method, drift_share, created_at, created_by";
constexpr std::string_view kRunColumns = "id, monitor, at, window_from, window_to, rows, drift, drifted_columns, "
                                         "tested_columns, report, actor";

Result<MonitorRun> readRun(store::Statement& row) {
    MonitorRun run;
    run.id = row.integer(0);
    run.monitor = row.text(1);
    run.at = row.integer(2);
    run.from = row.integer(3);
    run.to = row.integer(4);
    run.rows = row.integer(5);
    run.drift = row.integer(6) != 0;
    run.driftedColumns = static_cast<int>(row.integer(7));
    run.testedColumns = static_cast<int>(row.integer(8));
    SLIPWAY_ASSIGN(const auto json, parseJson(row.view(9), "stored drift report"));
    SLIPWAY_ASSIGN(run.report, driftReportFromJson(json));
    run.actor = row.text(10);
    return run;
}

/// The columns to compare: the monitor's, or every column of the baseline.
std::vector<std::string> comparedColumns(const Monitor& monitor, const data::DatasetVersion& baseline) {
    if (!monitor.columns.empty()) return monitor.columns;
    std::vector<std::string> names;
    for (const auto& column : baseline.columns) names.push_back(column.name);
    return names;
}

Status createBaselineTable(
    table::Connection& connection, const data::DatasetVersion& baseline, const std::vector<std::string>& columns) {
    std::vector<std::string> quoted;
    for (const auto& column : columns) {
        const auto known = std::ranges::any_of(baseline.columns, [&](const auto& c) { return c.name == column; });
        if (!known)
            return fail(ErrorCode::InvalidArgument,
                fmt::format("the baseline {} has no column '{}'", baseline.reference(), forMessage(column)),
                "Choose the model's training data as baseline");
        quoted.push_back(table::quoteIdentifier(column));
    }
    return connection.exec(fmt::format("CREATE TEMP VIEW monitor_baseline AS SELECT {} FROM read_parquet({})",
        join(quoted, ", "), table::quoteText(baseline.file.string())));
}

} // namespace

MonitorService::MonitorService(
    Ledger& ledger, data::DatasetService& datasets, deploy::DeployService& deployments, std::filesystem::path root)
    : m_ledger(ledger), m_datasets(datasets), m_deployments(deployments), m_root(std::move(root)) {}

Status MonitorService::add(const access::Actor& actor, const Monitor& monitor) {
    if (!isValidName(monitor.name))
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no name for a monitor", forMessage(monitor.name)),
            "Use letters, digits, dot, dash and underscore");
    if (!(monitor.options.driftShare > 0 && monitor.options.driftShare <= 1))
        return fail(ErrorCode::InvalidArgument, "the drift share must lie above 0 and at most at 1", "Use 0.5");
    if (find(monitor.name))
        return fail(ErrorCode::AlreadyExists, fmt::format("a monitor is called '{}' already", monitor.name),
            "Choose another name");
    SLIPWAY_ASSIGN(const auto endpoint, m_deployments.find(monitor.endpoint));
    SLIPWAY_ASSIGN(const auto baseline, m_datasets.find(monitor.baseline));
    SLIPWAY_ASSIGN(auto change,
        m_ledger.begin(actor, access::Permission::ManageMonitors, "monitor.add", "monitor/" + monitor.name));
    SLIPWAY_ASSIGN(auto insert,
        m_ledger.db().prepare(fmt::format("INSERT INTO monitor({}) VALUES(?,?,?,?,?,?,?,?)", kMonitorColumns)));
    insert.bindAll(monitor.name, monitor.endpoint, baseline.reference(), columnsToJson(monitor.columns),
        monitor.options.method, monitor.options.driftShare, change.at(), actor.name);
    SLIPWAY_TRY(insert.run());
    const lineage::Node node{"baseline/" + monitor.name, "baseline", monitor.name + " baseline"};
    SLIPWAY_TRY(change.addNode(node));
    SLIPWAY_TRY(change.link(baseline.lineageId(), node.id, "DerivedFrom", "monitor"));
    change.note("endpoint", endpoint.name);
    change.note("baseline", baseline.reference());
    Json payload;
    payload["monitor"] = monitor.name;
    payload["endpoint"] = endpoint.name;
    SLIPWAY_TRY(change.emit("monitor.added", "monitor/" + monitor.name, payload));
    return change.commit();
}

Result<Monitor> MonitorService::find(std::string_view name) const {
    SLIPWAY_ASSIGN(
        auto select, m_ledger.db().prepare(fmt::format("SELECT {} FROM monitor WHERE name = ?", kMonitorColumns)));
    select.bind(1, name);
    SLIPWAY_ASSIGN(const bool found, select.step());
    if (!found)
        return fail(ErrorCode::NotFound, fmt::format("no monitor is called '{}'", forMessage(name)),
            "`slipway monitor list` shows them");
    return readMonitor(select);
}

Result<std::vector<Monitor>> MonitorService::list() const {
    SLIPWAY_ASSIGN(
        auto select, m_ledger.db().prepare(fmt::format("SELECT {} FROM monitor ORDER BY name", kMonitorColumns)));
    std::vector<Monitor> monitors;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, select.step());
        if (!more) return monitors;
        SLIPWAY_ASSIGN(auto monitor, readMonitor(select));
        monitors.push_back(std::move(monitor));
    }
}

Result<MonitorRun> MonitorService::run(
    const access::Actor& actor, std::string_view name, Timestamp from, Timestamp to, Progress& progress) {
    SLIPWAY_TRY(m_ledger.check(actor, access::Permission::ManageMonitors));
    SLIPWAY_ASSIGN(const auto monitor, find(name));
    SLIPWAY_ASSIGN(const auto baseline, m_datasets.find(monitor.baseline));
    MonitorRun run;
    run.monitor = monitor.name;
    run.to = to != 0 ? to : m_ledger.clock().now();
    run.from = from;
    if (from == 0) {
        SLIPWAY_ASSIGN(const auto last, runs(name, 1));
        if (!last.empty()) run.from = last.front().to;
    }
    const auto columns = comparedColumns(monitor, baseline);
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    SLIPWAY_TRY(createBaselineTable(connection, baseline, columns));
    const CaptureWindow window{m_deployments.captureFolder(monitor.endpoint), run.from, run.to};
    SLIPWAY_ASSIGN(
        run.rows, loadCaptured(connection, window, columns, "monitor_baseline", "monitor_current", progress));
    if (run.rows < kFewestRows)
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("only {} rows were captured in this window, fewer than {}", run.rows, kFewestRows),
            "Send more requests, or choose a longer window");
    SLIPWAY_ASSIGN(run.report, compare(connection, "monitor_baseline", "monitor_current", monitor.options, progress));
    run.drift = run.report.datasetDrift;
    run.driftedColumns = run.report.driftedColumns;
    run.testedColumns = run.report.testedColumns;
    run.actor = actor.name;
    SLIPWAY_TRY(record(actor, monitor, run));
    return run;
}

Status MonitorService::record(const access::Actor& actor, const Monitor& monitor, MonitorRun& run) {
    SLIPWAY_ASSIGN(auto change,
        m_ledger.begin(actor, access::Permission::ManageMonitors, "monitor.run", "monitor/" + monitor.name));
    run.at = change.at();
    SLIPWAY_ASSIGN(
        auto insert, m_ledger.db().prepare(
                         "INSERT INTO monitor_run(monitor, at, window_from, window_to, rows, drift, drifted_columns, "
                         "tested_columns, report, actor) VALUES(?,?,?,?,?,?,?,?,?,?)"));
    insert.bindAll(run.monitor, run.at, run.from, run.to, run.rows, run.drift, run.driftedColumns, run.testedColumns,
        dump(toJson(run.report)), run.actor);
    SLIPWAY_TRY(insert.run());
    run.id = m_ledger.db().lastInsertId();

    const std::string capture = "capture/" + monitor.endpoint, endpoint = "endpoint/" + monitor.endpoint;
    SLIPWAY_TRY(change.addNode({endpoint, "endpoint", monitor.endpoint}));
    SLIPWAY_TRY(change.addNode({capture, "capture", monitor.endpoint + " captured requests"}));
    SLIPWAY_TRY(change.link(endpoint, capture, "Produced", "capture"));
    SLIPWAY_TRY(change.addNode({run.lineageId(), "drift_report", fmt::format("{} report {}", monitor.name, run.id)}));
    SLIPWAY_TRY(change.link(capture, run.lineageId(), "ContributedTo", "compare"));
    SLIPWAY_TRY(change.link("baseline/" + monitor.name, run.lineageId(), "ContributedTo", "compare"));

    Json payload;
    payload["monitor"] = monitor.name;
    payload["endpoint"] = monitor.endpoint;
    payload["run"] = std::to_string(run.id);
    payload["rows"] = run.rows;
    payload["drifted_columns"] = run.driftedColumns;
    payload["columns_tested"] = run.testedColumns;
    payload["drift"] = run.drift;
    for (const auto& [key, value] : payload.items()) change.note(key, value);
    SLIPWAY_TRY(change.emit("monitor.finished", "monitor/" + monitor.name, payload));
    if (run.drift) SLIPWAY_TRY(change.emit("drift.detected", "monitor/" + monitor.name, payload));
    return change.commit();
}

Result<std::vector<MonitorRun>> MonitorService::runs(std::string_view monitor, int limit) const {
    SLIPWAY_ASSIGN(auto select, m_ledger.db().prepare(fmt::format("SELECT {} FROM monitor_run WHERE monitor = ? "
                                                                  "ORDER BY id DESC LIMIT ?",
                                    kRunColumns)));
    select.bindAll(monitor, limit);
    std::vector<MonitorRun> found;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, select.step());
        if (!more) return found;
        SLIPWAY_ASSIGN(auto run, readRun(select));
        found.push_back(std::move(run));
    }
}

Result<MonitorRun> MonitorService::findRun(std::int64_t id) const {
    SLIPWAY_ASSIGN(
        auto select, m_ledger.db().prepare(fmt::format("SELECT {} FROM monitor_run WHERE id = ?", kRunColumns)));
    select.bind(1, id);
    SLIPWAY_ASSIGN(const bool found, select.step());
    if (!found)
        return fail(ErrorCode::NotFound, fmt::format("no monitor run has the number {}", id),
            "`slipway monitor show NAME` lists them");
    return readRun(select);
}

Result<std::int64_t> MonitorService::capturedRows(std::string_view endpoint, Timestamp from, Timestamp to) const {
    return countCaptured({m_deployments.captureFolder(endpoint), from, to});
}

} // namespace slipway::monitor
