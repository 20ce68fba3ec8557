#include "ui/label/image/box_tool.h"

#include <QLineF>

namespace slipway::ui {

namespace {

constexpr double kDrag = 5; ///< view pixels that make a press a drag

QString sizeText(const label::Box& box) {
    return QStringLiteral("%1 × %2").arg(std::lround(box.width)).arg(std::lround(box.height));
}

} // namespace

void BoxTool::press(const PointerEvent& event) {
    if (!m_anchor && !hasLabel()) return;
    m_corner = host().place(event.image, event.modifiers);
    m_second = m_anchor.has_value();
    m_pressed = event.view;
    if (!m_anchor) m_anchor = m_corner;
    host().redraw();
}

void BoxTool::move(const PointerEvent& event) {
    if (!m_anchor) return;
    m_corner = host().place(event.image, event.modifiers);
    host().say(sizeText(label::boxOf(*m_anchor, m_corner)));
    host().redraw();
}

void BoxTool::release(const PointerEvent& event) {
    if (!m_anchor) return;
    m_corner = host().place(event.image, event.modifiers);
    if (m_second || QLineF(m_pressed, event.view).length() >= kDrag) end();
}

void BoxTool::end() {
    const label::Box box = label::boxOf(*m_anchor, m_corner);
    cancel();
    addRegion(box, tr("Draw box"));
}

bool BoxTool::finish() {
    if (m_anchor) {
        end();
        return true;
    }
    const label::Box seen = host().transform().visible().intersected(host().imageBox());
    const label::Point middle = seen.centre();
    const double width = std::floor(seen.width / 2), height = std::floor(seen.height / 2);
    return addRegion(
        label::Box{std::floor(middle.x - width / 2), std::floor(middle.y - height / 2), width, height}, tr("Draw box"));
}

bool BoxTool::removePoint() {
    if (!m_anchor) return false;
    cancel();
    return true;
}

void BoxTool::cancel() {
    m_anchor.reset();
    host().redraw();
}

void BoxTool::paint(RegionPainter& regions, QPainter&) const {
    if (m_anchor) regions.paintDraft(label::cornersOf(label::boxOf(*m_anchor, m_corner)), true, draftColor());
}

} // namespace slipway::ui
