#include "ui/pipeline/pipeline_panel.h"

#include <algorithm>

#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include "ui/pipeline/run_grid.h"
#include "ui/pipeline/step_details.h"
#include "ui/shell/notifications.h"
#include "ui/shell/page_header.h"
#include "ui/shell/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/list_table_model.h"

namespace slipway::ui {

namespace {

TableRow rowOf(const PipelineListEntry& entry) {
    const auto* last = entry.runs.empty() ? nullptr : &entry.runs.front();
    Cell name(format::text(entry.definition.name));
    name.strong = true;
    return {name.text,
        {name, last ? Cell::state(last->state) : Cell(QObject::tr("never run")),
            last ? Cell::time(last->startedAt) : Cell(format::missing())},
        {}};
}

} // namespace

PipelinePanel::PipelinePanel(AppContext& app, QWidget* parent)
    : Panel(app, tr("Pipelines"), Body::Fill, parent),
      m_controller(new PipelineController(app, this)),
      m_pages(new QStackedWidget(this)) {
    m_cancel = makeButton(tr("Cancel run"), "cancelRunButton", ButtonKind::Normal, {}, this);
    m_run = makeButton(tr("Run now"), "runPipelineButton", ButtonKind::Primary, "play", this);
    header().addAction(m_cancel);
    header().addAction(m_run);
    body().addWidget(m_pages, 1);

    auto* split = new QSplitter(Qt::Horizontal, this);
    split->setObjectName("pipelineSplitter");
    split->setChildrenCollapsible(false);
    m_table = new DataTable(tr("Pipelines"), this);
    m_table->setObjectName("pipelineTable");
    m_model =
        new ListTableModel({{tr("Pipeline"), Align::Left, 150, true, {}}, {tr("Last run"), Align::Left, 100, false, {}},
                               {tr("When"), Align::Left, 100, false, {}}},
            this);
    m_table->setListModel(m_model);
    split->addWidget(m_table);
    split->addWidget(buildMiddle());
    split->addWidget(buildDetails());
    split->setSizes({340, 420, 400});
    m_pages->addWidget(split);
    auto* empty = new EmptyState("pipeline", tr("No pipelines yet"),
        tr("A pipeline repeats steps: filter, train, evaluate, register. Write one as YAML and run it."), this);
    empty->addSnippet("slipway pipeline validate my-pipeline.yaml");
    m_pages->addWidget(empty);

    connect(m_table, &DataTable::selectedIdChanged, this, &PipelinePanel::showPipeline);
    connect(m_controller, &PipelineController::loaded, this, &PipelinePanel::showPipelines);
    connect(m_controller, &PipelineController::failed, this, [this](const QString& what, const Error& error) {
        setLoading(false);
        showError(what, error);
    });
    connect(m_controller, &PipelineController::finished, this, [this](const pipeline::PipelineRun& run) {
        const bool good = run.state == "done";
        this->app().notifications.post({.severity = good ? Severity::Success : Severity::Failure,
            .title = good ? tr("%1 is done").arg(format::text(run.pipeline))
                          : tr("%1 ended as %2").arg(format::text(run.pipeline), lookOf(run.state).word),
            .text = {},
            .link = "pipeline"});
        refresh();
    });
    connect(m_run, &QPushButton::clicked, this, [this] {
        if (const auto* entry = chosen()) m_controller->run(format::text(entry->definition.name), {});
    });
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (const auto* run = chosenRun()) m_controller->cancel(run->id);
    });
}

QWidget* PipelinePanel::buildMiddle() {
    m_gridCard = new Card(tr("Runs"), this);
    auto* tabs = new QTabWidget(m_gridCard);
    tabs->setObjectName("pipelineViews");
    tabs->setAccessibleName(tr("Views of the pipeline"));
    tabs->tabBar()->setAccessibleName(tabs->accessibleName());
    auto* column = new QWidget(tabs);
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 8, 0, 0);
    m_grid = new RunGrid(column);
    m_grid->setObjectName("runGrid");
    layout->addWidget(m_grid);
    layout->addStretch(1);
    auto* scroll = scrollInCard(column, tr("Grid of runs"), tabs);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_code = new QPlainTextEdit(tabs);
    m_code->setObjectName("pipelineCode");
    m_code->setAccessibleName(tr("Definition as YAML"));
    m_code->setReadOnly(true);
    m_code->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_code->setLineWrapMode(QPlainTextEdit::NoWrap);
    tabs->addTab(scroll, tr("Grid"));
    tabs->addTab(m_code, tr("Code"));
    m_gridCard->body().addWidget(tabs, 1);
    connect(m_grid, &RunGrid::selectionChanged, this, &PipelinePanel::showStep);
    return m_gridCard;
}

QWidget* PipelinePanel::buildDetails() {
    auto* card = new Card(tr("Step"), this);
    m_step = new StepDetails(card);
    auto* scroll = scrollInCard(m_step, tr("Details of the step"), card);
    card->body().addWidget(scroll, 1);
    return card;
}

void PipelinePanel::refresh() {
    m_controller->load();
}

void PipelinePanel::showPipelines(const std::vector<PipelineListEntry>& entries) {
    clearError();
    setLoading(false);
    m_entries = entries;
    std::vector<TableRow> rows;
    for (const auto& entry : m_entries) rows.push_back(rowOf(entry));
    m_model->setRows(std::move(rows));
    m_pages->setCurrentIndex(m_entries.empty() ? 1 : 0);
    header().setSummary(format::plural(static_cast<std::int64_t>(m_entries.size()), tr("pipeline"), tr("pipelines")));
    if (m_table->selectedId().isEmpty() && !m_entries.empty())
        m_table->selectId(format::text(m_entries.front().definition.name));
    showPipeline();
}

const PipelineListEntry* PipelinePanel::chosen() const {
    const auto id = m_table->selectedId().toStdString();
    const auto it = std::ranges::find_if(m_entries, [&](const auto& entry) { return entry.definition.name == id; });
    return it == m_entries.end() ? nullptr : &*it;
}

const pipeline::PipelineRun* PipelinePanel::chosenRun() const {
    const auto* entry = chosen();
    if (!entry) return nullptr;
    const auto it = std::ranges::find(entry->runs, m_grid->selectedRun(), &pipeline::PipelineRun::id);
    return it == entry->runs.end() ? nullptr : &*it;
}

void PipelinePanel::showPipeline() {
    const auto* entry = chosen();
    m_run->setEnabled(entry != nullptr);
    if (!entry) {
        m_grid->setRuns({});
        m_code->clear();
        return showStep();
    }
    m_gridCard->setTitle(format::text(entry->definition.name));
    m_gridCard->setCaption(format::text(entry->definition.description));
    const auto yaml = format::text(pipeline::toYaml(entry->definition));
    if (m_code->toPlainText() != yaml) {
        m_code->setFont(ui::font(FontRole::Code));
        m_code->setPlainText(yaml);
    }
    m_grid->setRuns(entry->runs);
    showStep();
}

void PipelinePanel::showStep() {
    const auto* run = chosenRun();
    m_cancel->setVisible(run && run->state == "running");
    if (!run) return m_step->clear();
    const auto it = std::ranges::find(run->steps, m_grid->selectedStep().toStdString(), &pipeline::StepRun::name);
    if (it == run->steps.end())
        m_step->clear();
    else
        m_step->show(*run, *it);
}

void PipelinePanel::showObject(const QString& link) {
    const auto kind = link.section('/', 0, 0), name = link.section('/', 1);
    if (kind == "pipeline") {
        m_table->selectId(name);
        return;
    }
    const auto id = name.toLongLong();
    for (const auto& entry : m_entries)
        if (std::ranges::find(entry.runs, id, &pipeline::PipelineRun::id) != entry.runs.end()) {
            m_table->selectId(format::text(entry.definition.name));
            m_grid->select(id, {});
        }
}

} // namespace slipway::ui
