#include "ui/label/video/timeline_accessible.h"

#include "ui/label/accessible_children.h"
#include "ui/label/video/track_timeline.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

QRect onScreen(const TrackTimeline& timeline, const QRect& rect) {
    return rect.translated(timeline.viewport()->mapToGlobal(QPoint()));
}

class TrackInterface : public AccessibleChild, public QAccessibleActionInterface {
public:
    using AccessibleChild::AccessibleChild;

    bool isValid() const override { return row() >= 0; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    QString text(QAccessible::Text kind) const override {
        const int at = row();
        return at >= 0 && kind == QAccessible::Name ? timeline()->describe(at) : QString();
    }
    QRect rect() const override {
        const int at = row();
        return at < 0 ? QRect() : onScreen(*timeline(), timeline()->rowRect(at));
    }
    QAccessible::State state() const override {
        QAccessible::State state;
        const int at = row();
        state.selectable = state.focusable = true;
        state.invalid = at < 0;
        if (at < 0) return state;
        state.selected = timeline()->isSelected(at);
        state.focused = state.selected && timeline()->hasFocus();
        state.offscreen = !timeline()->rowRect(at).intersects(timeline()->viewport()->rect());
        return state;
    }

    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
    }
    QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString& name) override {
        if (name == pressAction() && isValid()) timeline()->trackAsked(format::text(id()), false);
    }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }

private:
    TrackTimeline* timeline() const { return static_cast<TrackTimeline*>(drawnOn()); }
    int row() const { return timeline() ? timeline()->rowOf(id()) : -1; }
};

class TimelineInterface : public AccessibleParent {
public:
    explicit TimelineInterface(TrackTimeline* timeline) : AccessibleParent(timeline, QAccessible::List) {}

    QString text(QAccessible::Text kind) const override {
        if (kind != QAccessible::Value) return QAccessibleWidget::text(kind);
        if (timeline()->frames() == 0) return {};
        return TrackTimeline::tr("Frame %1 of %2")
            .arg(format::count(timeline()->frame()), format::count(timeline()->frames()));
    }
    int childCount() const override { return timeline()->rowCount(); }
    QAccessibleInterface* childAt(int x, int y) const override {
        for (int row = 0; row < childCount(); ++row)
            if (onScreen(*timeline(), timeline()->rowRect(row)).contains(x, y)) return child(row);
        return nullptr;
    }

protected:
    QAccessibleInterface* makeChild(const std::string& id) const override { return new TrackInterface(timeline(), id); }
    std::string idAt(int index) const override { return timeline()->idOf(index); }
    int indexOf(const std::string& id) const override { return timeline()->rowOf(id); }

private:
    TrackTimeline* timeline() const { return static_cast<TrackTimeline*>(widget()); }
};

} // namespace

void installTimelineAccessibility() {
    installAccessible<TrackTimeline, TimelineInterface>();
}

void tellTimelineRows(TrackTimeline* timeline) {
    auto* parent = accessibleParent(timeline);
    if (!parent) return;
    parent->forgetGone();
    QAccessibleEvent event(timeline, QAccessible::ObjectReorder);
    QAccessible::updateAccessibility(&event);
}

void focusTimelineRow(TrackTimeline* timeline, int row) {
    auto* parent = timeline->hasFocus() ? accessibleParent(timeline) : nullptr;
    if (parent) parent->tell(timeline->idOf(row), QAccessible::Focus);
}

} // namespace slipway::ui
