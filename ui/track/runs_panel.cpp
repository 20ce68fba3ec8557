#include "ui/track/runs_panel.h"

#include <algorithm>

#include <QComboBox>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/shell/notifications.h"
#include "ui/shell/page_header.h"
#include "ui/shell/prompts.h"
#include "ui/track/run/run_details.h"
#include "ui/track/runs_rows.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/line_chart.h"
#include "ui/widgets/list_table_model.h"
#include "ui/widgets/search_box.h"

namespace slipway::ui {

namespace {

constexpr int kPageSize = 200;
constexpr int kMetricColumns = 4;
constexpr int kChartedRuns = 10; // without a selection: the first ten, as more are hard to tell apart

} // namespace

RunsPanel::RunsPanel(AppContext& app, QWidget* parent)
    : Panel(app, tr("Experiments"), Body::Fill, parent), m_controller(new RunsController(app, this)) {
    buildHeader();
    buildFilterBar();
    m_pages = new QStackedWidget(this);
    body().addWidget(m_pages, 1);
    auto* split = new QSplitter(Qt::Vertical, this);
    split->setObjectName("runsSplitter");
    split->setChildrenCollapsible(false);
    m_pages->addWidget(split);
    buildTable();
    split->addWidget(m_table);
    buildLowerHalf();
    auto* empty = new EmptyState(
        "flask", tr("No runs yet"), tr("A run keeps parameters, metrics and the model of one training."), this);
    empty->addSnippet("slipway train start --experiment census --dataset census --target income");
    m_pages->addWidget(empty);
    auto* nothing = new EmptyState(
        "search", tr("No run fits"), tr("Nothing matches what you typed and the chosen experiment."), this);
    nothing->addButton(tr("Clear filter"), "clearRunFilter", [this] {
        m_search->clear();
        m_experiment->setCurrentIndex(0);
        refresh();
    });
    m_pages->addWidget(nothing);
    connectController();
}

void RunsPanel::buildHeader() {
    m_delete = makeButton(tr("Delete"), "deleteRunButton", ButtonKind::Quiet, "trash", this);
    m_register = makeButton(tr("Register model…"), "registerRunButton", ButtonKind::Primary, {}, this);
    header().addAction(m_delete);
    header().addAction(m_register);
    connect(m_delete, &QPushButton::clicked, this, &RunsPanel::deleteChosen);
    connect(m_register, &QPushButton::clicked, this, &RunsPanel::askToRegister);
}

void RunsPanel::buildFilterBar() {
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_search = new SearchBox(tr("Search runs by name or tag"), tr("Search runs"), this);
    m_search->setObjectName("runSearch");
    m_search->setMaximumWidth(420);
    m_experiment = new QComboBox(this);
    m_experiment->setObjectName("experimentFilter");
    m_experiment->setAccessibleName(tr("Experiment"));
    m_experiment->setMinimumWidth(200);
    m_experiment->addItem(tr("All experiments"));
    row->addWidget(m_search, 1);
    row->addWidget(m_experiment);
    row->addStretch(1);
    body().addLayout(row);
    connect(m_search, &SearchBox::searched, this, [this] { refresh(); });
    connect(m_experiment, &QComboBox::activated, this, [this] { refresh(); });
}

void RunsPanel::buildTable() {
    m_table = new DataTable(tr("Runs"), this);
    m_table->setObjectName("runsTable");
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_model = new ListTableModel(runColumns({}), this);
    m_table->setListModel(m_model);
    m_table->setSortable(true);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunsPanel::updateSelection);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (!m_next.isEmpty() && value >= m_table->verticalScrollBar()->maximum() - 400) {
            const auto token = std::exchange(m_next, {});
            m_controller->loadRuns(query(), token, kPageSize);
        }
    });
}

void RunsPanel::buildLowerHalf() {
    auto* split = new QSplitter(Qt::Horizontal, this);
    split->setObjectName("runsLowerSplitter");
    split->setChildrenCollapsible(false);
    auto* curves = new Card(tr("Curves"), this);
    m_metric = new QComboBox(curves);
    m_metric->setObjectName("metricChoice");
    m_metric->setAccessibleName(tr("Metric to draw"));
    m_metric->setMinimumWidth(180);
    curves->addHeaderWidget(m_metric);
    m_chart = new LineChart(tr("Metric curves"), curves);
    m_chart->setObjectName("runCurves");
    m_chart->setEmptyText(tr("These runs have no metric with more than one point."));
    curves->body().addWidget(m_chart, 1);
    connect(m_metric, &QComboBox::activated, this, &RunsPanel::reloadCurves);

    auto* card = new Card(tr("Run"), this);
    card->setFlush();
    m_details = new RunDetails(card);
    m_details->setObjectName("runDetails");
    auto* scroll = scrollInCard(m_details, tr("Details of the run"), card);
    card->body().addWidget(scroll, 1);

    split->addWidget(curves);
    split->addWidget(card);
    split->setSizes({620, 480});
    auto* outer = qobject_cast<QSplitter*>(m_pages->widget(0));
    outer->addWidget(split);
    outer->setSizes({240, 460});
}

void RunsPanel::connectController() {
    connect(m_controller, &RunsController::runsLoaded, this, &RunsPanel::showRuns);
    connect(m_controller, &RunsController::curvesLoaded, this, &RunsPanel::drawCurves);
    connect(m_controller, &RunsController::runLoaded, this, [this](const RunPageData& page) {
        m_shownRun = format::text(page.run.id);
        if (chosenRuns().size() < 2) m_details->show(page);
    });
    connect(m_controller, &RunsController::experimentsLoaded, this, [this](const auto& experiments) {
        const auto chosen = m_experiment->currentData();
        m_experiment->clear();
        m_experiment->addItem(tr("All experiments"));
        for (const auto& experiment : experiments)
            m_experiment->addItem(tr("%1 (%2)").arg(format::text(experiment.name), format::count(experiment.runs)),
                QVariant::fromValue<qlonglong>(experiment.id));
        m_experiment->setCurrentIndex(std::max(0, m_experiment->findData(chosen)));
    });
    connect(m_controller, &RunsController::changed, this, [this](const QString& what) {
        app().notifications.post({.severity = Severity::Success, .title = what});
        refresh();
    });
    connect(m_controller, &RunsController::failed, this, [this](const QString& what, const Error& error) {
        setLoading(false);
        showError(what, error);
    });
    updateSelection();
}

track::RunQuery RunsPanel::query() const {
    track::RunQuery query;
    query.text = m_search->text().trimmed().toStdString();
    if (m_experiment->currentIndex() > 0) query.experiment = m_experiment->currentData().toLongLong();
    return query;
}

void RunsPanel::refresh() {
    m_controller->loadExperiments();
    m_controller->loadRuns(query(), {}, std::clamp(static_cast<int>(m_runs.size()), kPageSize, 1000));
}

void RunsPanel::showRuns(const track::RunPage& page, bool first) {
    clearError();
    setLoading(false);
    if (first) m_runs.clear();
    m_runs.insert(m_runs.end(), page.runs.begin(), page.runs.end());
    m_next = format::text(page.next);

    const auto metrics = columnMetrics(m_runs, kMetricColumns);
    const auto columns = runColumns(metrics);
    const auto sameTitles =
        std::ranges::equal(columns, m_model->columns(), {}, &TableColumn::title, &TableColumn::title);
    if (!sameTitles) {
        m_model->setColumns(columns);
        m_table->setListModel(m_model);
    }
    std::vector<TableRow> rows;
    for (std::size_t i = 0; i < m_runs.size(); ++i) rows.push_back(runRow(m_runs[i], metrics, static_cast<int>(i)));
    m_model->setRows(std::move(rows));

    const auto chosen = m_metric->currentText();
    const auto names = curveMetrics(m_runs);
    m_metric->clear();
    m_metric->addItems(names);
    const int kept = m_metric->findText(chosen);
    m_metric->setCurrentIndex(kept >= 0 ? kept : std::max(0, m_metric->findText("validation-auc")));

    header().setSummary(tr("%1%2").arg(format::plural(static_cast<std::int64_t>(m_runs.size()), tr("run"), tr("runs")),
        m_next.isEmpty() ? QString() : tr(" shown, more as you scroll")));
    showEmptyOrTable();
    if (!m_wanted.isEmpty() && m_table->selectId(m_wanted))
        m_wanted.clear();
    else if (m_table->selectedId().isEmpty() && !m_runs.empty())
        m_table->selectId(format::text(m_runs.front().id));
    updateSelection();
}

void RunsPanel::showEmptyOrTable() {
    const bool filtered = !m_search->text().isEmpty() || m_experiment->currentIndex() > 0;
    m_pages->setCurrentIndex(!m_runs.empty() ? 0 : filtered ? 2 : 1);
}

std::vector<track::Run> RunsPanel::chosenRuns() const {
    std::vector<track::Run> chosen;
    for (const auto& id : m_table->selectedIds()) {
        const auto it = std::ranges::find(m_runs, id.toStdString(), &track::Run::id);
        if (it != m_runs.end()) chosen.push_back(*it);
    }
    return chosen;
}

void RunsPanel::updateSelection() {
    const auto chosen = chosenRuns();
    m_register->setEnabled(chosen.size() == 1 && chosen.front().status == track::RunStatus::Finished);
    m_register->setToolTip(
        m_register->isEnabled() ? tr("Registers this run's model as a new version") : tr("Choose one finished run"));
    m_delete->setEnabled(chosen.size() == 1);
    if (chosen.size() >= 2)
        m_details->showComparison(chosen);
    else if (chosen.size() == 1)
        m_controller->loadRun(format::text(chosen.front().id));
    reloadCurves();
}

QStringList RunsPanel::chartedRuns() const {
    auto ids = m_table->selectedIds();
    if (ids.size() >= 2) return ids;
    ids.clear();
    for (std::size_t i = 0; i < m_runs.size() && i < kChartedRuns; ++i) ids << format::text(m_runs[i].id);
    const auto current = m_table->selectedId();
    if (!current.isEmpty() && !ids.contains(current)) ids << current;
    return ids;
}

void RunsPanel::reloadCurves() {
    if (m_metric->currentText().isEmpty()) return m_chart->setCurves({});
    m_controller->loadCurves(chartedRuns(), m_metric->currentText());
}

void RunsPanel::drawCurves(const QString& metric, const std::map<QString, QVector<QPointF>>& points) {
    std::vector<Curve> curves;
    for (std::size_t i = 0; i < m_runs.size(); ++i) {
        const auto it = points.find(format::text(m_runs[i].id));
        if (it != points.end() && !it->second.isEmpty())
            curves.push_back({format::text(m_runs[i].name), it->second, static_cast<int>(i), false});
    }
    m_chart->setAxisTitles(tr("Step"), metric);
    m_chart->setCurves(std::move(curves));
}

void RunsPanel::askToRegister() {
    const auto chosen = chosenRuns();
    if (chosen.size() != 1) return;
    const auto model = app().prompts.text(this, {.title = tr("Register model"),
                                                    .label = tr("Name of the model"),
                                                    .action = tr("Register"),
                                                    .initial = format::text(chosen.front().experimentName),
                                                    .suggestion = {}});
    if (model) m_controller->registerModel(format::text(chosen.front().id), *model);
}

void RunsPanel::deleteChosen() {
    const auto chosen = chosenRuns();
    if (chosen.size() != 1) return;
    const auto id = format::text(chosen.front().id);
    m_controller->setDeleted(id, true);
    app().notifications.post({.severity = Severity::Info,
        .title = tr("Deleted run %1").arg(format::text(chosen.front().name)),
        .text = {},
        .link = {},
        .action = tr("Undo"),
        .run = [this, id] { m_controller->setDeleted(id, false); },
        .seconds = 10});
}

void RunsPanel::showObject(const QString& link) {
    m_wanted = link.section('/', 1);
    if (m_table->selectId(m_wanted)) m_wanted.clear();
}

QWidget* RunsPanel::searchField() {
    return m_search;
}

} // namespace slipway::ui
