#include "ui/shell/object_search.h"

#include <QObject>
#include <algorithm>

#include "core/workspace/workspace.h"
#include "ui/shell/fuzzy_match.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/pill.h"

namespace slipway::ui {

namespace {

constexpr int kMostRuns = 20;
constexpr std::size_t kMost = 40;
using Found = std::vector<FoundObject>;

Status addRuns(workspace::Workspace& w, const QString& query, Found& found) {
    track::RunQuery search;
    search.text = query.toStdString();
    SLIPWAY_ASSIGN(const auto page, w.tracker().search(search, {}, kMostRuns));
    for (const track::Run& run : page.runs)
        found.push_back({format::text(run.name), QObject::tr("Run in %1").arg(format::text(run.experimentName)), "run",
            format::text(run.lineageId())});
    return {};
}

Status addData(workspace::Workspace& w, Found& found) {
    SLIPWAY_ASSIGN(const auto datasets, w.datasets().list());
    for (const auto& d : datasets)
        found.push_back(
            {format::text(d.reference()), QObject::tr("Dataset, %1").arg(format::plural(d.rows, "row", "rows")),
                "dataset", format::text(d.lineageId())});
    SLIPWAY_ASSIGN(const auto groups, w.features().list());
    for (const auto& group : groups)
        found.push_back({format::text(group.name), QObject::tr("Feature group"), "feature_group",
            "feature_group/" + format::text(group.name)});
    SLIPWAY_ASSIGN(const auto projects, w.labels().list());
    for (const auto& p : projects)
        found.push_back(
            {format::text(p.name), QObject::tr("Labeling project, %1").arg(format::plural(p.tasks, "task", "tasks")),
                "label", format::text(p.lineageId())});
    return {};
}

Status addShipped(workspace::Workspace& w, Found& found) {
    SLIPWAY_ASSIGN(const auto versions, w.registry().versions());
    for (const auto& v : versions)
        found.push_back({QStringLiteral("%1 v%2").arg(format::text(v.model)).arg(v.version),
            QObject::tr("Model version, %1").arg(lookOf(registry::name(v.status)).word.toLower()), "model",
            format::text(v.lineageId())});
    SLIPWAY_ASSIGN(const auto endpoints, w.deployments().list());
    for (const auto& e : endpoints)
        found.push_back({format::text(e.name), QObject::tr("Endpoint in %1").arg(format::text(e.stage)), "endpoint",
            format::text(e.lineageId())});
    SLIPWAY_ASSIGN(const auto monitors, w.monitors().list());
    for (const auto& m : monitors)
        found.push_back({format::text(m.name), QObject::tr("Monitor of %1").arg(format::text(m.endpoint)), "monitor",
            "monitor/" + format::text(m.name)});
    SLIPWAY_ASSIGN(const auto pipelines, w.pipelines().list());
    for (const auto& p : pipelines)
        found.push_back(
            {format::text(p.name), QObject::tr("Pipeline"), "pipeline", "pipeline/" + format::text(p.name)});
    return {};
}

} // namespace

Result<std::vector<FoundObject>> findObjects(workspace::Workspace& workspace, const QString& query, bool tags) {
    Found all;
    if (!tags) {
        SLIPWAY_TRY(addData(workspace, all));
        SLIPWAY_TRY(addShipped(workspace, all));
        std::vector<std::pair<int, FoundObject>> ranked;
        for (FoundObject& object : all)
            if (const int score = fuzzyMatch(query, object.title).score) ranked.emplace_back(score, std::move(object));
        std::ranges::stable_sort(ranked, [](const auto& a, const auto& b) { return a.first > b.first; });
        all.clear();
        for (auto& [score, object] : ranked) all.push_back(std::move(object));
    }
    if (all.size() < kMost) SLIPWAY_TRY(addRuns(workspace, query, all));
    if (all.size() > kMost) all.resize(kMost);
    return all;
}

} // namespace slipway::ui
