#include <algorithm>
#include <utility>

#include "ui/label/workbench/side_panel.h"
#include "ui/label/workbench/task_bar.h"
#include "ui/label/workbench/workbench.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

// What the labeling page itself does to the selected regions: their label, relations, and the same on the next task.

void Workbench::chooseLabel(const QString& label, bool relabel) {
    m_label = label;
    m_side->setActiveLabel(label);
    if (!m_view) return;
    const bool selecting = m_view->tool() == LabelTool::Select || m_medium == label::Medium::Text;
    const QStringList ids = m_view->selection();
    m_view->setActiveLabel(label);
    if (ids.isEmpty() || !(relabel || selecting) || !m_controller.canEdit() || m_view->selection() != ids) return;
    label::EditBuilder edit("Change label", *m_controller.annotation());
    for (const QString& id : ids) {
        const auto* found = label::findRegion(*m_controller.annotation(), id.toStdString());
        if (!found || found->locked || found->label == label.toStdString()) continue;
        auto region = *found;
        region.label = label.toStdString();
        edit.change(region);
    }
    applyEdit(std::move(edit).take());
}

void Workbench::relate() {
    if (!m_view || !m_controller.canEdit()) return;
    const QStringList ids = m_view->selection();
    if (ids.size() == 2) {
        m_relateFrom = ids.front();
        return finishRelation({ids.back()});
    }
    if (ids.size() != 1) return m_bar->showStatus(tr("select the region that the relation starts from"));
    m_relateFrom = ids.front();
    m_bar->showStatus(tr("select the region that it leads to, Esc cancels"));
}

void Workbench::finishRelation(const QStringList& selection) {
    if (m_relateFrom.isEmpty() || selection.size() != 1 || selection.front() == m_relateFrom) return;
    const std::string from = std::exchange(m_relateFrom, QString()).toStdString(), to = selection.front().toStdString();
    if (!m_controller.canEdit()) return;
    if (!label::findRegion(*m_controller.annotation(), from) || !label::findRegion(*m_controller.annotation(), to))
        return m_bar->showStatus(tr("a suggestion is accepted before it is related"));
    auto relations = m_controller.annotation()->relations;
    const bool known =
        std::ranges::any_of(relations, [&](const auto& each) { return each.from == from && each.to == to; });
    m_bar->showStatus(known ? tr("these two are related already") : QString());
    if (known) return;
    label::Relation relation{from, to, label::Direction::Forward, {}, {}};
    const auto& names = m_controller.project()->labels.relations;
    if (names.size() == 1) relation.labels = names;
    relations.push_back(std::move(relation));
    label::EditBuilder edit("Add relation", *m_controller.annotation());
    edit.setRelations(std::move(relations));
    applyEdit(std::move(edit).take());
}

void Workbench::carryRegions() {
    if (!m_view || !m_controller.annotation()) return;
    const QStringList ids = m_view->selection();
    m_carried.clear();
    for (const auto& region : m_controller.annotation()->regions)
        if (ids.isEmpty() || ids.contains(format::text(region.id))) m_carried.push_back(region);
    m_bar->showStatus(m_carried.empty() ? tr("nothing to repeat")
                                        : tr("%1 on the next task")
                                              .arg(format::plural(static_cast<std::int64_t>(m_carried.size()),
                                                  tr("region comes"), tr("regions come"))));
}

void Workbench::putCarried() {
    if (m_carried.empty() || !m_controller.canEdit()) return;
    label::EditBuilder edit("Repeat regions", *m_controller.annotation());
    for (auto& region : std::exchange(m_carried, {})) {
        region.id.clear();
        region.parent.clear();
        region.hidden = region.locked = false;
        edit.add(std::move(region));
    }
    applyEdit(std::move(edit).take());
}

} // namespace slipway::ui
