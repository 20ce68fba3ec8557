#include "ui/track/compare/importance_section.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <cmath>

#include "core/workspace/workspace.h"
#include "ui/track/compare/chart_fields.h"
#include "ui/track/compare/key_picker.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/list_table_model.h"

namespace slipway::ui {

namespace {

constexpr double kExplainsLittle = 0.2;

/// The sign as a word too: a colour or a minus alone is easily overlooked.
Cell correlationCell(const std::optional<double>& value) {
    Cell cell = Cell::metric(value);
    if (value) cell.text = QString::number(*value, 'f', 2).replace('-', QChar(0x2212));
    if (value && std::abs(*value) >= 0.3)
        cell.detail = *value > 0 ? QObject::tr("rises with it") : QObject::tr("falls with it");
    return cell;
}

train::ImportanceColumn columnOf(const track::ComparedField& field) {
    train::ImportanceColumn column{field.field.key, {}};
    const auto axis = axisOf(field);
    for (std::size_t i = 0; i < field.cells.size(); ++i) {
        if (!axis.values[i])
            column.values.emplace_back();
        else if (axis.categories.isEmpty())
            column.values.emplace_back(*axis.values[i]);
        else
            column.values.emplace_back(axis.categories.value(static_cast<int>(*axis.values[i])).toStdString());
    }
    return column;
}

} // namespace

ImportanceSection::ImportanceSection(AppContext& app, QWidget* parent) : CompareSection(parent), m_app(app) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    auto* bar = new QHBoxLayout;
    bar->setSpacing(8);
    bar->addWidget(new TextLabel(tr("What mattered for"), FontRole::Control, Token::TextSecondary));
    m_metric = new KeyPicker(tr("Metric that is explained"), tr("Metric"), QStringLiteral("importanceMetric"));
    connect(m_metric, &KeyPicker::keyChosen, this, &ImportanceSection::compute);
    bar->addWidget(m_metric);
    m_note = new TextLabel({}, FontRole::Caption, Token::TextSecondary);
    m_note->setObjectName(QStringLiteral("importanceNote"));
    m_note->setWordWrap(true);
    bar->addWidget(m_note, 1);
    column->addLayout(bar);
    auto* card = new Card;
    card->body().setContentsMargins(0, 0, 0, 0);
    m_model = new ListTableModel(
        {{tr("Parameter"), Align::Left, 200, true},
            {tr("Importance"), Align::Right, 240, false,
                tr("Rise of the squared error of a random forest when this parameter is mixed up")},
            {tr("Spearman"), Align::Right, 190, false, tr("Correlation of the ranks, −1 to 1")},
            {tr("Pearson"), Align::Right, 190, false, tr("Correlation along a straight line, −1 to 1")},
            {tr("Values"), Align::Right, 80}, {tr("Runs"), Align::Right, 80}},
        this);
    m_table = new DataTable(tr("Importance of the parameters"));
    m_table->setObjectName(QStringLiteral("importanceTable"));
    m_table->setListModel(m_model);
    m_table->setSortable(true);
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_table);
    m_refusal = new TextLabel({}, FontRole::Body, Token::TextSecondary);
    m_refusal->setObjectName(QStringLiteral("importanceRefusal"));
    m_refusal->setAlignment(Qt::AlignCenter);
    m_refusal->setWordWrap(true);
    m_refusal->setMargin(24);
    m_stack->addWidget(m_refusal);
    card->body().addWidget(m_stack);
    column->addWidget(card, 1);
}

void ImportanceSection::showRuns(const SharedRuns& runs) {
    m_runs = runs;
    m_metric->setKeys(runs->metricFields(), mainMetric(*runs));
    compute();
}

void ImportanceSection::compute() {
    const auto* metric = m_runs ? m_runs->find(m_metric->chosen()) : nullptr;
    if (!metric) {
        m_refusal->setText(tr("The runs have no metric in common whose values differ."));
        return m_stack->setCurrentIndex(1);
    }
    m_app.jobs.startPlain<train::ImportanceReport>(
        this, {.title = tr("Compute importance"), .key = QStringLiteral("importance"), .quiet = true, .result = {}},
        [runs = m_runs, metric](Progress& progress) {
            std::vector<train::ImportanceColumn> parameters;
            for (const auto& field : runs->table.fields)
                if (field.field.group == track::FieldGroup::Parameter) parameters.push_back(columnOf(field));
            std::vector<std::optional<double>> values;
            for (const auto& cell : metric->cells) values.push_back(numberOf(cell));
            return train::parameterImportance(parameters, values, progress);
        },
        [this](Result<train::ImportanceReport> report) {
            if (report) return fill(*report);
            if (report.error().code == ErrorCode::Cancelled) return;
            m_note->setText({});
            m_refusal->setText(format::text(report.error().message + ". " + report.error().hint + "."));
            m_stack->setCurrentIndex(1);
        });
}

void ImportanceSection::fill(const train::ImportanceReport& report) {
    std::vector<TableRow> rows;
    for (const auto& one : report.parameters) {
        TableRow row;
        row.id = format::text(one.name);
        row.cells.push_back(Cell(row.id));
        Cell importance(format::percent(one.importance));
        importance.bar = one.importance;
        importance.sort = one.importance;
        importance.tip = tr("%1 of what all parameters are worth together").arg(format::percent(one.importance));
        row.cells.push_back(importance);
        row.cells.push_back(correlationCell(one.spearman));
        row.cells.push_back(correlationCell(one.pearson));
        row.cells.push_back(Cell::count(static_cast<std::int64_t>(one.values)));
        row.cells.push_back(Cell::count(static_cast<std::int64_t>(one.runs)));
        rows.push_back(std::move(row));
    }
    m_model->setRows(std::move(rows));
    const QString runs = format::plural(static_cast<std::int64_t>(report.runs), tr("run"), tr("runs"));
    m_note->setText(
        report.explained < kExplainsLittle
            ? tr("From %1. The parameters explain little of this metric, so take the order with care.").arg(runs)
            : tr("From %1. The parameters explain %2 of the metric's variance in runs that were left out.")
                  .arg(runs, format::percent(report.explained, 0)));
    m_stack->setCurrentIndex(0);
}

} // namespace slipway::ui
