#include "ui/label/transfer_card.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QVBoxLayout>

#include "ui/shell/notifications.h"
#include "ui/shell/prompts.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/list_table_model.h"

namespace slipway::ui {

TransferCard::TransferCard(AppContext& app, QWidget* parent) : Card(QStringLiteral(" "), parent), m_app(app) {
    m_close = makeButton(tr("Close"), QStringLiteral("closeTransfer"), ButtonKind::Quiet, QStringLiteral("x"));
    addHeaderWidget(m_close);
    m_text = new TextLabel({}, FontRole::Body, Token::TextSecondary);
    m_text->setObjectName(QStringLiteral("transferText"));
    m_text->setWordWrap(true);
    body().addWidget(m_text);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_format = new QComboBox;
    m_format->setObjectName(QStringLiteral("transferFormat"));
    m_format->setAccessibleName(tr("Format"));
    m_consensus = new QComboBox;
    m_consensus->setObjectName(QStringLiteral("exportConsensus"));
    m_consensus->setAccessibleName(tr("Which answers"));
    m_consensus->addItem(tr("Every answer"), -1);
    m_consensus->addItem(tr("One by majority"), static_cast<int>(label::ConsensusMethod::Majority));
    m_consensus->addItem(tr("One by who errs how"), static_cast<int>(label::ConsensusMethod::DawidSkene));
    m_consensus->setItemData(2, tr("Dawid and Skene's model weighs people by how they err"), Qt::ToolTipRole);
    m_byGold = new QCheckBox(tr("Weigh people by gold answers"));
    m_byGold->setObjectName(QStringLiteral("consensusByGold"));
    m_suggestions = new QCheckBox(tr("As suggestions of a model"));
    m_suggestions->setObjectName(QStringLiteral("asSuggestions"));
    m_file = makeButton(tr("Choose file…"), QStringLiteral("transferFile"), ButtonKind::Normal, QStringLiteral("file"));
    m_folder = makeButton(
        tr("Choose folder…"), QStringLiteral("transferFolder"), ButtonKind::Normal, QStringLiteral("folder"));
    m_write = makeButton(tr("Write…"), QStringLiteral("transferWrite"), ButtonKind::Primary);
    row->addWidget(m_format);
    row->addWidget(m_consensus);
    row->addWidget(m_byGold);
    row->addWidget(m_suggestions);
    row->addWidget(m_file);
    row->addWidget(m_folder);
    row->addWidget(m_write);
    row->addStretch(1);
    body().addLayout(row);
    auto* progress = new QHBoxLayout;
    progress->setSpacing(12);
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_bar->setRange(0, 1000);
    m_bar->setAccessibleName(tr("Progress"));
    m_progressText = new TextLabel({}, FontRole::Caption, Token::TextMuted);
    m_cancel = makeButton(tr("Cancel"), QStringLiteral("cancelTransfer"), ButtonKind::Normal);
    progress->addWidget(m_bar, 1);
    progress->addWidget(m_progressText);
    progress->addWidget(m_cancel);
    body().addLayout(progress);
    m_model = new ListTableModel({{tr("Where"), Align::Left, 260, false, {}}, {tr("What"), Align::Left, 320, true, {}},
                                     {tr("Count"), Align::Right, 80, false, {}}},
        this);
    m_table = new DataTable(tr("Problems and losses"));
    m_table->setObjectName(QStringLiteral("transferTable"));
    m_table->setListModel(m_model);
    body().addWidget(m_table);
    m_copy =
        makeButton(tr("Copy the list"), QStringLiteral("copyTransfer"), ButtonKind::Normal, QStringLiteral("copy"));
    body().addWidget(m_copy, 0, Qt::AlignLeft);
    connect(m_close, &QPushButton::clicked, this, &QWidget::hide);
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_app.jobs.cancel(m_job); });
    connect(m_copy, &QPushButton::clicked, this, &TransferCard::copyList);
    connect(m_file, &QPushButton::clicked, this, [this] {
        if (const auto path = m_app.prompts.openFile(this, {tr("Label file"), {}, {}})) startImport(m_project, *path);
    });
    connect(m_folder, &QPushButton::clicked, this, [this] {
        if (const auto path = m_app.prompts.openFolder(this, {tr("Folder with label files"), {}, {}}))
            startImport(m_project, *path);
    });
    connect(m_write, &QPushButton::clicked, this, &TransferCard::chooseExport);
    connect(m_format, &QComboBox::activated, this, [this] {
        if (m_exporting) checkExport();
    });
    connect(m_consensus, &QComboBox::activated, this, &TransferCard::checkExport);
    connect(m_byGold, &QCheckBox::clicked, this, &TransferCard::checkExport);
    connect(&m_app.jobs, &JobRunner::jobChanged, this, &TransferCard::showJob);
    hide(); // shown without a parent it would be a window for a moment, and take the focus
}

void TransferCard::showJob(const JobInfo& job) {
    if (job.id != m_job) return;
    m_bar->setRange(0, job.fraction < 0 ? 0 : 1000);
    m_bar->setValue(static_cast<int>(job.fraction * 1000));
    m_progressText->setText(job.message);
    if (job.id != m_adding || job.message.isEmpty() || !job.active()) return;
    if (m_sinceArrival.isValid() && m_sinceArrival.elapsed() < 1000) return;
    m_sinceArrival.start();
    itemsArrived(m_project);
}

void TransferCard::reset(const QString& title, const QString& sentence) {
    setTitle(title);
    setCaption(m_project);
    m_text->setText(sentence);
    for (QWidget* each : std::initializer_list<QWidget*>{m_format, m_consensus, m_byGold, m_suggestions, m_file,
             m_folder, m_write, m_bar, m_progressText, m_cancel, m_table, m_copy})
        each->hide();
    m_model->setRows({});
    show();
}

QString TransferCard::formatName() const {
    return m_format->currentData().toString();
}

void TransferCard::run(const QString& title, Work work, std::function<void(const Outcome&)> done) {
    if (m_job) m_app.jobs.cancel(m_job);
    m_bar->setRange(0, 0);
    for (QWidget* each : std::initializer_list<QWidget*>{m_bar, m_progressText, m_cancel}) each->show();
    for (QWidget* each :
        std::initializer_list<QWidget*>{m_file, m_folder, m_suggestions, m_consensus, m_byGold, m_write})
        each->hide();
    m_progressText->clear();
    m_job = m_app.jobs.start<Outcome>(this,
        {.title = title, .key = QStringLiteral("transfer"), .quiet = false, .result = QStringLiteral("label")},
        std::move(work), [this, done = std::move(done)](Result<Outcome> outcome) {
            m_job = 0;
            for (QWidget* each : std::initializer_list<QWidget*>{m_bar, m_progressText, m_cancel}) each->hide();
            if (outcome)
                done(*outcome);
            else
                m_text->setText(sentenceOf(outcome.error()));
            projectChanged(m_project);
        });
}

void TransferCard::showOutcome(const Outcome& outcome) {
    QString text = outcome.sentence;
    if (outcome.problemCount > 0)
        text += QLatin1Char(' ') +
                tr("%1 to look at:").arg(format::plural(outcome.problemCount, tr("problem"), tr("problems")));
    m_text->setText(text);
    if (!isVisible() && outcome.problemCount > 0)
        m_app.notifications.post({.severity = Severity::Warning, .title = m_project, .text = text});
    std::vector<TableRow> rows;
    for (const auto& problem : outcome.problems) {
        QString where = format::text(problem.item.empty() ? problem.file : problem.item);
        if (problem.line > 0) where += tr(" line %1").arg(problem.line);
        Cell state = Cell::withPill(
            problem.leftOut ? PillLook{PillKind::Warn, tr("Left out")} : PillLook{PillKind::Info, tr("Kept")});
        rows.push_back({QString::number(rows.size()), {Cell(where), Cell(format::text(problem.message)), state}, {}});
    }
    m_table->setVisible(!rows.empty());
    m_copy->setVisible(!rows.empty());
    m_model->setRows(std::move(rows));
    m_table->fitHeightToRows(8);
}

void TransferCard::copyList() const {
    QStringList lines;
    for (const auto& row : m_model->rows()) {
        QStringList cells;
        for (const auto& cell : row.cells) cells << cell.text;
        lines << cells.join(QLatin1Char('\t'));
    }
    QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

} // namespace slipway::ui
