#include <algorithm>
#include <iterator>
#include <map>

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

#include "ui/label/image/image_canvas.h"
#include "ui/label/image/shape_handles.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr double kZoomStep = 1.25, kBrushStep = 1.25, kCopyShift = 12, kTurnReach = 26;

const std::map<QString, LabelTool>& toolActions() {
    static const std::map<QString, LabelTool> tools{
        {QStringLiteral("tool.select"), LabelTool::Select},
        {QStringLiteral("tool.box"), LabelTool::Box},
        {QStringLiteral("tool.extremeBox"), LabelTool::ExtremeBox},
        {QStringLiteral("tool.rotatedBox"), LabelTool::RotatedBox},
        {QStringLiteral("tool.polygon"), LabelTool::Polygon},
        {QStringLiteral("tool.polyline"), LabelTool::Polyline},
        {QStringLiteral("tool.keypoints"), LabelTool::Keypoints},
        {QStringLiteral("tool.brush"), LabelTool::Brush},
        {QStringLiteral("tool.eraser"), LabelTool::Eraser},
        {QStringLiteral("tool.wand"), LabelTool::Wand},
        {QStringLiteral("tool.grabCut"), LabelTool::GrabCut},
        {QStringLiteral("tool.pan"), LabelTool::Pan},
    };
    return tools;
}

} // namespace

bool ImageCanvas::trigger(const QString& action) {
    const bool cycles = action == QLatin1String("region.next") || action == QLatin1String("region.previous");
    if (cycles && m_leavesByTab) return false; // after Esc, Tab goes on to the next widget
    if (!cycles && action != QLatin1String("region.unselect")) m_leavesByTab = false;
    return triggerTool(action) || triggerDraft(action) || triggerSuggestion(action) || triggerView(action) ||
           triggerRegion(action);
}

bool ImageCanvas::triggerTool(const QString& action) {
    if (const auto tool = toolActions().find(action); tool != toolActions().end()) {
        setTool(tool->second);
        return true;
    }
    if (action == QLatin1String("tool.repeat")) {
        if (!m_tool->hasDraft() || !m_tool->finish()) setTool(m_lastDrawing);
        return true;
    }
    const bool brushes = m_toolKind == LabelTool::Brush || m_toolKind == LabelTool::Eraser;
    if (!brushes || !action.startsWith(QLatin1String("brush."))) return false;
    changeBrush(action == QLatin1String("brush.larger") ? kBrushStep : 1 / kBrushStep);
    return true;
}

void ImageCanvas::changeBrush(double factor) {
    CanvasOptions options = m_options;
    options.brushRadius = options.brushRadius * factor;
    setOptions(options);
    say(tr("Brush %1 px").arg(format::number(m_options.brushRadius * 2)));
}

bool ImageCanvas::triggerDraft(const QString& action) {
    if (action == QLatin1String("draft.finish")) {
        if (m_handle >= 0) {
            m_handle = -1;
            update();
            return true;
        }
        return m_tool->finish();
    }
    if (action == QLatin1String("draft.removePoint") || action == QLatin1String("edit.undo"))
        return m_tool->removePoint();
    if (action == QLatin1String("edit.redo")) return m_tool->restorePoint();
    return action == QLatin1String("vertex.delete") && deleteHandleVertex();
}

bool ImageCanvas::triggerView(const QString& action) {
    m_fits = action == QLatin1String("zoom.fit") || (m_fits && !action.startsWith(QLatin1String("zoom.")));
    const QPointF centre = m_pointer.value_or(QPointF(width() / 2.0, height() / 2.0));
    if (action == QLatin1String("zoom.in"))
        m_transform.zoomAt(centre, kZoomStep);
    else if (action == QLatin1String("zoom.out"))
        m_transform.zoomAt(centre, 1 / kZoomStep);
    else if (action == QLatin1String("zoom.fit"))
        m_transform.fit();
    else if (action == QLatin1String("zoom.full"))
        m_transform.setZoom(1);
    else
        return false;
    viewMoved();
    return true;
}

RegionScope ImageCanvas::regionScope() const {
    return {annotation(), m_selected, imageBox(), m_options.clipToImage, kCopyShift / m_transform.zoom(), {}};
}

bool ImageCanvas::triggerRegion(const QString& action) {
    if (!m_annotation) return false;
    if (action == QLatin1String("region.next")) return cycle(1);
    if (action == QLatin1String("region.previous")) return cycle(-1);
    if (action == QLatin1String("region.unselect")) return escape();
    if (action == QLatin1String("region.hole")) return startHole();
    if (action == QLatin1String("region.selectAll")) {
        std::vector<std::string> ids;
        for (const auto& region : annotation().regions)
            if (!region.hidden) ids.push_back(region.id);
        setSelectedIds(ids);
        return !ids.empty();
    }
    if (action == QLatin1String("region.copy")) {
        std::vector<label::Region> regions;
        for (const auto& id : m_selected)
            if (const auto* region = label::findRegion(annotation(), id)) regions.push_back(*region);
        if (regions.empty()) return false;
        QGuiApplication::clipboard()->setText(QString::fromStdString(toClipboardText(regions)));
        say(regions.size() == 1 ? tr("Copied") : tr("Copied %1 regions").arg(regions.size()));
        return true;
    }
    RegionScope scope = regionScope();
    if (action == QLatin1String("region.paste"))
        scope.clipboard = fromClipboardText(QGuiApplication::clipboard()->text().toStdString());
    return carryOut(planRegionAction(action, scope));
}

bool ImageCanvas::cycle(int step) {
    if (m_handle >= 0) {
        const auto shape = handleShape();
        const int count = shape ? static_cast<int>(handlesOf(*shape, 0).size()) : 0;
        if (count > 0) m_handle = (m_handle + step + count) % count;
        update();
        return true;
    }
    std::vector<std::string> ids;
    for (const CanvasScene* scene : {&m_scene, &m_suggestions})
        for (const auto& region : *scene->list())
            if (!region->region.hidden) ids.push_back(region->region.id);
    if (ids.empty()) return false;
    const auto count = static_cast<std::ptrdiff_t>(ids.size());
    const auto current = m_selected.empty() ? ids.end() : std::ranges::find(ids, m_selected.back());
    const std::ptrdiff_t from = current != ids.end() ? current - ids.begin() : step > 0 ? -1 : 0;
    const std::string& next = ids[static_cast<std::size_t>((from + step + count) % count)];
    setSelectedIds({next});
    const auto region = m_scene.find(next);
    const label::Box seen = m_transform.visible();
    if (const auto shown = region ? region : m_suggestions.find(next);
        shown && seen.intersected(shown->bounds) != shown->bounds)
        scrollTo(format::text(next));
    return true;
}

bool ImageCanvas::startHole() {
    const auto* region = m_selected.size() == 1 ? label::findRegion(annotation(), m_selected.front()) : nullptr;
    if (!region || region->locked || !std::holds_alternative<label::Polygon>(region->shape)) {
        say(tr("Select a polygon first, then cut a hole into it"));
        return false;
    }
    setTool(LabelTool::Polygon);
    m_tool = makeHoleTool(region->id, *this);
    say(tr("Draw the hole; Enter cuts it out"));
    return true;
}

std::optional<label::FrameShape> ImageCanvas::handleShape() const {
    const auto* region = m_selected.size() == 1 ? label::findRegion(annotation(), m_selected.front()) : nullptr;
    if (!region || region->locked || region->hidden) return {};
    auto shape = frameShapeOf(region->shape);
    if (shape && handlesOf(*shape, 0).empty()) return {};
    return shape;
}

void ImageCanvas::moveHandle(double dx, double dy) {
    const auto shape = handleShape();
    if (!shape) return;
    const auto handles = handlesOf(*shape, kTurnReach / m_transform.zoom());
    const Handle handle = handles[static_cast<std::size_t>(m_handle) % handles.size()];
    label::Point to{handle.at.x + dx, handle.at.y + dy};
    if (m_options.clipToImage && handle.id.kind != HandleId::Kind::Turn) to = clamped(to, imageBox());
    const auto changed = withHandleAt(*shape, handle.id, to);
    if (isTooSmall(changed)) return;
    label::Region region = *label::findRegion(annotation(), m_selected.front());
    region.shape = label::toShape(changed);
    label::EditBuilder edit(tr("Move handle").toStdString(), annotation());
    edit.change(region);
    const int kept = m_handle;
    request(std::move(edit).take());
    m_handle = kept;
}

bool ImageCanvas::deleteHandleVertex() {
    const auto shape = m_handle >= 0 ? handleShape() : std::nullopt;
    if (!shape) return false;
    const auto handles = handlesOf(*shape, 0);
    const auto index = static_cast<std::size_t>(m_handle) % handles.size();
    const auto without = withoutVertex(*shape, handles[index].id);
    if (!without) {
        say(tr("This handle cannot be deleted"));
        return true;
    }
    label::Region region = *label::findRegion(annotation(), m_selected.front());
    region.shape = label::toShape(*without);
    label::EditBuilder edit(tr("Delete vertex").toStdString(), annotation());
    edit.change(region);
    request(std::move(edit).take());
    const auto left = handleShape();
    m_handle = left ? static_cast<int>(std::min(index, handlesOf(*left, 0).size() - 1)) : -1;
    return true;
}

/// The selected one, else the one under the pointer, else the surest.
std::string ImageCanvas::suggestionInMind() const {
    for (const auto& id : m_selected)
        if (m_suggestions.find(id)) return id;
    if (m_suggestions.find(m_hovered)) return m_hovered;
    const auto& list = *m_suggestions.list();
    const auto surest =
        std::ranges::max_element(list, {}, [](const auto& region) { return region->region.score.value_or(0); });
    return surest == list.end() ? std::string() : (*surest)->region.id;
}

bool ImageCanvas::triggerSuggestion(const QString& action) {
    if (!action.startsWith(QLatin1String("suggestion.")) || m_suggestions.size() == 0) return false;
    if (action == QLatin1String("suggestion.acceptAll")) {
        std::vector<std::string> ids;
        for (const auto& region : *m_suggestions.list()) ids.push_back(region->region.id);
        acceptSuggestions(ids);
        return true;
    }
    const std::string id = suggestionInMind();
    if (action == QLatin1String("suggestion.accept")) {
        acceptSuggestions({id});
        return true;
    }
    if (action != QLatin1String("suggestion.reject")) return false;
    dropSuggestions({id});
    suggestionRejected(predictionOf(id), format::text(id.substr(id.find('/') + 1)));
    return true;
}

QString ImageCanvas::predictionOf(const std::string& id) const {
    const auto index = static_cast<std::size_t>(std::stoul(id));
    return index < m_predictionNames.size() ? m_predictionNames[index] : QString();
}

void ImageCanvas::dropSuggestions(const std::vector<std::string>& ids) {
    std::vector<label::Region> kept;
    std::vector<label::Box> boxes;
    for (const auto& region : *m_suggestions.list()) {
        if (std::ranges::find(ids, region->region.id) == ids.end())
            kept.push_back(region->region);
        else
            boxes.push_back(region->bounds);
    }
    m_suggestions.reset(kept, true);
    m_layers.damage(frame(), boxes);
    std::vector<std::string> still = m_selected;
    std::erase_if(still, [&](const auto& id) { return std::ranges::find(ids, id) != ids.end(); });
    setSelectedIds(still);
    update();
}

void ImageCanvas::acceptSuggestions(const std::vector<std::string>& ids) {
    label::EditBuilder edit(
        (ids.size() == 1 ? tr("Accept suggestion") : tr("Accept %1 suggestions").arg(ids.size())).toStdString(),
        annotation());
    std::vector<std::string> added;
    for (const auto& id : ids) {
        label::Region region = m_suggestions.find(id)->region;
        region.id = label::newRegionId();
        region.origin = label::Origin::Prediction;
        added.push_back(region.id);
        edit.add(std::move(region));
    }
    std::vector<std::pair<QString, QString>> accepted;
    for (const auto& id : ids) accepted.emplace_back(predictionOf(id), format::text(id.substr(id.find('/') + 1)));
    if (!request(std::move(edit).take())) return;
    dropSuggestions(ids);
    setSelectedIds(added);
    for (const auto& [prediction, region] : accepted) suggestionAccepted(prediction, region);
}

} // namespace slipway::ui
