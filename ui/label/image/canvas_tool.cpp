#include "ui/label/image/canvas_tool.h"

#include "ui/label/image/box_tool.h"
#include "ui/label/image/brush_tool.h"
#include "ui/label/image/keypoints_tool.h"
#include "ui/label/image/mask_finder_tool.h"
#include "ui/label/image/pan_tool.h"
#include "ui/label/image/point_box_tool.h"
#include "ui/label/image/polygon_tool.h"
#include "ui/label/image/select_tool.h"
#include "ui/label/image/shape_outline.h"

namespace slipway::ui {

bool CanvasTool::hasLabel() const {
    if (!m_host.activeLabel().empty()) return true;
    m_host.say(tr("Choose a label first"));
    return false;
}

QColor CanvasTool::draftColor() const {
    return colorOf(m_host.scene().labels(), m_host.activeLabel());
}

bool CanvasTool::addRegion(label::FrameShape shape, const QString& editName) {
    if (!hasLabel()) return false;
    if (isTooSmall(shape)) {
        m_host.say(tr("Too small: at least 1 pixel"));
        return false;
    }
    label::Region region;
    region.id = label::newRegionId();
    region.label = m_host.activeLabel();
    region.shape = label::toShape(shape);
    label::EditBuilder edit(editName.toStdString(), m_host.annotation());
    edit.add(region);
    if (!m_host.request(std::move(edit).take())) return false;
    m_host.setSelectedIds({region.id});
    return true;
}

std::unique_ptr<CanvasTool> makeTool(LabelTool tool, CanvasHost& host) {
    switch (tool) {
    case LabelTool::Select:
        return std::make_unique<SelectTool>(host);
    case LabelTool::Box:
        return std::make_unique<BoxTool>(host);
    case LabelTool::ExtremeBox:
        return std::make_unique<PointBoxTool>(host, PointBoxTool::Kind::FourExtremes);
    case LabelTool::RotatedBox:
        return std::make_unique<PointBoxTool>(host, PointBoxTool::Kind::ThreeCorners);
    case LabelTool::Polygon:
        return std::make_unique<PolygonTool>(host, PolygonTool::Kind::Polygon);
    case LabelTool::Polyline:
        return std::make_unique<PolygonTool>(host, PolygonTool::Kind::Polyline);
    case LabelTool::Keypoints:
        return std::make_unique<KeypointsTool>(host);
    case LabelTool::Brush:
        return std::make_unique<BrushTool>(host, false);
    case LabelTool::Eraser:
        return std::make_unique<BrushTool>(host, true);
    case LabelTool::Wand:
        return std::make_unique<MaskFinderTool>(host, MaskFinderTool::Kind::Wand);
    case LabelTool::GrabCut:
        return std::make_unique<MaskFinderTool>(host, MaskFinderTool::Kind::GrabCut);
    case LabelTool::Pan:
        return std::make_unique<PanTool>(host);
    case LabelTool::Span:
        return nullptr;
    }
    return nullptr;
}

std::unique_ptr<CanvasTool> makeHoleTool(const std::string& region, CanvasHost& host) {
    return std::make_unique<PolygonTool>(host, PolygonTool::Kind::Hole, region);
}

} // namespace slipway::ui
