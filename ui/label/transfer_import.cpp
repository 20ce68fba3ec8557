#include "ui/label/transfer_card.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QPushButton>

#include "core/workspace/workspace.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

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

} // namespace slipway::ui
