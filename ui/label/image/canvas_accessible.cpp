#include "ui/label/image/canvas_accessible.h"

#include <algorithm>
#include <cmath>

#include "ui/label/accessible_children.h"
#include "ui/label/image/image_canvas.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

class RegionInterface : public AccessibleChild {
public:
    using AccessibleChild::AccessibleChild;

    bool isValid() const override { return region() != nullptr; }
    QAccessible::Role role() const override { return QAccessible::Graphic; }

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
        return QRect(canvas()->mapToGlobal(QPoint()), canvas()->size())
            .intersected(
                canvas()->viewRectOf(shown->bounds).toAlignedRect().translated(canvas()->mapToGlobal(QPoint())));
    }

    QAccessible::State state() const override {
        QAccessible::State state;
        const auto shown = region();
        state.selectable = state.focusable = true;
        state.invalid = !shown;
        if (!shown) return state;
        state.selected = canvas()->selection().contains(format::text(id()));
        state.focused = state.selected && canvas()->hasFocus() && canvas()->selection().size() == 1;
        state.invisible = shown->region.hidden;
        state.readOnly = shown->region.locked;
        state.offscreen = !canvas()->viewRectOf(shown->bounds).intersects(canvas()->rect());
        return state;
    }

private:
    ImageCanvas* canvas() const { return static_cast<ImageCanvas*>(drawnOn()); }
    SceneRegionPtr region() const { return canvas() ? canvas()->scene().find(id()) : nullptr; }

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
};

class CanvasInterface : public AccessibleParent {
public:
    explicit CanvasInterface(ImageCanvas* canvas) : AccessibleParent(canvas, QAccessible::Canvas) {}

    int childCount() const override { return static_cast<int>(regions().size()); }

    QAccessibleInterface* childAt(int x, int y) const override {
        const QPointF view = canvas()->mapFromGlobal(QPoint(x, y));
        const auto near = canvas()->scene().at(canvas()->transform().toImage(view), 0);
        return near.empty() ? nullptr : childOf(near.back()->region.id);
    }

protected:
    QAccessibleInterface* makeChild(const std::string& id) const override { return new RegionInterface(canvas(), id); }
    std::string idAt(int index) const override { return regions()[static_cast<std::size_t>(index)]->region.id; }
    int indexOf(const std::string& id) const override {
        const auto place = std::ranges::find_if(regions(), [&](const auto& region) { return region->region.id == id; });
        return place == regions().end() ? -1 : static_cast<int>(place - regions().begin());
    }

private:
    ImageCanvas* canvas() const { return static_cast<ImageCanvas*>(widget()); }
    const SceneList& regions() const { return *canvas()->scene().list(); }
};

void tellChanged(AccessibleParent& parent, const label::Region& before, const label::Region& after) {
    if (before.label != after.label) parent.tell(after.id, QAccessible::NameChanged);
    if (!(before.shape == after.shape)) parent.tell(after.id, QAccessible::LocationChanged);
}

} // namespace

void installCanvasAccessibility() {
    installAccessible<ImageCanvas, CanvasInterface>();
}

void tellCanvasChildren(ImageCanvas* canvas, const label::Edit& edit) {
    tellAccessibleChildren(canvas, edit, tellChanged);
}

void focusCanvasChild(ImageCanvas* canvas, std::string_view id) {
    auto* parent = accessibleParent(canvas);
    if (parent && canvas->scene().find(id)) parent->tell(std::string(id), QAccessible::Focus);
}

} // namespace slipway::ui
