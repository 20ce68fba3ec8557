#include "ui/label/annotation_views.h"

#include <QObject>
#include <algorithm>

#include "ui/label/image/image_view.h"
#include "ui/label/text/text_view.h"
#include "ui/label/video/video_view.h"

namespace slipway::ui {

namespace {

constexpr ToolLook kTools[] = {
    {LabelTool::Select, "tool-select", "tool.select"},
    {LabelTool::Box, "tool-box", "tool.box"},
    {LabelTool::ExtremeBox, "tool-extreme-box", "tool.extremeBox"},
    {LabelTool::RotatedBox, "tool-rotated-box", "tool.rotatedBox"},
    {LabelTool::Polygon, "tool-polygon", "tool.polygon"},
    {LabelTool::Polyline, "tool-polyline", "tool.polyline"},
    {LabelTool::Keypoints, "tool-keypoints", "tool.keypoints"},
    {LabelTool::Brush, "tool-brush", "tool.brush"},
    {LabelTool::Eraser, "tool-eraser", "tool.eraser"},
    {LabelTool::Wand, "tool-wand", "tool.wand"},
    {LabelTool::GrabCut, "tool-cut", "tool.grabCut"},
    {LabelTool::Span, "tool-span", "tool.span"},
    {LabelTool::Pan, "tool-pan", "tool.pan"},
};

} // namespace

AnnotationView* makeAnnotationView(label::Medium medium, QWidget* parent) {
    switch (medium) {
    case label::Medium::Text:
        return new TextView(parent);
    case label::Medium::Video:
        return new VideoView(parent);
    case label::Medium::Image:
        break;
    }
    return new ImageView(parent);
}

QString iconOf(label::Medium medium) {
    return QString::fromLatin1(label::name(medium).data());
}

QString wordOf(label::Medium medium, std::int64_t count) {
    const bool one = count == 1;
    switch (medium) {
    case label::Medium::Image:
        return one ? QObject::tr("image") : QObject::tr("images");
    case label::Medium::Text:
        return one ? QObject::tr("text") : QObject::tr("texts");
    case label::Medium::Video:
        break;
    }
    return one ? QObject::tr("video") : QObject::tr("videos");
}

const ToolLook* lookOf(LabelTool tool) {
    const auto* found = std::ranges::find(kTools, tool, &ToolLook::tool);
    return found == std::end(kTools) ? nullptr : found;
}

} // namespace slipway::ui
