#include "ui/label/label_controller.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

// Edits of the open item: made, undone, and told region by region.

namespace {

constexpr std::size_t kMostSteps = 500;

} // namespace

void LabelController::apply(const label::Edit& edit) {
    if (!m_session || edit.parts.empty()) return;
    report(m_session->apply(edit), edit, label::GestureKind::Edit);
}

void LabelController::undo() {
    if (!canUndo()) return;
    const label::Edit edit = label::inverse(*m_session->nextUndo());
    report(m_session->undo(), edit, label::GestureKind::Undo);
}

void LabelController::redo() {
    if (!canRedo()) return;
    const label::Edit edit = *m_session->nextRedo();
    report(m_session->redo(), edit, label::GestureKind::Redo);
}

void LabelController::report(const Status& done, const label::Edit& edit, label::GestureKind kind) {
    if (!done) return failed(tr("This could not be saved, so it was not done"), done.error());
    countTime();
    label::Gesture step;
    step.sequence = m_steps.empty() ? 1 : m_steps.back().sequence + 1;
    step.person = m_app.actor().name;
    step.at = m_session->savedAt();
    step.kind = kind;
    step.edit = edit;
    m_steps.push_back(std::move(step));
    if (m_steps.size() > kMostSteps) m_steps.pop_front();
    annotationChanged(edit);
    saved(m_session->savedAt());
}

std::vector<label::Gesture> LabelController::stepsOf(const std::string& region) const {
    std::vector<label::Gesture> steps;
    for (const auto& step : m_steps) {
        label::Gesture own = step;
        std::erase_if(own.edit.parts, [&](const label::EditPart& part) {
            const auto* change = std::get_if<label::RegionChange>(&part);
            return !change || (change->before ? change->before->id : change->after->id) != region;
        });
        if (!own.edit.parts.empty()) steps.push_back(std::move(own));
    }
    return steps;
}

QString LabelController::undoText() const {
    return canUndo() ? tr("Undo %1").arg(format::text(m_session->undoName()).toLower()) : tr("Nothing to undo");
}

QString LabelController::redoText() const {
    return canRedo() ? tr("Redo %1").arg(format::text(m_session->redoName()).toLower()) : tr("Nothing to redo");
}

} // namespace slipway::ui
