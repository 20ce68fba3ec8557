#include "ui/label/image/mask_finder_tool.h"

#include <memory>

namespace slipway::ui {

void MaskFinderTool::press(const PointerEvent& event) {
    if (!hasLabel()) return;
    const label::Box image = host().imageBox();
    if (m_kind == Kind::GrabCut) {
        m_anchor = m_corner = host().place(event.image, event.modifiers);
        host().redraw();
    } else if (image.contains(event.image)) {
        ask({event.image, image, host().options().wandTolerance}, event.modifiers);
    }
}

void MaskFinderTool::move(const PointerEvent& event) {
    if (!m_anchor) return;
    m_corner = host().place(event.image, event.modifiers);
    host().redraw();
}

void MaskFinderTool::release(const PointerEvent& event) {
    if (!m_anchor) return;
    const label::Box box = label::boxOf(*m_anchor, host().place(event.image, event.modifiers));
    cancel();
    if (box.width < 4 || box.height < 4)
        host().say(tr("Draw a box around the object"));
    else
        ask({{}, box.intersected(host().imageBox()), 0}, event.modifiers);
}

void MaskFinderTool::ask(const MaskQuestion& question, Qt::KeyboardModifiers modifiers) {
    host().findMask(question, [this, alive = std::weak_ptr<int>(m_alive), modifiers](const label::Mask& mask) {
        if (!alive.expired()) use(mask, modifiers);
    });
}

void MaskFinderTool::use(const label::Mask& mask, Qt::KeyboardModifiers modifiers) {
    const auto ids = host().selectedIds();
    const auto* region = ids.size() == 1 ? label::findRegion(host().annotation(), ids.front()) : nullptr;
    const auto* selected = region ? std::get_if<label::Mask>(&region->shape) : nullptr;
    const bool changes = modifiers & (Qt::ShiftModifier | Qt::AltModifier);
    if (!changes || !selected || region->locked) {
        addRegion(mask, m_kind == Kind::Wand ? tr("Wand") : tr("Cut out"));
        return;
    }
    label::Region changed = *region;
    const label::Mask result = (modifiers & Qt::ShiftModifier) ? selected->united(mask) : selected->without(mask);
    changed.shape = result;
    label::EditBuilder edit(tr("Wand").toStdString(), host().annotation());
    if (result.empty())
        edit.remove(region->id);
    else
        edit.change(changed);
    host().request(std::move(edit).take());
}

bool MaskFinderTool::removePoint() {
    if (!m_anchor) return false;
    cancel();
    return true;
}

void MaskFinderTool::cancel() {
    m_anchor.reset();
    host().redraw();
}

void MaskFinderTool::paint(RegionPainter& regions, QPainter&) const {
    if (m_anchor) regions.paintDraft(label::cornersOf(label::boxOf(*m_anchor, m_corner)), true, draftColor());
}

} // namespace slipway::ui
