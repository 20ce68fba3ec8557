#include "ui/monitor/monitor_controller.h"

#include <algorithm>

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/workspace/workspace.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr int kRuns = 50;

Result<MonitorFacts> readFacts(workspace::Workspace& workspace, std::string selected) {
    auto& monitors = workspace.monitors();
    MonitorFacts facts;
    SLIPWAY_ASSIGN(facts.monitors, monitors.list());
    if (facts.monitors.empty()) return facts;
    auto monitor = std::ranges::find(facts.monitors, selected, &monitor::Monitor::name);
    if (monitor == facts.monitors.end()) monitor = facts.monitors.begin();
    SLIPWAY_ASSIGN(facts.runs, monitors.runs(monitor->name, kRuns));
    return facts;
}

} // namespace

MonitorController::MonitorController(AppContext& app, QObject* parent) : QObject(parent), m_app(app) {}

const monitor::Monitor* MonitorController::selected() const {
    const auto found = std::ranges::find(m_facts.monitors, m_selected, &monitor::Monitor::name);
    return found == m_facts.monitors.end() ? nullptr : &*found;
}

const monitor::MonitorRun* MonitorController::shown() const {
    if (m_facts.runs.empty()) return nullptr;
    const auto found = std::ranges::find(m_facts.runs, m_shown, &monitor::MonitorRun::id);
    return found == m_facts.runs.end() ? &m_facts.runs.front() : &*found;
}

void MonitorController::load() {
    m_app.jobs.start<MonitorFacts>(
        this, {.title = tr("Load monitors"), .key = "load", .quiet = true, .result = {}},
        [name = m_selected](workspace::Workspace& workspace, Progress&) { return readFacts(workspace, name); },
        [this](Result<MonitorFacts> facts) {
            if (!facts) return failed(facts.error());
            m_facts = std::move(*facts);
            if (!selected() && !m_facts.monitors.empty()) m_selected = m_facts.monitors.front().name;
            changed();
            countWaiting();
        });
}

void MonitorController::countWaiting() {
    const auto* monitor = selected();
    if (!monitor) return;
    const Timestamp since = m_facts.runs.empty() ? 0 : m_facts.runs.front().to;
    m_app.jobs.start<std::int64_t>(
        this, {.title = tr("Count captured rows"), .key = "waiting", .quiet = true, .result = {}},
        [endpoint = monitor->endpoint, since](workspace::Workspace& workspace, Progress&) {
            return workspace.monitors().capturedRows(endpoint, since, systemClock().now());
        },
        [this](Result<std::int64_t> rows) {
            m_waiting = rows.value_or(-1);
            waitingChanged();
        });
}

void MonitorController::select(const std::string& monitor) {
    if (m_selected == monitor) return;
    m_selected = monitor;
    m_shown = 0;
    load();
}

void MonitorController::selectWithRun(std::int64_t run) {
    m_app.jobs.start<monitor::MonitorRun>(
        this, {.title = tr("Find the check"), .key = "find", .quiet = true, .result = {}},
        [run](workspace::Workspace& workspace, Progress&) { return workspace.monitors().findRun(run); },
        [this](Result<monitor::MonitorRun> found) {
            if (!found) return failed(found.error());
            m_selected = found->monitor;
            m_shown = found->id;
            load();
        });
}

void MonitorController::showRun(std::int64_t id) {
    m_shown = id;
    runShown();
}

void MonitorController::runCheck() {
    if (m_checking || m_selected.empty()) return;
    setChecking(true);
    m_app.jobs.start<monitor::MonitorRun>(
        this,
        {.title = tr("Check %1").arg(format::text(m_selected)),
            .key = {},
            .quiet = false,
            .result = QStringLiteral("monitor/") + format::text(m_selected)},
        [name = m_selected, actor = m_app.actor()](workspace::Workspace& workspace, Progress& progress) {
            return workspace.monitors().run(actor, name, 0, 0, progress);
        },
        [this](Result<monitor::MonitorRun> run) {
            setChecking(false);
            if (!run) return checkFailed(run.error());
            m_shown = 0;
            checked(*run);
            load();
        });
}

void MonitorController::exportReport(const QString& file) {
    const auto* run = shown();
    if (!run) return;
    m_app.jobs.startPlain<bool>(
        this, {.title = tr("Export the drift report"), .key = {}, .quiet = false, .result = {}},
        [report = run->report, title = run->monitor + ", check " + std::to_string(run->id), path = file.toStdString()](
            Progress&) -> Result<bool> {
            SLIPWAY_TRY(writeFileAtomically(path, monitor::toHtml(report, title)));
            return true;
        },
        [this, file](Result<bool> written) { written ? exported(file) : exportFailed(written.error()); });
}

void MonitorController::setChecking(bool checking) {
    m_checking = checking;
    checkingChanged(checking);
}

} // namespace slipway::ui
