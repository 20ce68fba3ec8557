#include "ui/label/transfer_card.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QVBoxLayout>

#include "core/workspace/workspace.h"
#include "ui/label/dropped_files.h"
#include "ui/label/task_words.h"
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

void TransferCard::startImport(const QString& project, const QString& path) {
    const bool again = project == m_project && !m_exporting && m_format->count() > 0;
    m_project = project;
    m_exporting = false;
    if (!again || path.isEmpty()) {
        m_format->clear();
        m_format->addItem(tr("Find out the format"), QString());
        for (const auto& format : label::labelFormats())
            m_format->addItem(format::text(std::string(format->title())), format::text(std::string(format->name())));
    }
    reset(tr("Import labels"),
        tr("Regions and classes join the project's tasks. Items that it does not have become tasks."));
    for (QWidget* each : std::initializer_list<QWidget*>{m_format, m_suggestions, m_file, m_folder}) each->show();
    if (path.isEmpty()) return m_suggestions->setChecked(false);
    run(
        tr("Import %1").arg(QFileInfo(path).fileName()),
        [name = project.toStdString(), path = std::filesystem::path(path.toStdString()),
            format = formatName().toStdString(), suggestions = m_suggestions->isChecked(),
            actor = m_app.actor()](workspace::Workspace& w, Progress& progress) -> Result<Outcome> {
            SLIPWAY_ASSIGN(const auto* reader, format.empty() ? label::guessFormat(path) : label::findFormat(format));
            SLIPWAY_ASSIGN(const auto found, w.labels().find(name));
            label::LabelService::ImportOptions options;
            options.asPredictions = suggestions;
            SLIPWAY_ASSIGN(auto done, w.labels().importLabels(actor, found, *reader, path, options, progress));
            Outcome outcome;
            outcome.sentence = tr("%1 read: %2 new, %3, %4, %5.")
                                   .arg(QString::fromStdString(std::string(reader->title())),
                                       format::plural(done.tasks, tr("task"), tr("tasks")),
                                       format::plural(done.annotations, tr("answer"), tr("answers")),
                                       format::plural(done.regions, tr("region"), tr("regions")),
                                       format::plural(done.predictions, tr("suggestion"), tr("suggestions")));
            outcome.problems = std::move(done.problems);
            outcome.problemCount = done.problemCount;
            return outcome;
        },
        [this](const Outcome& outcome) { showOutcome(outcome); });
}

void TransferCard::startSuggestions(const QString& project) {
    startImport(project);
    setTitle(tr("Import suggestions"));
    m_text->setText(
        tr("What a model said of the items: people see it dashed, with its score, and accept or change it."));
    m_suggestions->setChecked(true);
}

void TransferCard::addItems(const QString& project, const QStringList& files) {
    m_project = project;
    reset(tr("Add items"), tr("What was found so far can be labelled already."));
    run(
        tr("Add items to %1").arg(project),
        [name = project.toStdString(), files, actor = m_app.actor()](
            workspace::Workspace& w, Progress& progress) -> Result<Outcome> {
            SLIPWAY_ASSIGN(const auto found, w.labels().find(name));
            Outcome outcome;
            std::int64_t tasks = 0, known = 0;
            std::vector<std::filesystem::path> single;
            const auto take = [&](label::LabelService::Added added) {
                tasks += added.tasks;
                known += added.known;
                outcome.problemCount += added.problemCount;
                for (auto& problem : added.problems) outcome.problems.push_back(std::move(problem));
            };
            for (const QString& file : files) {
                if (!QFileInfo(file).isDir()) {
                    single.emplace_back(file.toStdString());
                    continue;
                }
                SLIPWAY_ASSIGN(auto added, w.labels().addFolder(actor, found, file.toStdString(), progress));
                take(std::move(added));
            }
            if (!single.empty()) {
                SLIPWAY_ASSIGN(auto added, w.labels().addFiles(actor, found, single, progress));
                take(std::move(added));
            }
            outcome.sentence = tr("%1 added, %2 known already.")
                                   .arg(format::plural(tasks, tr("task"), tr("tasks")), format::count(known));
            return outcome;
        },
        [this](const Outcome& outcome) { showOutcome(outcome); });
    m_adding = m_job;
    m_sinceArrival.invalidate();
}

void TransferCard::addDataset(const QString& project, const QString& reference, const QString& column) {
    m_project = project;
    reset(tr("Add items"), tr("One task a row of %1.").arg(reference));
    run(
        tr("Add rows to %1").arg(project),
        [name = project.toStdString(), reference = reference.toStdString(), column = column.toStdString(),
            actor = m_app.actor()](workspace::Workspace& w, Progress& progress) -> Result<Outcome> {
            SLIPWAY_ASSIGN(const auto found, w.labels().find(name));
            SLIPWAY_ASSIGN(auto added, w.labels().addDataset(actor, found, reference, column, progress));
            return Outcome{tr("%1 added.").arg(format::plural(added.tasks, tr("task"), tr("tasks"))), {},
                std::move(added.problems), added.problemCount, {}, {}, {}};
        },
        [this](const Outcome& outcome) { showOutcome(outcome); });
}

void TransferCard::makeDataset(const QString& project) {
    m_project = project;
    const auto name = m_app.prompts.text(this, {.title = tr("Make a dataset"),
                                                   .label = tr("Name of the dataset"),
                                                   .action = tr("Make"),
                                                   .initial = project + QStringLiteral("-labels"),
                                                   .suggestion = {}});
    if (!name) return;
    reset(
        tr("Make a dataset"), tr("A row for each answer that counts; of items with several answers, for what they say "
                                 "together when that is chosen in Export."));
    run(
        tr("Make a dataset of %1").arg(project),
        [project = project.toStdString(), name = name->toStdString(), actor = m_app.actor(), wish = consensus()](
            workspace::Workspace& w, Progress& progress) -> Result<Outcome> {
            SLIPWAY_ASSIGN(const auto found, w.labels().find(project));
            SLIPWAY_ASSIGN(const auto made, w.labels().toDataset(actor, found, name, progress, wish));
            return Outcome{
                tr("%1 is ready for training.").arg(format::text(made)), format::text(made), {}, 0, {}, {}, {}};
        },
        [this](const Outcome& outcome) { showOutcome(outcome); });
}

void TransferCard::startExport(const QString& project) {
    m_project = project;
    m_exporting = true;
    m_format->clear();
    for (const auto& format : label::labelFormats())
        m_format->addItem(format::text(std::string(format->title())), format::text(std::string(format->name())));
    checkExport();
}

std::optional<label::ConsensusWish> TransferCard::consensus() const {
    const int method = m_consensus->currentData().toInt();
    if (method < 0) return {};
    return label::ConsensusWish{static_cast<label::ConsensusMethod>(method), m_byGold->isChecked()};
}

void TransferCard::checkExport() {
    const auto wish = consensus();
    reset(tr("Export labels"), tr("Looking at what the format can hold."));
    run(
        tr("Look at an export of %1").arg(m_project),
        [name = m_project.toStdString(), format = formatName().toStdString(), wish, actor = m_app.actor()](
            workspace::Workspace& w, Progress& progress) -> Result<Outcome> {
            SLIPWAY_ASSIGN(const auto* writer, label::findFormat(format));
            SLIPWAY_ASSIGN(const auto found, w.labels().find(name));
            SLIPWAY_ASSIGN(auto exported, w.labels().exportPreview(actor, found, *writer, {}, progress, wish));
            Outcome outcome;
            if (const auto& agreed = exported.consensus)
                outcome.note =
                    tr("%1 of two people or more are one answer each; %2 left open by a tie, %3 that most did "
                       "not mark left out.")
                        .arg(format::plural(agreed->several, tr("item"), tr("items")),
                            format::plural(agreed->tieCount, tr("question"), tr("questions")),
                            format::plural(agreed->dropped, tr("region"), tr("regions")));
            outcome.losses = std::move(exported.losses);
            outcome.sentence = format::plural(exported.items, tr("item"), tr("items"));
            return outcome;
        },
        [this](const Outcome& outcome) { showLosses(outcome); });
}

void TransferCard::showLosses(const Outcome& outcome) {
    for (QWidget* each : std::initializer_list<QWidget*>{m_format, m_consensus, m_write}) each->show();
    m_byGold->setVisible(consensus().has_value());
    m_write->setText(outcome.losses.empty() ? tr("Write…") : tr("Write without these…"));
    m_text->setText(outcome.losses.empty()
                        ? tr("%1 will be written; %2 holds all of it.").arg(outcome.sentence, m_format->currentText())
                        : tr("%1 will be written. %2 cannot hold the following, which will be missing:")
                              .arg(outcome.sentence, m_format->currentText()));
    if (!outcome.note.isEmpty()) m_text->setText(outcome.note + QLatin1Char(' ') + m_text->text());
    std::vector<TableRow> rows;
    for (const auto& loss : outcome.losses)
        rows.push_back({QString::number(rows.size()),
            {Cell(format::text(loss.example)), Cell(format::text(loss.kind)), Cell::count(loss.count)}, {}});
    m_table->setVisible(!rows.empty());
    m_copy->setVisible(!rows.empty());
    m_model->setRows(std::move(rows));
    m_table->fitHeightToRows(8);
}

void TransferCard::chooseExport() {
    const auto format = label::findFormat(formatName().toStdString());
    if (!format) return;
    const auto out = (*format)->isFolder() ? m_app.prompts.openFolder(this, {tr("Folder to write to"), {}, {}})
                                           : m_app.prompts.saveFile(this, {tr("File to write"), {}, m_project});
    if (!out || !mayWriteTo(*out, (*format)->isFolder())) return;
    run(
        tr("Export %1").arg(m_project),
        [name = m_project.toStdString(), writer = *format, out = *out, wish = consensus(), actor = m_app.actor()](
            workspace::Workspace& w, Progress& progress) -> Result<Outcome> {
            SLIPWAY_ASSIGN(const auto found, w.labels().find(name));
            SLIPWAY_TRY(w.labels().exportLabels(actor, found, *writer, out.toStdString(), {}, progress, wish));
            return Outcome{tr("Written to %1").arg(out), {}, {}, 0, {}, {}, {}};
        },
        [this](const Outcome& outcome) { showOutcome(outcome); });
}

/// The dialog for a file asks by itself.
bool TransferCard::mayWriteTo(const QString& out, bool folder) {
    if (!folder || !QFileInfo(out).isDir() || QDir(out).isEmpty()) return true;
    return m_app.prompts.confirm(this, {.title = tr("Write into %1?").arg(QFileInfo(out).fileName()),
                                           .text = tr("The folder holds files already. Those of the same names are "
                                                      "replaced, others stay."),
                                           .action = tr("Replace files"),
                                           .destructive = true});
}

void TransferCard::packTasks(const QString& project, const QString& person, const std::vector<std::int64_t>& tasks) {
    pack(project, person, tasks, false);
}

void TransferCard::packAnswers(const QString& project, const QString& person) {
    pack(project, person, {}, true);
}

void TransferCard::pack(
    const QString& project, const QString& person, const std::vector<std::int64_t>& tasks, bool answers) {
    const QString title = answers ? tr("Pack %1's answers").arg(person) : tr("Pack tasks for %1").arg(person);
    const auto out = m_app.prompts.saveFile(
        this, {title, tr("Packets (*.%1)").arg(QLatin1String(kPacketEnding)),
                  QStringLiteral("%1-%2.%3").arg(project, person, QLatin1String(kPacketEnding))});
    if (!out) return;
    m_project = project;
    reset(title, answers ? tr("For the workspace that the tasks came from.")
                         : tr("Tasks with their media, labels and instructions, and nobody else's answers."));
    run(
        title,
        [project = project.toStdString(), person = person.toStdString(), tasks, answers, out = *out,
            actor = m_app.actor()](workspace::Workspace& w, Progress& progress) -> Result<Outcome> {
            auto& labels = w.labels();
            SLIPWAY_ASSIGN(const auto found, labels.find(project));
            SLIPWAY_ASSIGN(const auto made,
                answers ? labels.exportAnswers(actor, found, person, out.toStdString(), progress)
                        : labels.exportPacket(actor, found, tasks, person, out.toStdString(), progress));
            Outcome outcome;
            outcome.sentence = tr("%1 and %2 (%3) are in %4.")
                                   .arg(format::plural(made.tasks, tr("task"), tr("tasks")),
                                       format::plural(made.annotations, tr("answer"), tr("answers")),
                                       format::bytes(static_cast<std::int64_t>(made.bytes)), out);
            return outcome;
        },
        [this](const Outcome& outcome) { showOutcome(outcome); });
}

void TransferCard::mergePacket(const QString& file) {
    const QString name = QFileInfo(file).fileName();
    reset(tr("Merge a packet"), name);
    run(
        tr("Merge %1").arg(name),
        [file = file.toStdString(), actor = m_app.actor()](
            workspace::Workspace& w, Progress& progress) -> Result<Outcome> {
            SLIPWAY_ASSIGN(auto merged, w.labels().mergePacket(actor, file, progress));
            Outcome outcome;
            outcome.project = format::text(merged.project);
            outcome.sentence =
                tr("Taken into %1: %2 and %3; %4 known already.")
                    .arg(outcome.project, format::plural(merged.tasks, tr("task"), tr("tasks")),
                        format::plural(merged.annotations, tr("answer"), tr("answers")), format::count(merged.known));
            outcome.problems = std::move(merged.problems);
            outcome.problemCount = merged.problemCount;
            return outcome;
        },
        [this](const Outcome& outcome) {
            setCaption(outcome.project);
            showOutcome(outcome);
        });
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
