#include "ui/track/run/evaluation_tab.h"

#include <QScrollArea>
#include <QVBoxLayout>

#include "core/workspace/workspace.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/flow_row.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/line_chart.h"
#include "ui/widgets/list_table_model.h"

namespace slipway::ui {

namespace {

constexpr int kMostRows = 24, kCardWidth = 420;

std::vector<TableRow> numberRows(
    const std::map<std::string, std::optional<double>>& values, const std::map<std::string, std::string>& notes) {
    std::vector<TableRow> rows;
    for (const auto& [name, value] : values) {
        const auto note = notes.find(name);
        TableRow row{format::text(name), {Cell(format::text(name)), Cell::metric(value)}, {}};
        if (!value && note != notes.end()) row.cells[0].detail = format::text(note->second);
        rows.push_back(std::move(row));
    }
    return rows;
}

Card* tableCard(
    const QString& title, const QString& caption, std::vector<TableColumn> columns, std::vector<TableRow> rows) {
    auto* card = new Card(title);
    card->setFlush();
    card->setCaption(caption);
    auto* table = new DataTable(title, card);
    auto* model = new ListTableModel(std::move(columns), table);
    model->setRows(std::move(rows));
    table->setListModel(model);
    table->fitHeightToRows(kMostRows);
    card->body().addWidget(table);
    card->body().addStretch(1);
    return card;
}

} // namespace

EvaluationTab::EvaluationTab(AppContext& app, QWidget* parent) : RunTab(parent), m_app(app) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* content = new QWidget;
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(0, 8, 4, 20);
    m_column->setSpacing(16);
    outer->addWidget(scrollInCard(content, tr("Evaluation"), this));
}

void EvaluationTab::setFacts(std::shared_ptr<const RunFacts> facts) {
    const auto& run = facts->run;
    const auto wanted = run.id + std::to_string(run.endedAt) + std::to_string(run.metrics.size());
    if (wanted == m_shown) return;
    m_shown = wanted;
    m_app.jobs.start<Found>(
        this, {.title = tr("Load evaluation"), .key = "evaluation", .quiet = true, .result = {}},
        [id = run.id](workspace::Workspace& workspace, Progress&) -> Result<Found> {
            Found found;
            SLIPWAY_ASSIGN(found.evaluation, workspace.training().storedEvaluation(id));
            if (auto bias = workspace.training().storedBias(id)) found.bias = std::move(*bias);
            return found;
        },
        [this](Result<Found> found) {
            if (found) return showFound(*found);
            clearLayout(m_column);
            m_column->addWidget(new EmptyState("alert", tr("Couldn't read the evaluation"),
                format::text(found.error().message + ". " + found.error().hint)));
        });
}

void EvaluationTab::showFound(const Found& found) {
    clearLayout(m_column);
    auto* row = new FlowRow(kCardWidth);
    m_column->addWidget(row);
    const auto& evaluation = *found.evaluation;
    row->add(tableCard(tr("Metrics"),
        tr("%1 held-out rows, %2 skipped").arg(format::count(evaluation.rows), format::count(evaluation.skipped)),
        {{tr("Metric"), Align::Left, 180, true, {}}, {tr("Value"), Align::Right, 110, false, {}}},
        numberRows(evaluation.metrics, evaluation.notes)));
    if (!evaluation.roc.empty()) row->add(makeRoc(evaluation));
    if (!evaluation.confusion.empty()) row->add(makeConfusion(evaluation));
    for (const auto& report : found.bias) row->add(makeBias(report));
    m_column->addStretch(1);
}

QWidget* EvaluationTab::makeRoc(const train::Evaluation& evaluation) {
    auto* card = new Card(tr("ROC curve"));
    auto* chart = new LineChart(tr("ROC curve"), card);
    chart->setAxisTitles(tr("False positive rate"), tr("True positive rate"));
    Curve roc, chance;
    roc.name = tr("model");
    roc.slot = 0;
    for (const auto& point : evaluation.roc) roc.points.append({point.x, point.y});
    chance.name = tr("chance");
    chance.points = {{0, 0}, {1, 1}};
    chance.reference = true;
    chart->setCurves({roc, chance});
    chart->setYRange(0, 1);
    chart->setMinimumHeight(300);
    chart->setMaximumHeight(400);
    card->body().addWidget(chart, 1);
    card->body().addStretch(0);
    return card;
}

QWidget* EvaluationTab::makeConfusion(const train::Evaluation& evaluation) {
    std::vector<TableColumn> columns{{tr("Truth"), Align::Left, 120, true, {}}};
    for (const auto& label : evaluation.labels) columns.push_back({format::text(label), Align::Right, 90, false, {}});
    std::vector<TableRow> rows;
    for (std::size_t truth = 0; truth < evaluation.labels.size(); ++truth) {
        TableRow row{format::text(evaluation.labels[truth]), {Cell(format::text(evaluation.labels[truth]))}, {}};
        for (std::size_t p = 0; p < evaluation.labels.size(); ++p) {
            auto cell = Cell::count(evaluation.confusion[truth][p]);
            cell.strong = truth == p;
            row.cells.push_back(std::move(cell));
        }
        rows.push_back(std::move(row));
    }
    return tableCard(
        tr("Confusion matrix"), tr("rows: truth, columns: prediction"), std::move(columns), std::move(rows));
}

QWidget* EvaluationTab::makeBias(const train::BiasReport& report) {
    auto rows = numberRows(report.preTraining, report.notes);
    for (auto& row : rows) row.cells.insert(row.cells.begin() + 1, Cell(tr("data")));
    auto after = numberRows(report.postTraining, report.notes);
    for (auto& row : after) {
        row.cells.insert(row.cells.begin() + 1, Cell(tr("predictions")));
        rows.push_back(std::move(row));
    }
    return tableCard(tr("Bias on %1").arg(format::text(report.facet)),
        tr("%1: %2 rows, others: %3")
            .arg(format::text(report.disadvantaged), format::count(report.disadvantagedRows),
                format::count(report.advantagedRows)),
        {{tr("Metric"), Align::Left, 120, true, {}}, {tr("Of"), Align::Left, 100, false, {}},
            {tr("Value"), Align::Right, 110, false, {}}},
        std::move(rows));
}

} // namespace slipway::ui
