#include "ui/label/accessible_children.h"

namespace slipway::ui {

QWindow* AccessibleChild::window() const {
    return m_drawnOn ? m_drawnOn->window()->windowHandle() : nullptr;
}

QAccessibleInterface* AccessibleChild::parent() const {
    return m_drawnOn ? QAccessible::queryAccessibleInterface(m_drawnOn) : nullptr;
}

AccessibleParent::~AccessibleParent() {
    forget();
}

QAccessibleInterface* AccessibleParent::child(int index) const {
    return index >= 0 && index < childCount() ? childOf(idAt(index)) : nullptr;
}

int AccessibleParent::indexOfChild(const QAccessibleInterface* child) const {
    for (const auto& [id, key] : m_children)
        if (child && QAccessible::accessibleInterface(key) == child) return indexOf(id);
    return -1;
}

QAccessibleInterface* AccessibleParent::childOf(const std::string& id) const {
    if (const auto known = m_children.find(id); known != m_children.end())
        if (auto* kept = QAccessible::accessibleInterface(known->second)) return kept; // else others deleted it
    auto* made = makeChild(id);
    m_children[id] = QAccessible::registerAccessibleInterface(made); // which owns it
    return made;
}

void AccessibleParent::tell(const std::string& id, QAccessible::Event what) {
    if (auto* child = childOf(id)) {
        QAccessibleEvent event(child, what);
        QAccessible::updateAccessibility(&event);
    }
}

void AccessibleParent::forget() {
    for (const auto& [id, key] : m_children) QAccessible::deleteAccessibleInterface(key);
    m_children.clear();
}

void AccessibleParent::forget(const std::string& id) {
    const auto known = m_children.find(id);
    if (known == m_children.end()) return;
    QAccessible::deleteAccessibleInterface(known->second);
    m_children.erase(known);
}

void AccessibleParent::forgetGone() {
    std::erase_if(m_children, [this](const auto& child) {
        const bool gone = indexOf(child.first) < 0;
        if (gone) QAccessible::deleteAccessibleInterface(child.second);
        return gone;
    });
}

AccessibleParent* accessibleParent(QWidget* widget) {
    if (!QAccessible::isActive()) return nullptr;
    return dynamic_cast<AccessibleParent*>(QAccessible::queryAccessibleInterface(widget));
}

void forgetAccessibleChildren(QWidget* widget) {
    auto* parent = accessibleParent(widget);
    if (!parent) return;
    parent->forget();
    QAccessibleEvent event(widget, QAccessible::ObjectReorder);
    QAccessible::updateAccessibility(&event);
}

void tellAccessibleChildren(QWidget* widget, const label::Edit& edit,
    void (*changed)(AccessibleParent& parent, const label::Region& before, const label::Region& after)) {
    auto* parent = accessibleParent(widget);
    if (!parent) return;
    for (const auto& part : edit.parts) {
        const auto* change = std::get_if<label::RegionChange>(&part);
        if (!change) continue;
        if (!change->before) {
            parent->tell(change->after->id, QAccessible::ObjectCreated);
        } else if (!change->after) {
            parent->tell(change->before->id, QAccessible::ObjectDestroyed);
            parent->forget(change->before->id);
        } else {
            changed(*parent, *change->before, *change->after);
        }
    }
}

} // namespace slipway::ui
