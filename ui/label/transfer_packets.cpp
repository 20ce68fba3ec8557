#include "ui/label/transfer_card.h"

#include <QFileInfo>

#include "core/workspace/workspace.h"
#include "ui/label/dropped_files.h"
#include "ui/shell/prompts.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

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

} // namespace slipway::ui
