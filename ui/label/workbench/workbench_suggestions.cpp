#include <algorithm>
#include <cmath>

#include "ui/label/workbench/side_panel.h"
#include "ui/label/workbench/suggestion_box.h"
#include "ui/label/workbench/task_bar.h"
#include "ui/label/workbench/workbench.h"
#include "ui/shell/window_settings.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

// Suggestions on the labeling page: which of them the view gets, and what becomes of their classes.

namespace {

constexpr double kThresholdStep = 0.05;
const QString kThresholdSetting = QStringLiteral("labeling/suggestionThreshold");

} // namespace

void Workbench::connectSuggestions() {
    const double kept = WindowSettings().value(kThresholdSetting, 0.0).toDouble();
    m_suggestions.setThreshold(std::isfinite(kept) ? kept : 0);
    auto* box = m_side->suggestions();
    connect(box, &SuggestionBox::thresholdChanged, this, &Workbench::setThreshold);
    connect(box, &SuggestionBox::actionWanted, this, &Workbench::trigger);
    connect(
        box, &SuggestionBox::classAccepted, this, [this](const label::ItemClass& answer) { acceptClasses({answer}); });
    connect(box, &SuggestionBox::classRejected, this, &Workbench::rejectClass);
    connect(box, &SuggestionBox::rejectedWanted, this, [this] {
        m_suggestions.bringBackRejected();
        followSuggestions({});
    });
}

void Workbench::beginSuggestions() {
    m_suggestions.setPredictions(m_controller.task()->id, m_controller.suggestions());
    if (const auto* annotation = m_controller.annotation())
        m_suggestions.update(*annotation, m_controller.project()->labels.severalItemClasses);
    m_side->showSuggestions(m_suggestions);
}

void Workbench::showSuggestions() {
    m_side->showSuggestions(m_suggestions);
    if (m_view && !m_controller.problem() && m_controller.task()) m_view->setSuggestions(m_suggestions.shown());
}

/// What is accepted goes from the list, and comes back with undo. A view that was asked to accept or reject has dropped
/// it itself already.
void Workbench::followSuggestions(const label::Edit& edit) {
    const auto* annotation = m_controller.annotation();
    if (!annotation || m_controller.suggestions().empty()) return;
    if (!edit.parts.empty() && !SuggestionList::concerns(edit)) return;
    using Change = SuggestionList::Change;
    const Change change = m_suggestions.update(*annotation, m_controller.project()->labels.severalItemClasses);
    if (change == Change::None) return;
    if (change == Change::Fewer && (m_fromView || edit.parts.empty()))
        m_side->showSuggestions(m_suggestions);
    else
        showSuggestions();
}

void Workbench::setThreshold(double threshold) {
    m_suggestions.setThreshold(threshold);
    WindowSettings().setValue(kThresholdSetting, m_suggestions.threshold());
    showSuggestions();
}

bool Workbench::triggerSuggestion(const QString& action) {
    if (action == QLatin1String("suggestion.raise") || action == QLatin1String("suggestion.lower")) {
        if (m_suggestions.counts().total == 0) return false;
        const double step = action.endsWith(QLatin1String("raise")) ? kThresholdStep : -kThresholdStep;
        setThreshold(std::round((m_suggestions.threshold() + step) / kThresholdStep) * kThresholdStep);
        m_bar->showStatus(tr("suggestions at %1 or above").arg(format::percent(m_suggestions.threshold(), 0)));
        return true;
    }
    if (!m_controller.canEdit()) return false;
    if (action == QLatin1String("suggestion.acceptAll")) return acceptAllSuggestions();
    // Regions first, then what is suggested for the item as a whole.
    const bool accepts = action == QLatin1String("suggestion.accept");
    if (!accepts && action != QLatin1String("suggestion.reject")) return false;
    if (m_view && m_view->trigger(action)) return true;
    const auto classes = m_suggestions.classes();
    if (classes.empty()) return false;
    accepts ? acceptClasses({classes.front().answer}) : rejectClass(classes.front().answer);
    return true;
}

/// One step for regions and classes together.
bool Workbench::acceptAllSuggestions() {
    if (m_suggestions.counts().above == 0) return false;
    m_acceptingAll = true;
    const bool taken = m_view && m_view->trigger(QStringLiteral("suggestion.acceptAll"));
    m_acceptingAll = false;
    if (taken) return true;
    std::vector<label::ItemClass> classes;
    for (const auto& each : m_suggestions.classes()) classes.push_back(each.answer);
    acceptClasses(classes);
    return !classes.empty();
}

void Workbench::acceptClasses(const std::vector<label::ItemClass>& classes) {
    const auto* annotation = m_controller.annotation();
    if (!annotation || classes.empty()) return;
    const auto& labels = m_controller.project()->labels;
    auto answer = annotation->classes;
    for (const auto& each : classes) {
        const bool given = std::ranges::any_of(answer, [&](const label::ItemClass& other) {
            return other.question == each.question && (!labels.severalItemClasses || other.label == each.label);
        });
        if (!given) answer.push_back(each);
    }
    label::EditBuilder edit(classes.size() == 1 ? "Accept suggested class" : "Accept suggested classes", *annotation);
    edit.setClasses(std::move(answer));
    applyEdit(std::move(edit).take());
}

void Workbench::rejectClass(const label::ItemClass& answer) {
    m_suggestions.rejectClass(answer);
    followSuggestions({});
}

/// Of several classes for a question that takes one, the surest.
void Workbench::appendClasses(label::Edit& edit) const {
    const auto* annotation = m_controller.annotation();
    const auto suggested = m_suggestions.classes();
    if (!annotation || suggested.empty()) return;
    const bool several = m_controller.project()->labels.severalItemClasses;
    label::ClassesChange change{annotation->classes, annotation->classes};
    for (const auto& each : suggested) {
        const bool given = std::ranges::any_of(change.after, [&](const label::ItemClass& other) {
            return other.question == each.answer.question && (!several || other.label == each.answer.label);
        });
        if (!given) change.after.push_back(each.answer);
    }
    if (change.after != change.before) edit.parts.emplace_back(std::move(change));
}

} // namespace slipway::ui
