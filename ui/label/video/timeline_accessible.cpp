#include "ui/label/video/timeline_accessible.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>
#include <unordered_map>

#include "ui/label/video/track_timeline.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

QRect onScreen(const TrackTimeline& timeline, const QRect& rect) {
    return rect.translated(timeline.viewport()->mapToGlobal(QPoint()));
}

/// One track. Looks it up by its id whenever it is asked, so it is never out of date.
class TrackInterface : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    TrackInterface(TrackTimeline* timeline, std::string id) : m_timeline(timeline), m_id(std::move(id)) {}

    bool isValid() const override { return row() >= 0; }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return m_timeline ? m_timeline->window()->windowHandle() : nullptr; }
    QAccessibleInterface* parent() const override {
        return m_timeline ? QAccessible::queryAccessibleInterface(m_timeline) : nullptr;
    }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    void setText(QAccessible::Text, const QString&) override {}
    QString text(QAccessible::Text kind) const override {
        const int at = row();
        return at >= 0 && kind == QAccessible::Name ? m_timeline->describe(at) : QString();
    }
    QRect rect() const override {
        const int at = row();
        return at < 0 ? QRect() : onScreen(*m_timeline, m_timeline->rowRect(at));
    }
    QAccessible::State state() const override {
        QAccessible::State state;
        const int at = row();
        state.selectable = state.focusable = true;
        state.invalid = at < 0;
        if (at < 0) return state;
        state.selected = m_timeline->isSelected(at);
        state.focused = state.selected && m_timeline->hasFocus();
        state.offscreen = !m_timeline->rowRect(at).intersects(m_timeline->viewport()->rect());
        return state;
    }

    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
    }
    QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString& name) override {
        if (name == pressAction() && isValid()) m_timeline->trackAsked(format::text(m_id), false);
    }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }

private:
    int row() const { return m_timeline ? m_timeline->rowOf(m_id) : -1; }
    QPointer<TrackTimeline> m_timeline;
    std::string m_id;
};

class TimelineInterface : public QAccessibleWidget {
public:
    explicit TimelineInterface(TrackTimeline* timeline) : QAccessibleWidget(timeline, QAccessible::List) {}
    ~TimelineInterface() override { forget(); }

    QString text(QAccessible::Text kind) const override {
        if (kind != QAccessible::Value) return QAccessibleWidget::text(kind);
        if (timeline()->frames() == 0) return {};
        return TrackTimeline::tr("Frame %1 of %2")
            .arg(format::count(timeline()->frame()), format::count(timeline()->frames()));
    }
    int childCount() const override { return timeline()->rowCount(); }
    QAccessibleInterface* child(int index) const override {
        return index >= 0 && index < childCount() ? childOf(timeline()->idOf(index)) : nullptr;
    }
    int indexOfChild(const QAccessibleInterface* child) const override {
        for (const auto& [id, key] : m_children)
            if (QAccessible::accessibleInterface(key) == child) return timeline()->rowOf(id);
        return -1;
    }
    QAccessibleInterface* childAt(int x, int y) const override {
        for (int row = 0; row < childCount(); ++row)
            if (onScreen(*timeline(), timeline()->rowRect(row)).contains(x, y)) return child(row);
        return nullptr;
    }
    QAccessibleInterface* childOf(const std::string& id) const {
        if (const auto known = m_children.find(id); known != m_children.end())
            return QAccessible::accessibleInterface(known->second);
        auto* made = new TrackInterface(timeline(), id);
        m_children[id] = QAccessible::registerAccessibleInterface(made); // which owns it
        return made;
    }
    void forget() {
        for (const auto& [id, key] : m_children) QAccessible::deleteAccessibleInterface(key);
        m_children.clear();
    }
    void forgetGone() {
        std::erase_if(m_children, [this](const auto& child) {
            const bool gone = timeline()->rowOf(child.first) < 0;
            if (gone) QAccessible::deleteAccessibleInterface(child.second);
            return gone;
        });
    }

private:
    TrackTimeline* timeline() const { return static_cast<TrackTimeline*>(widget()); }
    mutable std::unordered_map<std::string, QAccessible::Id> m_children;
};

QAccessibleInterface* makeInterface(const QString&, QObject* object) {
    auto* timeline = qobject_cast<TrackTimeline*>(object);
    return timeline ? new TimelineInterface(timeline) : nullptr;
}

/// Null when nobody listens: then no interface is made for it.
TimelineInterface* interfaceOf(TrackTimeline* timeline) {
    if (!QAccessible::isActive()) return nullptr;
    return dynamic_cast<TimelineInterface*>(QAccessible::queryAccessibleInterface(timeline));
}

} // namespace

void installTimelineAccessibility() {
    static const bool once = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    Q_UNUSED(once);
}

void forgetTimelineChildren(TrackTimeline* timeline) {
    if (auto* parent = interfaceOf(timeline)) parent->forget();
}

void tellTimelineRows(TrackTimeline* timeline) {
    auto* parent = interfaceOf(timeline);
    if (!parent) return;
    parent->forgetGone();
    QAccessibleEvent event(timeline, QAccessible::ObjectReorder);
    QAccessible::updateAccessibility(&event);
}

void focusTimelineRow(TrackTimeline* timeline, int row) {
    auto* parent = timeline->hasFocus() ? interfaceOf(timeline) : nullptr;
    if (!parent) return;
    QAccessibleEvent event(parent->child(row), QAccessible::Focus);
    QAccessible::updateAccessibility(&event);
}

} // namespace slipway::ui
