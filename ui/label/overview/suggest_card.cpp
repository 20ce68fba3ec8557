#include "ui/label/overview/suggest_card.h"

#include <QSpinBox>
#include <algorithm>

#include "core/label/assist/suggester.h"
#include "core/workspace/service_host.h"
#include "ui/label/overview/assist_job.h"
#include "ui/label/overview/form_fields.h"
#include "ui/shell/notifications.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/list_table_model.h"

namespace slipway::ui {

namespace {

Result<label::ModelEndpoint> endpointOf(workspace::Workspace& w, const std::string& name, const std::string& model) {
    const auto service = workspace::findService(w.folder());
    if (!service)
        return fail(ErrorCode::Unavailable, "the workspace's service does not run",
            "Open Deployments and start the endpoint, then ask again");
    return label::workspaceEndpoint(service->url, service->token, name, model);
}

} // namespace

SuggestCard::SuggestCard(AppContext& app, QWidget* parent) : Card(tr("Suggestions of a model"), parent), m_app(app) {
    setCaption(tr("dashed until a person accepts or changes them"));
    auto* file =
        makeButton(tr("From a file…"), QStringLiteral("suggestFromFile"), ButtonKind::Normal, QStringLiteral("file"));
    addHeaderWidget(file);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    m_endpoint = addField(*row, tr("Model server"), QStringLiteral("suggestEndpoint"), new QComboBox, 3);
    m_endpoint->setEditable(true);
    m_endpoint->lineEdit()->setPlaceholderText(QStringLiteral("http://127.0.0.1:8080/invocations"));
    m_endpoint->lineEdit()->setAccessibleName(tr("Model server"));
    m_endpoint->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_endpoint->setMinimumContentsLength(16);
    m_model = addField(*row, tr("Name of the model"), QStringLiteral("suggestModel"), new QLineEdit, 2);
    m_model->setPlaceholderText(tr("as its address"));
    m_question = addField(*row, tr("Question"), QStringLiteral("suggestQuestion"), new QComboBox, 2);
    m_most = addField(*row, tr("At most"), QStringLiteral("suggestMost"), new QSpinBox, 1);
    m_most->setRange(0, 10'000'000);
    m_most->setGroupSeparatorShown(true);
    m_most->setSpecialValueText(tr("all tasks"));
    m_ask = makeButton(tr("Ask the model"), QStringLiteral("askModel"), ButtonKind::Normal, QStringLiteral("zap"));
    row->addWidget(m_ask, 0, Qt::AlignBottom);
    body().addLayout(row);
    m_job = new AssistJob(app, QStringLiteral("suggest"));
    body().addWidget(m_job);
    m_list = new ListTableModel(
        {{tr("Item"), Align::Left, 200, true, {}}, {tr("What is wrong with its answer"), Align::Left, 300, true, {}}},
        this);
    m_table = new DataTable(tr("Problems of suggestions"));
    m_table->setObjectName(QStringLiteral("suggestProblems"));
    m_table->setListModel(m_list);
    m_table->hide();
    body().addWidget(m_table);
    const auto allow = [this] {
        m_ask->setEnabled(!m_job->isBusy() && !m_endpoint->currentText().trimmed().isEmpty());
    };
    connect(m_endpoint, &QComboBox::editTextChanged, this, allow);
    connect(m_job, &AssistJob::busyChanged, this, allow);
    connect(m_ask, &QPushButton::clicked, this, &SuggestCard::ask);
    connect(file, &QPushButton::clicked, this, [this] { fileWanted(); });
    allow();
}

void SuggestCard::showProject(const label::Project& project, const QStringList& questions) {
    const bool other = project.id != m_project.id;
    m_project = project;
    fillQuestions(m_question, questions);
    if (!other) return;
    m_job->showResult({});
    m_table->hide();
    readEndpoints();
}

void SuggestCard::readEndpoints() {
    m_app.jobs.start<std::vector<deploy::Endpoint>>(
        this, {.title = tr("List endpoints"), .key = "endpoints", .quiet = true, .result = {}},
        [](workspace::Workspace& w, Progress&) { return w.deployments().list(); },
        [this](Result<std::vector<deploy::Endpoint>> endpoints) {
            if (!endpoints) return m_job->showResult(sentenceOf(endpoints.error()), true);
            const QString typed = m_endpoint->currentText();
            m_endpoint->clear();
            for (const auto& each : *endpoints)
                if (each.state == "in_service") m_endpoint->addItem(format::text(each.name), format::text(each.name));
            m_endpoint->setEditText(typed);
        });
}

void SuggestCard::ask() {
    const QString typed = m_endpoint->currentText().trimmed();
    const bool here = m_endpoint->findText(typed, Qt::MatchExactly) >= 0;
    label::Suggester::Options options;
    options.question = m_question->currentData().toString().toStdString();
    options.atMost = m_most->value();
    m_problems = std::make_shared<std::vector<label::Problem>>();
    m_job->start(
        tr("Ask a model about %1").arg(format::text(m_project.name)),
        [actor = m_app.actor(), project = m_project, options, typed = typed.toStdString(), here, problems = m_problems,
            model = m_model->text().trimmed().toStdString()](
            workspace::Workspace& w, Progress& progress) -> Result<QString> {
            SLIPWAY_ASSIGN(const auto endpoint, here ? endpointOf(w, typed, model) : label::endpointAt(typed, model));
            label::Suggester suggester(w.ledger(), w.labels());
            SLIPWAY_ASSIGN(auto done, suggester.suggest(actor, project, endpoint, options, progress));
            *problems = std::move(done.problems);
            QString text = tr("%1 asked about, suggestions kept for %2.")
                               .arg(format::plural(done.asked, tr("task"), tr("tasks")), format::count(done.stored));
            if (done.problemCount > 0)
                text += QLatin1Char(' ') +
                        tr("%1 could not be used:").arg(format::plural(done.problemCount, tr("answer"), tr("answers")));
            if (done.stopped) text += QLatin1Char(' ') + tr("It ended early: %1").arg(sentenceOf(*done.stopped));
            return text;
        },
        [this] {
            showProblems();
            changed();
        });
}

void SuggestCard::showProblems() {
    std::vector<TableRow> rows;
    for (const auto& problem : *m_problems)
        rows.push_back({QString::number(rows.size()),
            {Cell(format::text(problem.item)), Cell(format::text(problem.message))}, {}});
    m_table->setVisible(!rows.empty());
    m_list->setRows(std::move(rows));
    m_table->fitHeightToRows(6);
}

} // namespace slipway::ui
