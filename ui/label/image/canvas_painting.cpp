#include <algorithm>

#include <QPainter>

#include "ui/label/image/image_canvas.h"
#include "ui/label/image/shape_handles.h"
#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {

/// Up to here regions are painted with each frame; beyond, a thread paints them into the layer.
constexpr std::size_t kLiveRegions = 60, kLiveCorners = 2500;
constexpr std::size_t kMostHandled = 20, kMostMarked = 200;
constexpr double kTurnReach = 26;

} // namespace

bool ImageCanvas::paintsLive() const {
    return m_scene.size() + m_suggestions.size() <= kLiveRegions &&
           m_scene.corners() + m_suggestions.corners() <= kLiveCorners;
}

CanvasFrame ImageCanvas::frame() const {
    CanvasFrame frame;
    frame.picture = m_picture;
    frame.transform = m_transform;
    frame.ratio = devicePixelRatioF();
    frame.tone = m_tone;
    frame.backdrop = color(Token::Sunken);
    frame.style.chipFont = fontFor(FontRole::Overline);
    if (!paintsLive()) {
        frame.lists = {m_scene.list(), m_suggestions.list()};
        frame.lifted = m_lifted;
    }
    return frame;
}

void ImageCanvas::refreshLayers() {
    if (m_picture && !size().isEmpty()) m_layers.show(frame(), size());
}

void ImageCanvas::layersChanged() {
    const bool whole = m_picture && !m_picture->isPreview() && !m_picture->isPending();
    if (!m_wasSharp && whole && m_layers.isSharp()) {
        m_wasSharp = true;
        repaint(); // on the screen before anyone is told
        becameSharp();
        return;
    }
    update();
}

void ImageCanvas::lift(std::unordered_set<std::string> ids) {
    std::vector<label::Box> boxes;
    const auto addOf = [&](const std::unordered_set<std::string>& some, const std::unordered_set<std::string>* others) {
        for (const auto& id : some)
            if (const auto region = m_scene.find(id); region && (!others || !others->contains(id)))
                boxes.push_back(region->bounds);
    };
    addOf(ids, m_lifted.get());
    if (m_lifted) addOf(*m_lifted, &ids);
    if (ids.empty() && !m_lifted) return;
    m_lifted = ids.empty() ? nullptr : std::make_shared<const std::unordered_set<std::string>>(std::move(ids));
    if (!boxes.empty()) m_layers.damage(frame(), boxes);
}

void ImageCanvas::paintEvent(QPaintEvent*) {
    refreshLayers();
    QPainter painter(this);
    const QRectF view(rect());
    if (!m_picture) {
        painter.fillRect(view, color(Token::Sunken));
        paintFocus(painter);
        return;
    }
    m_layers.paint(painter, m_transform, size(), devicePixelRatioF());
    RegionStyle style;
    style.chipFont = fontFor(FontRole::Overline);
    RegionPainter regions(painter, m_transform, style, view);
    if (paintsLive()) paintLiveRegions(regions, view);
    paintMarked(regions);
    paintHandles(regions);
    m_tool->paint(regions, painter);
    paintCrosshair(painter);
    paintSnap(painter);
    paintFocus(painter);
}

void ImageCanvas::paintLiveRegions(RegionPainter& regions, const QRectF&) const {
    for (const CanvasScene* scene : {&m_scene, &m_suggestions})
        for (const auto& region : *scene->list())
            if (!isLifted(region->region.id)) regions.paint(*region);
    for (const CanvasScene* scene : {&m_scene, &m_suggestions})
        for (const auto& region : *scene->list())
            if (!isLifted(region->region.id)) regions.paintChip(*region);
}

/// What is dragged, selected or under the pointer, over all else.
void ImageCanvas::paintMarked(RegionPainter& regions) const {
    const auto find = [this](const std::string& id) {
        auto region = m_scene.find(id);
        return region ? region : m_suggestions.find(id);
    };
    if (!m_hovered.empty() && !isLifted(m_hovered))
        if (const auto region = find(m_hovered)) {
            regions.paint(*region, RegionLook::Hovered);
            regions.paintChip(*region, RegionLook::Hovered);
        }
    std::size_t painted = 0;
    const auto mark = [&](const SceneRegion& region) {
        // Of thousands at once, outlines are enough, and a frame must stay a frame.
        const RegionLook look = ++painted > kMostMarked ? RegionLook::Plain : RegionLook::Selected;
        regions.paint(region, look);
        if (painted <= kMostHandled) regions.paintChip(region, look);
    };
    for (const auto& id : m_selected) {
        if (isLifted(id) || painted > kMostMarked) continue;
        if (const auto region = find(id)) mark(*region);
    }
    for (const auto& region : m_live) {
        regions.paint(*region);
        mark(*region);
    }
}

void ImageCanvas::paintHandles(RegionPainter& regions) const {
    if (m_toolKind != LabelTool::Select || m_selected.size() > kMostHandled) return;
    const double turnReach = kTurnReach / m_transform.zoom();
    for (const auto& id : m_selected) {
        const auto live = std::ranges::find_if(m_live, [&](const auto& region) { return region->region.id == id; });
        const SceneRegionPtr region = live != m_live.end() ? *live : m_scene.find(id);
        if (!region || region->region.locked || region->region.hidden) continue;
        label::Ring points;
        std::optional<label::Point> turn;
        for (const Handle& handle : handlesOf(region->shape, turnReach)) {
            if (handle.id.kind == HandleId::Kind::Turn)
                turn = handle.at;
            else
                points.push_back(handle.at);
        }
        if (turn && points.size() > 1) {
            const auto handles = handlesOf(region->shape, 0); // without reach the turning handle is on the top side
            regions.paintTurnHandle(*turn, handles.back().at, region->color);
        }
        regions.paintHandles(points, region->color, m_handle);
    }
}

void ImageCanvas::paintCrosshair(QPainter& painter) const {
    if (!m_pointer || !m_options.crosshair || !m_tool->wantsCrosshair() || isPanning()) return;
    const QPointF at(std::floor(m_pointer->x()) + 0.5, std::floor(m_pointer->y()) + 0.5);
    painter.setRenderHint(QPainter::Antialiasing, false);
    const QLineF lines[] = {{at.x(), 0, at.x(), double(height())}, {0, at.y(), double(width()), at.y()}};
    painter.setPen(QPen(QColor(0, 0, 0, 110), 3));
    painter.drawLines(lines, 2);
    painter.setPen(QPen(QColor(255, 255, 255, 210), 1));
    painter.drawLines(lines, 2);
}

/// A diamond where the next point will be, when that is not under the pointer.
void ImageCanvas::paintSnap(QPainter& painter) const {
    if (!m_snap) return;
    const QPointF at = m_transform.toView(*m_snap);
    const QPolygonF diamond({at + QPointF(0, -6), at + QPointF(6, 0), at + QPointF(0, 6), at + QPointF(-6, 0)});
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(QColor(0, 0, 0, 153), 4));
    painter.drawPolygon(diamond);
    painter.setPen(QPen(Qt::white, 1.5));
    painter.drawPolygon(diamond);
}

void ImageCanvas::paintFocus(QPainter& painter) const {
    if (!hasFocus() || !property("kf").toBool()) return;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color(Token::Focus), 2));
    painter.drawRect(rect().adjusted(1, 1, -1, -1));
}

} // namespace slipway::ui
