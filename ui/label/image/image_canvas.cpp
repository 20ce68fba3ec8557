#include "ui/label/image/image_canvas.h"

#include <algorithm>

#include <QAccessible>
#include <QPointer>
#include <QThreadPool>

#include "ui/label/accessible_children.h"
#include "ui/label/image/canvas_accessible.h"
#include "ui/label/image/canvas_interaction.h"
#include "ui/label/image/shape_outline.h"
#include "ui/shell/theme.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr double kSnapReach = 8; ///< view pixels
const label::Annotation kNothing;

/// Ids of suggestions: none of a region's holds a slash.
std::string suggestionId(std::size_t prediction, const std::string& region) {
    return std::to_string(prediction) + "/" + region;
}

QString countText(std::size_t regions) {
    return format::plural(static_cast<std::int64_t>(regions), ImageCanvas::tr("region"), ImageCanvas::tr("regions"));
}

} // namespace

ImageCanvas::ImageCanvas(QWidget* parent) : QWidget(parent) {
    installCanvasAccessibility();
    setObjectName(QStringLiteral("imageCanvas"));
    setAccessibleName(tr("Image with its regions"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(160, 120);
    m_tool = makeTool(LabelTool::Select, *this);
    connect(&m_layers, &CanvasLayers::changed, this, &ImageCanvas::layersChanged);
    connect(&Theme::current(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

ImageCanvas::~ImageCanvas() {
    forgetAccessibleChildren(this);
}

void ImageCanvas::setLabels(const label::LabelSet& labels) {
    m_scene.setLabels(labels);
    m_suggestions.setLabels(labels);
    if (m_annotation) m_scene.reset(m_annotation->regions);
    m_layers.invalidate();
    update();
}

void ImageCanvas::setAnnotation(const label::Annotation* annotation) {
    ++m_item;
    if (m_tool->hasDraft()) m_tool->cancel();
    m_annotation = annotation;
    m_live.clear();
    m_lifted.reset();
    m_hovered.clear();
    m_handle = -1;
    m_scene.reset(this->annotation().regions);
    m_suggestions.reset({}, true);
    m_predictionNames.clear();
    m_layers.invalidate();
    setSelectedIds({});
    forgetAccessibleChildren(this);
    setAccessibleDescription(countText(m_scene.size()));
    update();
}

void ImageCanvas::annotationChanged(const label::Edit& edit) {
    ++m_changes;
    const std::vector<label::Box> boxes = m_scene.apply(edit, annotation());
    m_live.clear();
    lift({});
    if (!boxes.empty()) m_layers.damage(frame(), boxes);
    if (!m_hovered.empty() && !m_scene.find(m_hovered)) m_hovered.clear();
    std::vector<std::string> still = m_selected;
    std::erase_if(still, [this](const std::string& id) { return !m_scene.find(id) && !m_suggestions.find(id); });
    setSelectedIds(still);
    setAccessibleDescription(countText(m_scene.size()));
    tellCanvasChildren(this, edit);
    update();
}

void ImageCanvas::setSuggestions(const std::vector<label::Prediction>& predictions) {
    std::vector<label::Region> regions;
    m_predictionNames.clear();
    for (std::size_t i = 0; i < predictions.size(); ++i) {
        m_predictionNames.push_back(format::text(predictions[i].model));
        for (label::Region region : predictions[i].answer.regions) {
            region.id = suggestionId(i, region.id);
            if (!region.score) region.score = predictions[i].score;
            regions.push_back(std::move(region));
        }
    }
    m_suggestions.reset(regions, true);
    m_layers.invalidate();
    update();
}

void ImageCanvas::setPicture(std::shared_ptr<const Picture> picture, bool keepView) {
    if (!picture || !m_picture || !m_picture->isPreview()) ++m_item;
    m_picture = std::move(picture);
    m_wasSharp = false;
    const QSizeF image = m_picture ? QSizeF(m_picture->size()) : QSizeF();
    m_transform.setSizes(image, size());
    if (!keepView) {
        m_fits = true;
        m_transform.fit();
    }
    viewMoved();
}

void ImageCanvas::pictureChanged() {
    m_layers.invalidate();
    update();
}

void ImageCanvas::setTool(LabelTool tool) {
    auto made = makeTool(tool, *this);
    if (!made) return;
    if (m_tool->hasDraft()) m_tool->cancel();
    m_tool = std::move(made);
    m_handle = -1;
    m_hint.clear();
    if (tool != LabelTool::Select && tool != LabelTool::Pan) m_lastDrawing = tool;
    const bool changed = tool != m_toolKind;
    m_toolKind = tool;
    if (changed) toolChanged(tool);
    updateCursor();
    update();
}

void ImageCanvas::setActiveLabel(const QString& label) {
    m_activeLabel = label.toStdString();
    update();
}

void ImageCanvas::setOptions(const CanvasOptions& options) {
    m_options = options;
    m_options.brushRadius = std::clamp(options.brushRadius, 0.5, 500.0);
    update();
}

void ImageCanvas::setTone(const Tone& tone) {
    m_tone = tone;
    update();
}

void ImageCanvas::setLook(const PictureLook& look) {
    CanvasOptions options = m_options;
    options.crosshair = look.crosshair;
    options.snapping = look.snapping;
    setOptions(options);
    setTone({look.brightness, look.contrast});
}

QStringList ImageCanvas::selection() const {
    QStringList ids;
    for (const auto& id : m_selected) ids << format::text(id);
    return ids;
}

void ImageCanvas::select(const QStringList& ids) {
    std::vector<std::string> known;
    for (const QString& id : ids)
        if (m_scene.find(id.toStdString()) || m_suggestions.find(id.toStdString())) known.push_back(id.toStdString());
    setSelectedIds(known);
}

void ImageCanvas::scrollTo(const QString& id) {
    auto region = m_scene.find(id.toStdString());
    if (!region) region = m_suggestions.find(id.toStdString());
    if (!region) return;
    m_transform.show(region->bounds);
    viewMoved();
}

const label::Annotation& ImageCanvas::annotation() const {
    return m_annotation ? *m_annotation : kNothing;
}

label::Box ImageCanvas::imageBox() const {
    const QSize size = m_picture ? m_picture->size() : QSize();
    return {0, 0, double(size.width()), double(size.height())};
}

void ImageCanvas::setSelectedIds(const std::vector<std::string>& ids) {
    if (ids == m_selected) return;
    m_selected = ids;
    m_handle = -1;
    selectionChanged(selection());
    if (ids.size() == 1) focusCanvasChild(this, ids.front());
    update();
}

label::Point ImageCanvas::place(label::Point p, Qt::KeyboardModifiers modifiers, std::string_view except) {
    const bool turned = modifiers & Qt::ControlModifier;
    if (m_options.snapping != turned) {
        const double reach = kSnapReach / m_transform.zoom();
        const SceneList near = m_scene.at(p, reach);
        std::vector<const label::FrameShape*> others;
        for (const auto& region : near)
            if (region->region.id != except && !region->region.hidden) others.push_back(&region->shape);
        const SnapResult result = snapped(p, others, imageBox(), reach);
        if (result.to != SnapResult::To::Nothing) m_snap = result.at;
        p = result.at;
    }
    return m_options.clipToImage ? clamped(p, imageBox()) : p;
}

void ImageCanvas::showLive(std::vector<label::Region> regions) {
    std::unordered_set<std::string> ids;
    m_live.clear();
    for (const auto& region : regions) {
        ids.insert(region.id);
        m_live.push_back(makeSceneRegion(region, m_scene.labels(), false));
    }
    if (!m_lifted ? !ids.empty() : ids != *m_lifted) lift(std::move(ids));
    update();
}

bool ImageCanvas::request(label::Edit edit) {
    const auto before = m_changes;
    if (!edit.parts.empty() && m_annotation) editRequested(edit);
    // The page has told by now what came of it; what was dragged and refused goes back.
    m_live.clear();
    lift({});
    update();
    return m_changes != before;
}

void ImageCanvas::findMask(const MaskQuestion& question, std::function<void(const label::Mask&)> found) {
    if (!m_maskFinder || !m_picture || m_picture->isPreview()) {
        say(m_maskFinder ? tr("The picture is still loading") : tr("This tool is not there"));
        return;
    }
    ++m_finding;
    updateCursor();
    say(tr("Looking …"));
    auto answer = [self = QPointer(this), item = m_item, found = std::move(found)](const Result<label::Mask>& mask) {
        if (!self) return;
        --self->m_finding;
        self->updateCursor();
        if (self->m_item != item) return;
        self->say(mask ? QString() : format::text(mask.error().message));
        if (mask) found(*mask);
    };
    QThreadPool::globalInstance()->start(
        [finder = m_maskFinder, picture = m_picture, question, answer = std::move(answer), app = qApp] {
            auto mask = std::make_shared<Result<label::Mask>>(finder(*picture, question));
            QMetaObject::invokeMethod(app, [mask, answer] { answer(*mask); }, Qt::QueuedConnection);
        });
}

void ImageCanvas::say(const QString& hint) {
    m_hint = hint;
    showStatus();
}

void ImageCanvas::startHandles() {
    m_handle = handleShape() ? 0 : -1;
    if (m_handle == 0) say(tr("Handles: Tab for the next, arrows move it, Esc ends"));
    update();
}

Qt::CursorShape ImageCanvas::cursorAt(label::Point p) const {
    return m_tool->cursor(p);
}

void ImageCanvas::showStatus() {
    QStringList parts;
    if (!m_hint.isEmpty()) parts << m_hint;
    if (m_pointer) {
        const label::Point p = m_transform.toImage(*m_pointer);
        parts << QStringLiteral("x %1  y %2")
                     .arg(format::count(std::int64_t(std::floor(p.x))), format::count(std::int64_t(std::floor(p.y))));
    }
    parts << format::percent(m_transform.zoom(), m_transform.zoom() < 0.1 ? 1 : 0);
    statusChanged(parts.join(QStringLiteral("  ·  ")));
}

} // namespace slipway::ui
