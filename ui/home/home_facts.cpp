#include "ui/home/home_facts.h"

#include <QDateTime>
#include <QObject>
#include <QSet>
#include <algorithm>

#include "ui/shell/links.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr int kDays = 14, kEventPage = 2000, kMostEvents = 20000;
constexpr std::size_t kMostRecent = 5, kMostNeeds = 8;

Status addPending(workspace::Workspace& w, HomeFacts& facts) {
    SLIPWAY_ASSIGN(const auto pending, w.registry().pending());
    for (const registry::ModelVersion& v : pending)
        facts.needs.push_back(
            {PillKind::Accent, QObject::tr("%1 v%2 waits for approval").arg(format::text(v.model)).arg(v.version),
                QObject::tr("registered by %1").arg(format::text(v.registeredBy)), QObject::tr("Review"),
                format::text(v.lineageId()), v.createdAt});
    return {};
}

Status addDrift(workspace::Workspace& w, HomeFacts& facts) {
    SLIPWAY_ASSIGN(const auto monitors, w.monitors().list());
    for (const monitor::Monitor& m : monitors) {
        SLIPWAY_ASSIGN(const auto runs, w.monitors().runs(m.name, 1));
        if (runs.empty() || !runs.front().drift) continue;
        const monitor::MonitorRun& run = runs.front();
        facts.needs.push_back({PillKind::Bad, QObject::tr("Drift at %1").arg(format::text(m.endpoint)),
            QObject::tr("%1 of %2 columns drifted, %3")
                .arg(run.driftedColumns)
                .arg(run.testedColumns)
                .arg(format::plural(run.rows, "row", "rows")),
            QObject::tr("Look"), "monitor/" + format::text(m.name), run.at});
    }
    return {};
}

Status addFailures(workspace::Workspace& w, HomeFacts& facts) {
    SLIPWAY_ASSIGN(const auto runs, w.pipelines().runs({}, 50));
    QSet<QString> seen; // only the newest run of a pipeline counts
    for (const pipeline::PipelineRun& run : runs) {
        const QString name = format::text(run.pipeline);
        if (seen.contains(name)) continue;
        seen.insert(name);
        if (run.state != "failed") continue;
        QString step;
        for (const pipeline::StepRun& s : run.steps)
            if (s.state == "failed") step = format::text(s.name);
        facts.needs.push_back({PillKind::Bad, QObject::tr("Pipeline %1 failed").arg(name),
            step.isEmpty() ? QObject::tr("run %1").arg(run.id)
                           : QObject::tr("at step %1, run %2").arg(step).arg(run.id),
            QObject::tr("Open"), format::text(run.lineageId()), run.endedAt ? run.endedAt : run.startedAt});
    }
    SLIPWAY_ASSIGN(const auto endpoints, w.deployments().list());
    for (const deploy::Endpoint& e : endpoints) {
        if (e.state == "failed") {
            ++facts.endpointsFailed;
            facts.needs.push_back({PillKind::Bad, QObject::tr("Endpoint %1 failed").arg(format::text(e.name)),
                format::text(e.message), QObject::tr("Open"), format::text(e.lineageId()), e.updatedAt});
        } else if (e.state == "stopped") {
            ++facts.endpointsStopped;
        } else if (e.state != "in_service") {
            ++facts.endpointsBusy;
        }
        for (const deploy::Alarm& alarm : e.alarms)
            if (alarm.state == "firing")
                facts.needs.push_back({PillKind::Bad,
                    QObject::tr("Alarm %1 fires at %2").arg(format::text(alarm.name), format::text(e.name)),
                    format::text(alarm.message), QObject::tr("Open"), format::text(e.lineageId()), e.updatedAt});
    }
    return {};
}

/// "model.approved" -> "approved"; "drift.detected" stays "drift detected", for drift is no object's kind.
QString verbOf(const std::string& type) {
    QString words = format::text(type);
    words.replace('_', ' ');
    const QString noun = words.section('.', 0, 0);
    return noun == QLatin1String("drift") || noun == QLatin1String("gate") ? words.replace('.', ' ')
                                                                           : words.section('.', 1);
}

/// "model/census-income/3" -> "census-income v3"; run ids become names.
QString titleOf(workspace::Workspace& w, const QString& subject) {
    const QString kind = subject.section('/', 0, 0), rest = subject.section('/', 1);
    if (kind == QLatin1String("model") && rest.contains('/'))
        return rest.section('/', 0, 0) + QStringLiteral(" v") + rest.section('/', 1);
    if (kind == QLatin1String("run")) {
        const auto run = w.tracker().find(rest.toStdString());
        if (run) return format::text(run->name);
    }
    if (kind == QLatin1String("pipeline_run")) return QObject::tr("Pipeline run %1").arg(rest);
    if (kind == QLatin1String("drift_report")) return QObject::tr("Drift report %1").arg(rest);
    return rest;
}

Status addEvents(workspace::Workspace& w, HomeFacts& facts) {
    const QDate today = QDate::currentDate();
    const std::int64_t from = today.addDays(1 - kDays).startOfDay().toMSecsSinceEpoch();
    facts.eventsByDay.assign(kDays, 0);
    QSet<QString> seen;
    std::int64_t before = 0;
    for (int counted = 0;; counted += kEventPage) {
        if (counted >= kMostEvents) {
            facts.eventsCut = true;
            return {};
        }
        SLIPWAY_ASSIGN(const auto page, w.ledger().events().page(before, kEventPage));
        for (const event::Event& e : page) {
            const QString subject = format::text(e.subject);
            if (facts.recent.size() < kMostRecent && !seen.contains(subject) && !targetOf(subject).object.isEmpty()) {
                seen.insert(subject);
                facts.recent.push_back(
                    {subject.section('/', 0, 0), titleOf(w, subject), verbOf(e.type), subject, e.at});
            }
            if (e.at < from) return {};
            const qint64 age = QDateTime::fromMSecsSinceEpoch(e.at).date().daysTo(today);
            if (age >= 0 && age < kDays) ++facts.eventsByDay[static_cast<std::size_t>(kDays - 1 - age)];
        }
        if (page.size() < kEventPage) return {};
        before = page.back().id;
    }
}

} // namespace

Result<HomeFacts> readHome(workspace::Workspace& workspace) {
    HomeFacts facts;
    SLIPWAY_ASSIGN(facts.counts, workspace.counts());
    SLIPWAY_TRY(addPending(workspace, facts));
    SLIPWAY_TRY(addDrift(workspace, facts));
    SLIPWAY_TRY(addFailures(workspace, facts));
    SLIPWAY_TRY(addEvents(workspace, facts));
    std::ranges::stable_sort(facts.needs, std::greater{}, &NeedsYou::at);
    if (facts.needs.size() > kMostNeeds) facts.needs.resize(kMostNeeds);
    return facts;
}

} // namespace slipway::ui
