#include "ui/track/table/shown_runs.h"

#include "core/workspace/workspace.h"
#include "ui/shell/notifications.h"
#include "ui/track/table/run_table_model.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

using Names = std::vector<ChartedRun>;

Result<Names> namesOf(workspace::Workspace& workspace, const std::vector<std::int64_t>& numbers) {
    SLIPWAY_ASSIGN(const auto rows, track::readCells(workspace.db(), numbers, {}));
    Names names;
    for (const auto& row : rows) names.push_back({format::text(row.id), format::text(row.name), -1});
    return names;
}

void giveColours(RunMarks& marks, Names& runs) {
    QStringList ids;
    for (const auto& run : runs) ids << run.id;
    marks.colour(ids);
    for (auto& run : runs) run.slot = marks.slotOf(run.id);
}

} // namespace

ShownRuns::ShownRuns(AppContext& app, RunTableModel& model, QObject* parent)
    : QObject(parent), m_app(app), m_model(model) {
    connect(&model.marks(), &RunMarks::changed, this, &ShownRuns::update);
    connect(&model, &RunTableModel::answered, this, &ShownRuns::update);
}

void ShownRuns::update() {
    const auto numbers = m_model.marks().shownOf(m_model.numbers());
    m_app.jobs.start<Names>(
        this, {.title = tr("Choose curves"), .key = QStringLiteral("shown"), .quiet = true, .result = {}},
        [numbers](workspace::Workspace& workspace, Progress&) { return namesOf(workspace, numbers); },
        [this](Result<Names> runs) {
            if (!runs) return;
            giveColours(m_model.marks(), *runs);
            const bool same = m_runs == *runs;
            m_runs = std::move(*runs);
            if (!same) changed();
        });
}

void ShownRuns::chart(std::vector<std::int64_t> numbers, std::function<void(const Names&)> done) {
    m_app.jobs.start<Names>(
        this, {.title = tr("Choose runs"), .key = QStringLiteral("chart"), .quiet = true, .result = {}},
        [numbers = std::move(numbers)](
            workspace::Workspace& workspace, Progress&) { return namesOf(workspace, numbers); },
        [this, done = std::move(done)](Result<Names> runs) {
            if (!runs) return void(m_app.notifications.postError(tr("Couldn't read the runs"), runs.error()));
            giveColours(m_model.marks(), *runs);
            done(*runs);
        });
}

} // namespace slipway::ui
