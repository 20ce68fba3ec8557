#include "ui/label/image/canvas_accessible.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>

#include "ui/label/image/image_canvas.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

class CanvasInterface;

/// One region. Looks it up by its id whenever it is asked, so it is never out of date.
class RegionInterface : public QAccessibleInterface {
public:
    RegionInterface(ImageCanvas* canvas, std::string id) : m_canvas(canvas), m_id(std::move(id)) {}

    bool isValid() const override { return m_canvas && region(); }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return m_canvas ? m_canvas->window()->windowHandle() : nullptr; }
    QAccessibleInterface* parent() const override {
        return m_canvas ? QAccessible::queryAccessibleInterface(m_canvas) : nullptr;
    }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::Graphic; }
    void setText(QAccessible::Text, const QString&) override {}

    QString text(QAccessible::Text kind) const override {
        const auto shown = region();
        if (!shown) return {};
        if (kind == QAccessible::Name) return nameOf(*shown);
        if (kind == QAccessible::Description) return placeOf(shown->bounds);
        return {};
    }

    QRect rect() const override {
        const auto shown = region();
        if (!shown) return {};
        return QRect(m_canvas->mapToGlobal(QPoint()), m_canvas->size())
            .intersected(
                m_canvas->viewRectOf(shown->bounds).toAlignedRect().translated(m_canvas->mapToGlobal(QPoint())));
    }

    QAccessible::State state() const override {
        QAccessible::State state;
        const auto shown = region();
        state.selectable = state.focusable = true;
        state.invalid = !shown;
        if (!shown) return state;
        state.selected = m_canvas->selection().contains(format::text(m_id));
        state.focused = state.selected && m_canvas->hasFocus() && m_canvas->selection().size() == 1;
        state.invisible = shown->region.hidden;
        state.readOnly = shown->region.locked;
        state.offscreen = !m_canvas->viewRectOf(shown->bounds).intersects(m_canvas->rect());
        return state;
    }

private:
    SceneRegionPtr region() const { return m_canvas ? m_canvas->scene().find(m_id) : nullptr; }

    static QString nameOf(const SceneRegion& shown) {
        const QString kind = QString::fromUtf8(label::kindOf(shown.shape).data());
        QString name = shown.caption.isEmpty() ? ImageCanvas::tr("No label") : shown.caption;
        name += QStringLiteral(", ") + kind;
        if (shown.region.occluded) name += ImageCanvas::tr(", occluded");
        if (shown.region.locked) name += ImageCanvas::tr(", locked");
        if (shown.region.hidden) name += ImageCanvas::tr(", hidden");
        return name;
    }

    static QString placeOf(const label::Box& box) {
        const auto whole = [](double value) { return format::count(std::lround(value)); };
        return ImageCanvas::tr("left %1, top %2, %3 by %4 pixels")
            .arg(whole(box.left), whole(box.top), whole(box.width), whole(box.height));
    }

    QPointer<ImageCanvas> m_canvas;
    std::string m_id;
};

class CanvasInterface : public QAccessibleWidget {
public:
    explicit CanvasInterface(ImageCanvas* canvas) : QAccessibleWidget(canvas, QAccessible::Canvas) {}
    ~CanvasInterface() override { forget(); }

    int childCount() const override { return static_cast<int>(regions().size()); }

    QAccessibleInterface* child(int index) const override {
        const auto& list = regions();
        if (index < 0 || index >= static_cast<int>(list.size())) return nullptr;
        return childOf(list[static_cast<std::size_t>(index)]->region.id);
    }

    int indexOfChild(const QAccessibleInterface* child) const override {
        const auto& list = regions();
        for (const auto& [id, key] : m_children) {
            if (QAccessible::accessibleInterface(key) != child) continue;
            const auto place = std::ranges::find_if(list, [&](const auto& region) { return region->region.id == id; });
            return place == list.end() ? -1 : static_cast<int>(place - list.begin());
        }
        return -1;
    }

    QAccessibleInterface* childAt(int x, int y) const override {
        const QPointF view = canvas()->mapFromGlobal(QPoint(x, y));
        const auto near = canvas()->scene().at(canvas()->transform().toImage(view), 0);
        return near.empty() ? nullptr : childOf(near.back()->region.id);
    }

    QAccessibleInterface* childOf(const std::string& id) const {
        if (const auto known = m_children.find(id); known != m_children.end())
            return QAccessible::accessibleInterface(known->second);
        auto* made = new RegionInterface(canvas(), id);
        m_children[id] = QAccessible::registerAccessibleInterface(made); // which owns it
        return made;
    }

    void forget() {
        for (const auto& [id, key] : m_children) QAccessible::deleteAccessibleInterface(key);
        m_children.clear();
    }

    void forget(const std::string& id) {
        const auto known = m_children.find(id);
        if (known == m_children.end()) return;
        QAccessible::deleteAccessibleInterface(known->second);
        m_children.erase(known);
    }

private:
    ImageCanvas* canvas() const { return static_cast<ImageCanvas*>(widget()); }
    const SceneList& regions() const { return *canvas()->scene().list(); }
    mutable std::unordered_map<std::string, QAccessible::Id> m_children;
};

QAccessibleInterface* makeInterface(const QString&, QObject* object) {
    auto* canvas = qobject_cast<ImageCanvas*>(object);
    return canvas ? new CanvasInterface(canvas) : nullptr;
}

/// Null when nobody listens: then no interface is made for it.
CanvasInterface* interfaceOf(ImageCanvas* canvas) {
    if (!QAccessible::isActive()) return nullptr;
    return dynamic_cast<CanvasInterface*>(QAccessible::queryAccessibleInterface(canvas));
}

void tell(CanvasInterface& parent, const std::string& id, QAccessible::Event what) {
    if (QAccessibleInterface* child = parent.childOf(id)) {
        QAccessibleEvent event(child, what);
        QAccessible::updateAccessibility(&event);
    }
}

} // namespace

void installCanvasAccessibility() {
    static const bool once = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    Q_UNUSED(once);
}

void forgetCanvasChildren(ImageCanvas* canvas) {
    auto* parent = interfaceOf(canvas);
    if (!parent) return;
    parent->forget();
    QAccessibleEvent event(canvas, QAccessible::ObjectReorder);
    QAccessible::updateAccessibility(&event);
}

void tellCanvasChildren(ImageCanvas* canvas, const label::Edit& edit) {
    auto* parent = interfaceOf(canvas);
    if (!parent) return;
    for (const auto& part : edit.parts) {
        const auto* change = std::get_if<label::RegionChange>(&part);
        if (!change) continue;
        if (!change->before) {
            tell(*parent, change->after->id, QAccessible::ObjectCreated);
        } else if (!change->after) {
            tell(*parent, change->before->id, QAccessible::ObjectDestroyed);
            parent->forget(change->before->id);
        } else {
            if (change->before->label != change->after->label)
                tell(*parent, change->after->id, QAccessible::NameChanged);
            if (!(change->before->shape == change->after->shape))
                tell(*parent, change->after->id, QAccessible::LocationChanged);
        }
    }
}

void focusCanvasChild(ImageCanvas* canvas, std::string_view id) {
    auto* parent = interfaceOf(canvas);
    if (parent && canvas->scene().find(id)) tell(*parent, std::string(id), QAccessible::Focus);
}

} // namespace slipway::ui
