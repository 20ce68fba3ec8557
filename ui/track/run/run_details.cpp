#include "ui/track/run/run_details.h"

#include <algorithm>
#include <array>

#include <QCheckBox>
#include <QVBoxLayout>

#include "ui/track/compare/run_comparison.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/key_value_list.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/line_chart.h"
#include "ui/widgets/list_table_model.h"
#include "ui/widgets/section_header.h"

namespace slipway::ui {

namespace {

QString tag(const track::Run& run, const char* key) {
    const auto it = run.tags.find(key);
    return it == run.tags.end() ? format::missing() : format::text(it->second);
}

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

} // namespace

RunDetails::RunDetails(QWidget* parent) : QWidget(parent), m_layout(new QVBoxLayout(this)) {
    m_layout->setContentsMargins(0, 4, 0, 12);
    m_layout->setSpacing(12);
    clear(tr("Choose a run to see its parameters, metrics and evaluation."));
}

void RunDetails::addInset(QWidget* widget) {
    m_layout->addWidget(inset(widget));
}

void RunDetails::clear(const QString& hint) {
    clearLayout(m_layout);
    auto* label = new TextLabel(hint, FontRole::Body, Token::TextSecondary, this);
    label->setWordWrap(true);
    addInset(label);
    m_layout->addStretch(1);
}

void RunDetails::show(const RunPageData& page) {
    clearLayout(m_layout);
    addFacts(page.run);
    if (page.evaluation) addEvaluation(*page.evaluation);
    for (const auto& report : page.bias) addBias(report);
    addParameters(page.run);
    addMetrics(page.run);
    addArtifacts(page.artifacts);
    m_layout->addStretch(1);
}

void RunDetails::showComparison(const std::vector<track::Run>& runs) {
    clearLayout(m_layout);
    auto* header = new SectionHeader(tr("Comparison"), tr("%n runs", nullptr, static_cast<int>(runs.size())), this);
    auto* only = new QCheckBox(tr("Only differences"), this);
    only->setObjectName("onlyDifferences");
    only->setAccessibleName(only->text());
    only->setChecked(true);
    header->addWidget(only);
    addInset(header);
    auto table = compareRuns(runs, true);
    auto* view = addTable(tr("Comparison of runs"), table.columns, table.rows);
    view->setObjectName("comparisonTable");
    auto* model = qobject_cast<ListTableModel*>(view->model());
    connect(only, &QCheckBox::toggled, view, [view, model, runs](bool checked) {
        model->setRows(compareRuns(runs, checked).rows);
        view->fitHeightToRows(40);
    });
    m_layout->addStretch(1);
}

DataTable* RunDetails::addTable(const QString& name, std::vector<TableColumn> columns, std::vector<TableRow> rows) {
    auto* table = new DataTable(name, this);
    auto* model = new ListTableModel(std::move(columns), table);
    model->setRows(std::move(rows));
    table->setListModel(model);
    table->fitHeightToRows(40);
    m_layout->addWidget(table);
    return table;
}

void RunDetails::addFacts(const track::Run& run) {
    addInset(new SectionHeader(format::text(run.name), format::text(run.experimentName), this));
    auto* facts = new KeyValueList(this);
    facts->addCode(tr("Run"), format::text(run.id));
    facts->add(tr("Started"), format::when(run.startedAt), format::absolute(run.startedAt));
    facts->add(tr("Took"), run.endedAt > 0 ? format::duration(run.endedAt - run.startedAt) : tr("still running"));
    facts->add(tr("By"), format::text(run.actor));
    facts->add(tr("Data version"), tag(run, "slipway.dataset"));
    facts->addCode(tr("Data hash"), tag(run, "slipway.dataset.hash"));
    facts->add(tr("Code version"), tag(run, "slipway.version"));
    facts->addCode(tr("Commit"), tag(run, "mlflow.source.git.commit"));
    if (run.tags.contains("slipway.error")) facts->add(tr("Failed because"), tag(run, "slipway.error"));
    addInset(facts);
}

void RunDetails::addParameters(const track::Run& run) {
    if (run.parameters.empty()) return;
    addInset(new SectionHeader(tr("Parameters"), {}, this));
    auto* list = new KeyValueList(this);
    for (const auto& [key, value] : run.parameters) list->add(format::text(key), format::text(value));
    addInset(list);
}

void RunDetails::addMetrics(const track::Run& run) {
    if (run.metrics.empty()) return;
    addInset(new SectionHeader(tr("Metrics"), {}, this));
    std::vector<TableRow> rows;
    for (const auto& [name, m] : run.metrics)
        rows.push_back({format::text(name),
            {Cell(format::text(name)), Cell::metric(m.latest), Cell::metric(m.minimum), Cell::metric(m.maximum),
                Cell::count(m.points)},
            {}});
    addTable(tr("Metrics"),
        {{tr("Metric"), Align::Left, 140, true, {}}, {tr("Latest"), Align::Right, 80, false, {}},
            {tr("Lowest"), Align::Right, 80, false, {}}, {tr("Highest"), Align::Right, 80, false, {}},
            {tr("Points"), Align::Right, 70, false, {}}},
        std::move(rows));
}

void RunDetails::addEvaluation(const train::Evaluation& evaluation) {
    addInset(new SectionHeader(tr("Evaluation"),
        tr("%1 held-out rows, %2 skipped").arg(format::count(evaluation.rows), format::count(evaluation.skipped)),
        this));
    addTable(tr("Evaluation metrics"),
        {{tr("Metric"), Align::Left, 180, true, {}}, {tr("Value"), Align::Right, 110, false, {}}},
        numberRows(evaluation.metrics, evaluation.notes));
    if (!evaluation.confusion.empty()) addConfusion(evaluation);
    if (evaluation.roc.empty()) return;
    addInset(new SectionHeader(tr("ROC curve"), {}, this));
    auto* chart = new LineChart(tr("ROC curve"), this);
    chart->setAxisTitles(tr("False positive rate"), tr("True positive rate"));
    Curve roc{tr("model"), {}, 0, false}, chance{tr("chance"), {{0, 0}, {1, 1}}, -1, true};
    for (const auto& point : evaluation.roc) roc.points.append({point.x, point.y});
    chart->setCurves({roc, chance});
    chart->setYRange(0, 1);
    chart->setMinimumHeight(240);
    auto* room = new QVBoxLayout;
    room->setContentsMargins(16, 0, 16, 0);
    room->addWidget(chart);
    m_layout->addLayout(room);
}

void RunDetails::addConfusion(const train::Evaluation& evaluation) {
    addInset(new SectionHeader(tr("Confusion matrix"), tr("rows: truth, columns: prediction"), this));
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
    addTable(tr("Confusion matrix"), std::move(columns), std::move(rows));
}

void RunDetails::addBias(const train::BiasReport& report) {
    addInset(new SectionHeader(tr("Bias on %1").arg(format::text(report.facet)),
        tr("%1: %2 rows, others: %3")
            .arg(format::text(report.disadvantaged), format::count(report.disadvantagedRows),
                format::count(report.advantagedRows)),
        this));
    auto rows = numberRows(report.preTraining, report.notes);
    for (auto& row : rows) row.cells.insert(row.cells.begin() + 1, Cell(tr("data")));
    auto after = numberRows(report.postTraining, report.notes);
    for (auto& row : after) {
        row.cells.insert(row.cells.begin() + 1, Cell(tr("predictions")));
        rows.push_back(std::move(row));
    }
    addTable(tr("Bias report"),
        {{tr("Metric"), Align::Left, 120, true, {}}, {tr("Of"), Align::Left, 100, false, {}},
            {tr("Value"), Align::Right, 110, false, {}}},
        std::move(rows));
}

void RunDetails::addArtifacts(const std::vector<track::ArtifactInfo>& artifacts) {
    if (artifacts.empty()) return;
    addInset(new SectionHeader(tr("Artifacts"), {}, this));
    std::vector<TableRow> rows;
    for (const auto& artifact : artifacts) {
        Cell name(format::text(artifact.path));
        name.icon = artifact.folder ? "folder" : "file";
        rows.push_back({format::text(artifact.path),
            {name, artifact.folder ? Cell(format::missing()) : Cell(format::bytes(artifact.bytes))}, {}});
    }
    addTable(tr("Artifacts"), {{tr("File"), Align::Left, 200, true, {}}, {tr("Size"), Align::Right, 90, false, {}}},
        std::move(rows));
}

} // namespace slipway::ui
