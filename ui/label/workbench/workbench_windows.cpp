#include <algorithm>

#include "core/workspace/workspace.h"
#include "ui/label/task_words.h"
#include "ui/label/workbench/history_popup.h"
#include "ui/label/workbench/instructions_popup.h"
#include "ui/label/workbench/key_popup.h"
#include "ui/label/workbench/picture_controls.h"
#include "ui/label/workbench/side_panel.h"
#include "ui/label/workbench/task_bar.h"
#include "ui/label/workbench/task_drawer.h"
#include "ui/label/workbench/task_strip.h"
#include "ui/label/workbench/tool_column.h"
#include "ui/label/workbench/workbench.h"
#include "ui/shell/notifications.h"
#include "ui/shell/window_settings.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

// What opens over the labeling page or beside the item.

bool Workbench::triggerWindow(const QString& action) {
    if (action.startsWith(QLatin1String("picture."))) {
        if (!m_view || !m_view->hasPicture()) return false;
        m_picture->setPlace(m_tools->mapTo(window(), m_tools->pictureCorner()));
        return m_picture->trigger(action);
    }
    if (action == QLatin1String("view.strip"))
        setStripShown(!m_strip->isVisibleTo(this));
    else if (action == QLatin1String("view.instructions"))
        openInstructions();
    else if (action == QLatin1String("region.history"))
        openHistory();
    else
        return false;
    return true;
}

void Workbench::setStripShown(bool shown) {
    m_strip->setVisible(shown);
    WindowSettings().setValue(QStringLiteral("labeling/strip"), shown);
}

void Workbench::applyLook() {
    if (m_view) m_view->setPictureLook(m_picture->look());
    m_tools->setPictureChanged(!m_picture->look().isPlain());
}

/// The label that is chosen next, by search, click or key, is that of what is selected.
void Workbench::editLabel() {
    m_relabels = m_view && !m_view->selection().isEmpty();
    m_side->focusLabelSearch();
}

void Workbench::openDrawer() {
    if (!m_controller.project()) return;
    if (!m_drawer) {
        m_drawer = new TaskDrawer(m_app, window());
        connect(m_drawer, &TaskDrawer::chosen, this, [this](qint64 number) { goTo(number); });
    }
    const QPoint origin = mapTo(window(), QPoint(0, m_bar->height()));
    const int wide = std::min(760, width() - 32);
    m_drawer->openFor(*m_controller.project(),
        QRect(origin + QPoint(width() - wide - 16, 8), QSize(wide, std::min(560, height() - m_bar->height() - 24))));
}

void Workbench::openKeys() {
    auto* popup = new KeyPopup(m_keys, window());
    connect(popup, &KeyPopup::keysChanged, this, &Workbench::setKeys);
    connect(popup, &Popup::closed, popup, &QObject::deleteLater);
    const QSize size(std::min(640, window()->width() - 48), std::min(600, window()->height() - 80));
    popup->openIn(QRect({(window()->width() - size.width()) / 2, (window()->height() - size.height()) / 2}, size));
}

void Workbench::openInstructions() {
    const auto* project = m_controller.project();
    if (!project) return;
    if (m_instructions) return m_instructions->close();
    if (project->instructions.empty()) return m_bar->showStatus(tr("this project has no instructions"));
    m_instructions = new InstructionsPopup(*project, window());
    connect(m_instructions, &Popup::closed, m_instructions, &QObject::deleteLater);
    const QPoint origin = mapTo(window(), QPoint(0, m_bar->height()));
    const int wide = std::min(480, width() - 32);
    m_instructions->openIn(
        QRect(origin + QPoint(width() - wide - 16, 8), QSize(wide, std::min(640, height() - m_bar->height() - 24))));
    InstructionsPopup::markRead(*project);
}

void Workbench::offerInstructions() {
    const auto* project = m_controller.project();
    if (project && isVisible() && !m_instructions && InstructionsPopup::isNew(*project)) openInstructions();
}

void Workbench::openHistory() {
    const QStringList ids = m_view ? m_view->selection() : QStringList();
    const auto* annotation = m_controller.annotation();
    const auto* region =
        ids.size() == 1 && annotation ? label::findRegion(*annotation, ids.front().toStdString()) : nullptr;
    if (!region) return m_bar->showStatus(tr("select one region to see its history"));
    auto* popup = new HistoryPopup(nameOf(*region), window());
    connect(popup, &Popup::closed, popup, &QObject::deleteLater);
    const QSize size(std::min(680, window()->width() - 48), std::min(420, window()->height() - 80));
    popup->openIn(QRect({(window()->width() - size.width()) / 2, (window()->height() - size.height()) / 2}, size));
    using Gestures = std::vector<label::Gesture>;
    m_app.jobs.start<Gestures>(
        popup, {.title = tr("Read a shape's history"), .key = {}, .quiet = true, .result = {}},
        [annotation = annotation->id, id = region->id](
            workspace::Workspace& workspace, Progress&) { return workspace.labels().shapeHistory(annotation, id); },
        [popup, id = region->id, own = m_controller.stepsOf(region->id)](Result<Gestures> steps) {
            if (!steps && own.empty()) return popup->showProblem(sentenceOf(steps.error()));
            Gestures all = steps.value_or(Gestures());
            const auto before = all.empty() ? 0 : all.back().sequence;
            for (auto step : own) {
                step.sequence += before;
                all.push_back(std::move(step));
            }
            popup->showSteps(all, id);
        });
}

} // namespace slipway::ui
