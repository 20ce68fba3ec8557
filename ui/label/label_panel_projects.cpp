#include <QDragEnterEvent>
#include <QMimeData>
#include <QStackedWidget>

#include "core/workspace/workspace.h"
#include "ui/label/dropped_files.h"
#include "ui/label/label_panel.h"
#include "ui/label/new_project_page.h"
#include "ui/label/overview/project_page.h"
#include "ui/label/transfer_card.h"
#include "ui/shell/notifications.h"
#include "ui/shell/prompts.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

// What is done to a project from its card or its page, and files that are dropped.

void LabelPanel::act(const QString& project, const QString& what) {
    if (what == QLatin1String("open")) return showPage(project);
    if (what == QLatin1String("label")) return openProject(project);
    if (what == QLatin1String("review")) return openProject(project, LabelController::Mode::Review);
    if (what == QLatin1String("import")) return m_transfer->startImport(project);
    if (what == QLatin1String("export")) return m_transfer->startExport(project);
    if (what == QLatin1String("dataset")) return m_transfer->makeDataset(project);
    if (what == QLatin1String("add")) return addItems(project);
    if (what == QLatin1String("delete")) return remove(project);
    if (what == QLatin1String("labels") || what == QLatin1String("edit")) edit(project);
}

void LabelPanel::edit(const QString& name) {
    m_fromPage = m_stack->currentWidget() == m_page;
    app().jobs.start<label::Project>(
        this, {.title = tr("Read %1").arg(name), .key = "edit", .quiet = true, .result = {}},
        [name = name.toStdString()](workspace::Workspace& w, Progress&) { return w.labels().find(name); },
        [this, name](Result<label::Project> project) {
            if (!project) {
                app().notifications.postError(tr("%1 could not be read").arg(name), project.error());
                return;
            }
            m_editor->startEdit(*project);
            showFull(m_editor, true);
        });
}

void LabelPanel::leaveEditor(const QString& project) {
    if (m_fromPage)
        showPage(project.isEmpty() ? m_page->projectName() : project);
    else
        showProjects();
    refresh();
}

void LabelPanel::addItems(const QString& project) {
    if (const auto folder = app().prompts.openFolder(this, {tr("Folder with items for %1").arg(project), {}, {}}))
        m_transfer->addItems(project, {*folder});
}

void LabelPanel::remove(const QString& name) {
    const auto* project = find(name);
    if (!project) return;
    const bool sure = app().prompts.confirm(this,
        {.title = tr("Delete %1?").arg(name),
            .text = tr("%1 and all answers to them go for good. The files that were labelled stay where they are.")
                .arg(format::plural(project->tasks, tr("task"), tr("tasks"))),
            .action = tr("Delete %1").arg(name),
            .destructive = true});
    if (!sure) return;
    app().jobs.start<void>(
        this, {.title = tr("Delete %1").arg(name), .key = {}, .quiet = false, .result = QStringLiteral("label")},
        [actor = app().actor(), project = *project](
            workspace::Workspace& w, Progress&) -> Status { return w.labels().remove(actor, project); },
        [this, name](Status removed) {
            if (!removed) app().notifications.postError(tr("%1 could not be deleted").arg(name), removed.error());
            refresh();
        });
}

void LabelPanel::showDrop(const QString& text) {
    m_dropText->setText(text);
    m_drop->setVisible(!text.isEmpty());
}

void LabelPanel::dragEnterEvent(QDragEnterEvent* event) {
    const QStringList files = droppedFiles(event->mimeData());
    if (files.isEmpty() || m_stack->currentWidget() != m_list) return;
    event->acceptProposedAction();
    showDrop(isPacket(files) ? tr("Drop to merge the packet %1").arg(nameOfDropped(files))
                             : tr("Drop to make a project of %1").arg(nameOfDropped(files)));
}

void LabelPanel::dragLeaveEvent(QDragLeaveEvent*) {
    showDrop({});
}

void LabelPanel::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    showDrop({});
    const QStringList files = droppedFiles(event->mimeData());
    if (isPacket(files))
        m_transfer->mergePacket(files.front());
    else
        showEditor(files);
}

} // namespace slipway::ui
