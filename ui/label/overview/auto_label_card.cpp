#include "ui/label/overview/auto_label_card.h"

#include <QDoubleSpinBox>

#include "ui/label/overview/assist_job.h"
#include "ui/label/overview/form_fields.h"
#include "ui/shell/notifications.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/list_table_model.h"

namespace slipway::ui {

namespace {

PillLook lookOfBatch(const label::AutoLabelBatch& batch) {
    if (batch.stopped) return {PillKind::Bad, QObject::tr("Stopped")};
    if (batch.audited + batch.skipped < batch.sampled) return {PillKind::Info, QObject::tr("Being audited")};
    return {PillKind::Ok, QObject::tr("Holds")};
}

TableRow rowOf(const label::AutoLabelBatch& batch) {
    Cell audit(batch.audited == 0
                   ? QObject::tr("nobody looked yet")
                   : QObject::tr("%1 of %2 right").arg(format::count(batch.correct), format::count(batch.audited)));
    audit.detail = QObject::tr("%1 to look at").arg(format::count(batch.sampled));
    audit.tip = QObject::tr("No precision above %1 is believable").arg(format::percent(batch.upperBound));
    return {QString::number(batch.id),
        {Cell::time(batch.createdAt), Cell(format::text(batch.model)), Cell(format::percent(batch.wish.precision)),
            Cell::count(batch.labelled), audit, Cell::withPill(lookOfBatch(batch))},
        {}};
}

} // namespace

AutoLabelCard::AutoLabelCard(AppContext& app, QWidget* parent) : Card(tr("Label without people"), parent), m_app(app) {
    m_plan = std::make_shared<std::optional<label::AutoLabelPlan>>();
    auto* about =
        new TextLabel(tr("Where people's answers to a random part of the tasks prove the precision that you ask for, "
                         "the model's class becomes the answer. Those tasks come to people without suggested "
                         "classes, and so does a random sample of what was labelled; when it fails them, "
                         "this stops."),
            FontRole::Body, Token::TextSecondary);
    about->setWordWrap(true);
    body().addWidget(about);
    makeWish();
    m_job = new AssistJob(app, QStringLiteral("autoLabel"));
    body().addWidget(m_job);
    makeBatches();
    connect(m_job, &AssistJob::busyChanged, this, &AutoLabelCard::allow);
    allow();
}

void AutoLabelCard::makeWish() {
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    m_precision = addField(*row, tr("Right at least"), QStringLiteral("autoPrecision"), new QDoubleSpinBox, 1);
    m_precision->setRange(50, 99.9);
    m_precision->setDecimals(1);
    m_precision->setValue(95);
    m_precision->setSuffix(tr(" %"));
    m_model = addField(*row, tr("Model"), QStringLiteral("autoModel"), new QLineEdit, 2);
    m_model->setPlaceholderText(tr("what learned here last"));
    m_question = addField(*row, tr("Question"), QStringLiteral("autoQuestion"), new QComboBox, 2);
    row->addStretch(1);
    m_planButton = makeButton(tr("Work out a plan"), QStringLiteral("autoPlan"));
    m_apply = makeButton(tr("Apply"), QStringLiteral("autoApply"), ButtonKind::Normal, QStringLiteral("check"));
    row->addWidget(m_planButton, 0, Qt::AlignBottom);
    row->addWidget(m_apply, 0, Qt::AlignBottom);
    body().addLayout(row);
    connect(m_planButton, &QPushButton::clicked, this, &AutoLabelCard::plan);
    connect(m_apply, &QPushButton::clicked, this, &AutoLabelCard::apply);
    connect(m_precision, &QDoubleSpinBox::valueChanged, this, &AutoLabelCard::dropPlan);
    connect(m_model, &QLineEdit::textEdited, this, &AutoLabelCard::dropPlan);
    connect(m_question, &QComboBox::activated, this, &AutoLabelCard::dropPlan);
}

void AutoLabelCard::makeBatches() {
    m_audit = new TextLabel({}, FontRole::Body, Token::TextSecondary);
    m_audit->setObjectName(QStringLiteral("auditState"));
    m_audit->setWordWrap(true);
    body().addWidget(m_audit);
    m_batches = new ListTableModel(
        {{tr("When"), Align::Left, 110, false, {}}, {tr("Model"), Align::Left, 140, true, {}},
            {tr("Asked for"), Align::Right, 90, false, {}}, {tr("Labelled"), Align::Right, 90, false, {}},
            {tr("Audit"), Align::Left, 190, false, tr("What people found in the sample")},
            {tr("State"), Align::Left, 120, false, {}}},
        this);
    m_table = new DataTable(tr("Batches labelled without people"));
    m_table->setObjectName(QStringLiteral("autoBatches"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setListModel(m_batches);
    body().addWidget(m_table);
    m_undo = makeButton(tr("Undo this batch"), QStringLiteral("autoUndo"), ButtonKind::Normal, QStringLiteral("undo"));
    body().addWidget(m_undo, 0, Qt::AlignLeft);
    connect(m_table, &DataTable::selectedIdChanged, this, &AutoLabelCard::allow);
    connect(m_undo, &QPushButton::clicked, this, &AutoLabelCard::undoBatch);
    for (QWidget* each : std::initializer_list<QWidget*>{m_audit, m_table, m_undo}) each->hide();
}

void AutoLabelCard::showProject(const label::Project& project, const QStringList& questions) {
    if (project.id != m_project.id) {
        m_plan->reset();
        m_job->showResult({});
    }
    m_project = project;
    fillQuestions(m_question, questions);
    readStatus();
    allow();
}

label::AutoLabelRequest AutoLabelCard::request() const {
    label::AutoLabelRequest request;
    request.wish.precision = m_precision->value() / 100;
    request.model = m_model->text().trimmed().toStdString();
    request.question = m_question->currentData().toString().toStdString();
    return request;
}

void AutoLabelCard::dropPlan() {
    if (!*m_plan) return;
    m_plan->reset();
    m_job->showResult(tr("The wish has changed: work out a plan anew."));
    allow();
}

void AutoLabelCard::allow() {
    const bool idle = !m_job->isBusy();
    const bool good = *m_plan && (*m_plan)->labels > 0 && (*m_plan)->refusal.empty();
    m_planButton->setEnabled(idle);
    m_apply->setEnabled(idle && good);
    m_apply->setToolTip(good ? QString() : tr("Work out a plan that labels something first"));
    m_undo->setEnabled(idle && !m_table->selectedId().isEmpty());
}

void AutoLabelCard::plan() {
    m_plan->reset();
    m_job->start(
        tr("Plan labels without people for %1").arg(format::text(m_project.name)),
        [actor = m_app.actor(), project = m_project, request = request(), plan = m_plan](
            workspace::Workspace& w, Progress& progress) -> Result<QString> {
            SLIPWAY_ASSIGN(*plan, label::AutoLabeler(w.ledger(), w.labels()).plan(actor, project, request, progress));
            const auto& found = **plan;
            QString text = format::text(found.summary);
            if (!text.endsWith(QLatin1Char('.'))) text += QLatin1Char('.');
            text += QLatin1Char(' ') +
                    tr("Measured on %1; %2 of %3 would be labelled.")
                        .arg(format::plural(found.heldOut, tr("held-out task"), tr("held-out tasks")),
                            format::count(found.labels), format::plural(found.unlabelled, tr("task"), tr("tasks")));
            if (found.look > 1)
                text += QLatin1Char(' ') + tr("This is look %1 at them, and each wants more proof than the one before.")
                                               .arg(format::count(found.look));
            if (!found.refusal.empty()) text += QLatin1Char(' ') + format::text(found.refusal) + QLatin1Char('.');
            return text;
        },
        [this] { allow(); });
}

void AutoLabelCard::apply() {
    m_job->start(
        tr("Label %1 without people").arg(format::text(m_project.name)),
        [actor = m_app.actor(), project = m_project, request = request(), plan = m_plan](
            workspace::Workspace& w, Progress& progress) -> Result<QString> {
            SLIPWAY_ASSIGN(
                const auto done, label::AutoLabeler(w.ledger(), w.labels()).apply(actor, project, request, progress));
            plan->reset();
            return tr("%1 labelled%2, %3 of them go to people for the audit.")
                .arg(format::plural(done.labelled, tr("task"), tr("tasks")),
                    done.complete ? QString() : tr(" before it was cancelled"), format::count(done.sampled));
        },
        [this] {
            readStatus();
            allow();
            changed();
        });
}

void AutoLabelCard::undoBatch() {
    const auto batch = m_table->selectedId().toLongLong();
    m_job->start(
        tr("Take back a batch of %1").arg(format::text(m_project.name)),
        [actor = m_app.actor(), project = m_project, batch](
            workspace::Workspace& w, Progress& progress) -> Result<QString> {
            SLIPWAY_ASSIGN(
                const auto count, label::AutoLabeler(w.ledger(), w.labels()).remove(actor, project, batch, progress));
            return tr("%1 taken back; their tasks are in the queue again.")
                .arg(format::plural(count, tr("answer"), tr("answers")));
        },
        [this] {
            readStatus();
            changed();
        });
}

void AutoLabelCard::readStatus() {
    m_app.jobs.start<label::AutoLabelStatus>(
        this, {.title = tr("Read the audit"), .key = "audit", .quiet = true, .result = {}},
        [project = m_project](
            workspace::Workspace& w, Progress&) { return label::AutoLabeler(w.ledger(), w.labels()).status(project); },
        [this](Result<label::AutoLabelStatus> status) {
            if (!status) return m_job->showResult(sentenceOf(status.error()), true);
            showStatus(*status);
        });
}

void AutoLabelCard::showStatus(const label::AutoLabelStatus& status) {
    std::vector<TableRow> rows;
    for (auto batch = status.batches.rbegin(); batch != status.batches.rend(); ++batch) rows.push_back(rowOf(*batch));
    const bool some = !rows.empty();
    m_audit->setVisible(some);
    m_audit->setToken(status.refusal.empty() ? Token::TextSecondary : Token::WarnText);
    m_audit->setText(status.refusal.empty() ? tr("The audit has found nothing against further batches.")
                                            : tr("No further batch: %1.").arg(format::text(status.refusal)));
    m_table->setVisible(some);
    m_undo->setVisible(some);
    m_batches->setRows(std::move(rows));
    m_table->fitHeightToRows(8);
    allow();
}

} // namespace slipway::ui
