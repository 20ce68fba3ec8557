#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>

#include "core/workspace/workspace.h"
#include "ui/shell/notifications.h"
#include "ui/shell/prompts.h"
#include "ui/shell/theme.h"
#include "ui/shell/window_settings.h"
#include "ui/track/compare/compare_page.h"
#include "ui/track/compare/curves_card.h"
#include "ui/track/table/column_chooser.h"
#include "ui/track/table/experiment_picker.h"
#include "ui/track/table/filter_edit.h"
#include "ui/track/table/group_button.h"
#include "ui/track/table/run_export.h"
#include "ui/track/table/run_filter_bar.h"
#include "ui/track/table/run_table_view.h"
#include "ui/track/table/run_view_menu.h"
#include "ui/track/table/run_writes.h"
#include "ui/track/table/runs_board.h"
#include "ui/track/table/selection_bar.h"
#include "ui/track/table/shown_runs.h"
#include "ui/widgets/formatting.h"

// What RunsBoard does with runs, and what it remembers.
namespace slipway::ui {

namespace {
constexpr int kLowBoard = 560;
}

std::vector<std::int64_t> RunsBoard::chosen() const {
    return m_table->chosenRuns();
}

QString RunsBoard::chosenText() const {
    return format::plural(static_cast<std::int64_t>(chosen().size()), tr("run"), tr("runs"));
}

void RunsBoard::connectSelection() {
    connect(m_selection, &SelectionBar::compareWanted, this, &RunsBoard::compareChosen);
    connect(m_selection, &SelectionBar::registerWanted, this, &RunsBoard::askToRegister);
    connect(m_selection, &SelectionBar::tagWanted, this, &RunsBoard::askForTag);
    connect(m_selection, &SelectionBar::exportWanted, this, &RunsBoard::exportChosen);
    connect(m_selection, &SelectionBar::copyIdsWanted, this, [this] { m_export->copyIds(chosen()); });
    connect(m_selection, &SelectionBar::deleteWanted, this, &RunsBoard::deleteChosen);
    connect(m_selection, &SelectionBar::clearWanted, &m_model->selection(), &RunSelection::clear);
}

void RunsBoard::showSelection() {
    const auto& selection = m_model->selection();
    const std::size_t count = selection.countAmong(m_model->numbers());
    m_selection->show(count, selection.isAll() && count == m_model->numbers().size());
    m_tools->setCurrentIndex(count > 0 ? 1 : 0);
}

void RunsBoard::openRow(int row) {
    if (const auto* run = m_model->loadedRow(row)) runWanted(format::text(run->run.id));
}

void RunsBoard::compareChosen() {
    auto runs = m_model->selectedNumbers();
    if (runs.size() < 2) {
        m_app.notifications.post({.severity = Severity::Info,
            .title = tr("Select two runs or more to compare them"),
            .text = tr("Space or Ctrl+click selects a row."),
            .seconds = 4});
        return;
    }
    runs.resize(std::min(runs.size(), static_cast<std::size_t>(ComparePage::kMostRuns)));
    m_shown->chart(std::move(runs), [this](const std::vector<ChartedRun>& named) { comparisonWanted(named); });
}

void RunsBoard::chooseToCompare(const QString& id) {
    using Numbers = std::vector<std::int64_t>;
    m_app.jobs.start<Numbers>(
        this, {.title = tr("Find run"), .key = QStringLiteral("find"), .quiet = true, .result = {}},
        [id = id.toStdString()](
            workspace::Workspace& workspace, Progress&) { return track::numbersOf(workspace.db(), {id}); },
        [this](Result<Numbers> found) {
            if (!found || found->empty()) return;
            m_model->selection().setOnly(*found);
            m_table->makeCurrent(m_model->rowOfRun(found->front()));
            m_app.notifications.post({.severity = Severity::Info,
                .title = tr("Select the runs to compare it with"),
                .text = tr("Space or Ctrl+click adds a row; then press C.")});
        });
}

void RunsBoard::askToRegister() {
    const auto runs = chosen();
    if (runs.size() != 1) return;
    const int row = m_model->rowOfRun(runs.front());
    const auto* run = m_model->loadedRow(row);
    const auto model = m_app.prompts.text(this, {.title = tr("Register model"),
                                                    .label = tr("Name of the model"),
                                                    .action = tr("Register"),
                                                    .initial = run ? format::text(run->run.experimentName) : QString(),
                                                    .suggestion = {}});
    if (model) m_writes->registerModel(runs.front(), *model);
}

void RunsBoard::askForTag() {
    const auto runs = chosen();
    if (runs.empty()) return;
    const auto text = m_app.prompts.text(this, {.title = tr("Tag %1").arg(chosenText()),
                                                   .label = tr("Name and value of the tag"),
                                                   .action = tr("Tag"),
                                                   .initial = {},
                                                   .suggestion = tr("name = value")});
    if (!text) return;
    const qsizetype sign = text->indexOf('=');
    const QString name = text->left(sign < 0 ? text->size() : sign).trimmed();
    const QString value = sign < 0 ? QStringLiteral("true") : text->mid(sign + 1).trimmed();
    if (!name.isEmpty()) m_writes->tag(runs, name, value);
}

void RunsBoard::deleteChosen() {
    const auto runs = chosen();
    if (runs.empty()) return;
    m_model->selection().clear();
    m_writes->remove(runs);
}

void RunsBoard::copyLink() {
    const auto* run = m_model->loadedRow(m_table->currentIndex().row());
    if (!run) return;
    QGuiApplication::clipboard()->setText(QStringLiteral("slipway://run/") + format::text(run->run.id));
    m_app.notifications.post({.severity = Severity::Success,
        .title = tr("Copied the link to %1").arg(format::text(run->run.name)),
        .seconds = 3});
}

void RunsBoard::exportChosen(const QString& format) {
    const auto runs = chosen();
    if (runs.empty()) return;
    if (format == QLatin1String("mlruns")) return exportRunsWanted(runs);
    const auto kind = format == QLatin1String("csv")    ? TableFormat::Csv
                      : format == QLatin1String("json") ? TableFormat::Json
                                                        : TableFormat::Markdown;
    m_export->save(this, runs, m_model->columns(), kind, chosenText());
}

void RunsBoard::showRowMenu(const QPoint& global) {
    const auto runs = chosen();
    if (runs.empty()) return;
    const bool one = runs.size() == 1;
    QMenu menu(this);
    menu.setObjectName(QStringLiteral("runMenu"));
    const auto add = [&](const char* iconName, const QString& title, const char* keys, auto run) {
        auto* action = menu.addAction(icon(QLatin1String(iconName)), title);
        if (*keys) action->setShortcut(QKeySequence(QLatin1String(keys)));
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    if (one) add("external", tr("Open"), "Return", [this] { openRow(m_table->currentIndex().row()); });
    add("chart", tr("Compare"), "C", [this] { compareChosen(); })->setEnabled(runs.size() >= 2);
    menu.addSeparator();
    auto& marks = m_model->marks();
    const auto first = std::span(runs).first(std::min(runs.size(), RunMarks::kMostShown));
    add("eye", tr("Show in charts"), "", [&] { marks.setShown(first, true); });
    add("eye-off", tr("Hide in charts"), "", [&] { marks.setShown(first, false); });
    add("target", tr("Show only these in charts"), "", [&] { marks.showOnly(first); });
    if (!marks.isByItself()) add("undo", tr("Show the first ten in charts"), "", [&] { marks.reset(); });
    menu.addSeparator();
    if (one) add("edit", tr("Rename"), "F2", [this] { m_table->renameCurrent(); });
    add("label", tr("Tag…"), "", [this] { askForTag(); });
    if (one) add("box", tr("Register model…"), "", [this] { askToRegister(); });
    menu.addSeparator();
    add("copy", tr("Copy as a table"), "Ctrl+C", [this] { m_export->copyTable(chosen(), m_model->columns()); });
    add("hash", one ? tr("Copy id") : tr("Copy ids"), "", [this] { m_export->copyIds(chosen()); });
    if (one) add("link", tr("Copy link"), "Ctrl+Shift+C", [this] { copyLink(); });
    auto* save = menu.addMenu(icon(QStringLiteral("download")), tr("Export"));
    const std::pair<QString, const char*> kinds[] = {{tr("CSV…"), "csv"}, {tr("JSON…"), "json"},
        {tr("Markdown…"), "md"}, {tr("Folder for mlflow (mlruns)…"), "mlruns"}};
    for (const auto& [title, format] : kinds)
        connect(save->addAction(title), &QAction::triggered, this,
            [this, name = QString::fromLatin1(format)] { exportChosen(name); });
    menu.addSeparator();
    add("trash", one ? tr("Delete") : tr("Delete %1").arg(chosenText()), "Del", [this] { deleteChosen(); });
    menu.exec(global);
}

void RunsBoard::showExperiment(const QString& nameOrId) {
    m_app.jobs.start<std::int64_t>(
        this, {.title = tr("Find experiment"), .key = QStringLiteral("experiment"), .quiet = true, .result = {}},
        [wanted = nameOrId.toStdString()](workspace::Workspace& workspace, Progress&) -> Result<std::int64_t> {
            track::Experiments experiments(workspace.ledger());
            SLIPWAY_ASSIGN(const auto named, experiments.byName(wanted));
            if (named) return named->id;
            bool isNumber = false;
            const auto id = QString::fromStdString(wanted).toLongLong(&isNumber);
            if (!isNumber) return fail(ErrorCode::NotFound, "no experiment is called '" + wanted + "'");
            SLIPWAY_ASSIGN(const auto found, experiments.find(id));
            return found.id;
        },
        [this](Result<std::int64_t> id) {
            if (!id) return failed(tr("Couldn't find the experiment"), id.error());
            RunViewState view = m_view;
            view.filter.clear();
            view.experiments = {*id};
            showView(view);
        });
}

void RunsBoard::showCurves(int place) {
    m_curvesPlace = place;
    layOutCurves();
    WindowSettings().setValue(key("curvesPlace"), place);
}

/// Until somebody chooses: below, or beside where a low window would leave the table two rows.
void RunsBoard::layOutCurves() {
    const int place = m_curvesPlace >= 0 ? m_curvesPlace : height() < kLowBoard ? 1 : 0;
    const auto orientation = place == 1 ? Qt::Horizontal : Qt::Vertical;
    m_curves->setVisible(place != 2);
    if (m_split->orientation() == orientation) return;
    m_split->setOrientation(orientation);
    const int room = orientation == Qt::Horizontal ? width() : height();
    m_split->setSizes({room * 3 / 5, room * 2 / 5});
}

void RunsBoard::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (m_curvesPlace < 0) layOutCurves();
}

QString RunsBoard::key(const char* name) const {
    return WindowSettings::keyFor(m_app.workspace.folder(), QStringLiteral("track-") + QLatin1String(name));
}

void RunsBoard::remember() {
    WindowSettings settings;
    settings.setValue(key("view"), QString::fromUtf8(toJson(m_view)));
    settings.setValue(key("recent"), m_filter->recent());
    settings.setValue(key("colours"), m_model->marks().remembered());
}

void RunsBoard::restore() {
    const WindowSettings settings;
    m_model->marks().restore(settings.value(key("colours")).toStringList());
    m_filter->setRecent(settings.value(key("recent")).toStringList());
    m_curvesPlace = std::clamp(settings.value(key("curvesPlace"), -1).toInt(), -1, 2);
    layOutCurves();
    if (const auto view = viewStateOf(settings.value(key("view")).toString().toUtf8())) m_view = *view;
    m_filter->setText(m_view.filter);
    m_experiments->setExperiments(m_view.experiments);
    if (!m_view.columns.empty()) m_model->setColumns(m_view.columns);
    m_groups->setGrouping(m_view.groupBy);
    m_chooser->setExperiments(m_view.experiments);
    m_filter->edit().setExperiments(m_view.experiments);
    m_views->showState(m_view);
}

} // namespace slipway::ui
