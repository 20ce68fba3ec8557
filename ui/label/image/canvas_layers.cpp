#include "ui/label/image/canvas_layers.h"

#include <algorithm>
#include <cmath>

namespace slipway::ui {

namespace {

constexpr double kMargin = 160, kSpare = 48; ///< view pixels around the view: painted, and what must be left of it
constexpr std::size_t kMostRepaired = 400;   ///< regions that are painted again on the GUI thread

label::Box toImageBox(const ViewTransform& transform, const QRectF& view) {
    return label::boxOf(transform.toImage(view.topLeft()), transform.toImage(view.bottomRight()));
}

QRectF imageRect(const CanvasFrame& frame) {
    if (!frame.picture) return {};
    const QSize size = frame.picture->size();
    return frame.transform.toView(label::Box{0, 0, double(size.width()), double(size.height())});
}

/// Where a frame's area lies under another transform.
QRectF placed(const CanvasFrame& frame, const ViewTransform& transform) {
    return transform.toView(toImageBox(frame.transform, frame.area));
}

std::size_t regionsIn(const CanvasFrame& frame, const label::Box& box) {
    std::size_t count = 0;
    for (const auto& list : frame.lists)
        count += static_cast<std::size_t>(
            std::ranges::count_if(*list, [&](const auto& region) { return region->bounds.intersects(box); }));
    return count;
}

} // namespace

CanvasLayers::CanvasLayers(QObject* parent) : QObject(parent) {
    connect(&m_renderer, &CanvasRenderer::finished, this, &CanvasLayers::accept);
}

/// The view and a margin to pan into, no further than anything is.
QRectF CanvasLayers::areaFor(const CanvasFrame& frame) const {
    const QRectF view(QPointF(), m_view);
    const QRectF wide = view.adjusted(-kMargin, -kMargin, kMargin, kMargin);
    return QRectF(wide.intersected(imageRect(frame).adjusted(-220, -60, 220, 60)).united(view).toAlignedRect());
}

bool CanvasLayers::serves(const CanvasFrame& have, const CanvasFrame& want) const {
    if (have.picture != want.picture || have.tone != want.tone || have.ratio != want.ratio ||
        have.backdrop != want.backdrop || have.lists.size() != want.lists.size() ||
        have.style.chipFont != want.style.chipFont || have.transform.zoom() != want.transform.zoom())
        return false;
    const QRectF view(QPointF(), m_view);
    const QRectF needed = view.adjusted(-kSpare, -kSpare, kSpare, kSpare).intersected(areaFor(want));
    return placed(have, want.transform).adjusted(-0.5, -0.5, 0.5, 0.5).contains(needed);
}

void CanvasLayers::show(CanvasFrame frame, QSizeF view) {
    m_view = view;
    m_wanted = std::move(frame);
    m_wanted.revision = m_revision;
    m_wanted.area = areaFor(m_wanted);
    const CanvasFrame* newest = m_requested ? &*m_requested : m_layer ? &m_layer->frame : nullptr;
    if (newest && !m_stale && serves(*newest, m_wanted)) return;
    m_stale = false;
    m_damages.clear();
    m_requested = m_wanted;
    m_renderer.request(m_wanted);
}

void CanvasLayers::accept(const std::shared_ptr<CanvasLayer>& layer) {
    m_layer = layer;
    const bool newest = !m_renderer.isBusy();
    if (newest) m_requested.reset();
    std::vector<label::Box> boxes;
    for (const Damage& damage : m_damages)
        if (damage.revision > layer->frame.revision) boxes.push_back(damage.box);
    if (newest) m_damages.clear();
    if (!boxes.empty()) repair(boxes);
    changed();
}

void CanvasLayers::damage(const CanvasFrame& frame, const std::vector<label::Box>& boxes) {
    ++m_revision;
    m_wanted.lists = frame.lists;
    m_wanted.lifted = frame.lifted;
    m_wanted.revision = m_revision;
    if (m_requested)
        for (const label::Box& box : boxes) m_damages.push_back({m_revision, box});
    repair(boxes);
}

void CanvasLayers::repair(const std::vector<label::Box>& boxes) {
    if (!m_layer || m_layer->frame.lists.size() != m_wanted.lists.size()) {
        m_stale = true;
        return;
    }
    CanvasFrame& frame = m_layer->frame;
    frame.lists = m_wanted.lists;
    frame.lifted = m_wanted.lifted;
    frame.revision = m_wanted.revision;
    if (frame.lists.empty()) return; // the widget paints the regions itself
    std::size_t cost = 0;
    std::vector<QRectF> clips;
    for (const label::Box& box : boxes) {
        const QRectF clip = RegionPainter::withMarks(frame.transform.toView(box)).intersected(frame.area);
        if (clip.isEmpty()) continue;
        cost += regionsIn(frame, toImageBox(frame.transform, clip));
        clips.push_back(clip);
        if (cost > kMostRepaired) {
            m_stale = true;
            return;
        }
    }
    for (const QRectF& clip : clips) repaintLayer(*m_layer, clip);
}

void CanvasLayers::paintOverview(QPainter& painter, const ViewTransform& transform, const QRectF& view) {
    if (!m_wanted.picture) return;
    if (m_overviewOf != m_wanted.picture || m_overviewTone != m_wanted.tone) {
        m_overviewOf = m_wanted.picture;
        m_overviewTone = m_wanted.tone;
        m_overview = m_overviewOf->overview();
        if (!m_overviewTone.isPlain()) applyTone(m_overview, m_overview.rect(), m_overviewTone);
    }
    const QSize size = m_wanted.picture->size();
    const QRectF whole = transform.toView(label::Box{0, 0, double(size.width()), double(size.height())});
    const QRectF target = whole.intersected(view);
    if (target.isEmpty()) return;
    const double across = m_overview.width() / whole.width(), down = m_overview.height() / whole.height();
    const QRectF source((target.left() - whole.left()) * across, (target.top() - whole.top()) * down,
        target.width() * across, target.height() * down);
    painter.drawImage(target, m_overview, source);
}

void CanvasLayers::paint(QPainter& painter, const ViewTransform& transform, QSizeF view, double ratio) {
    const QRectF all(QPointF(), view);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    const bool usable =
        m_layer && m_layer->frame.picture == m_wanted.picture && m_layer->frame.backdrop == m_wanted.backdrop;
    if (!usable) {
        painter.fillRect(all, m_wanted.backdrop);
        paintOverview(painter, transform, all);
        return;
    }
    QRectF target = placed(m_layer->frame, transform);
    const bool moved = m_layer->frame.transform.zoom() == transform.zoom();
    if (moved) target.moveTopLeft({std::round(target.x() * ratio) / ratio, std::round(target.y() * ratio) / ratio});
    if (!target.contains(all)) {
        painter.save();
        QRegion around(all.toAlignedRect());
        around -= target.toRect();
        painter.setClipRegion(around);
        painter.fillRect(all, m_wanted.backdrop);
        paintOverview(painter, transform, all);
        painter.restore();
    }
    if (moved)
        painter.drawImage(target.topLeft(), m_layer->image);
    else
        painter.drawImage(target, m_layer->image);
}

bool CanvasLayers::isSharp() const {
    return m_layer && !m_stale && m_wanted.picture && serves(m_layer->frame, m_wanted);
}

} // namespace slipway::ui
