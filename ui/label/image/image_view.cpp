#include "ui/label/image/image_view.h"

#include <QTimer>

#include "ui/label/image/pixel_masks.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr int kUntilWaiting = 400; ///< milliseconds without a picture before a word is said

} // namespace

ImageView::ImageView(QWidget* parent)
    : AnnotationView(parent),
      m_canvas(new ImageCanvas(this)),
      m_loader(new PictureLoader(this)),
      m_waiting(new QTimer(this)) {
    setObjectName(QStringLiteral("imageView"));
    setFocusProxy(m_canvas);
    m_canvas->setMaskFinder(findMaskInPicture);
    m_waiting->setSingleShot(true);
    m_waiting->setInterval(kUntilWaiting);
    connect(m_waiting, &QTimer::timeout, this, &ImageView::showWaiting);

    connect(m_loader, &PictureLoader::preview, this, [this](const auto& picture) { showPicture(picture); });
    connect(m_loader, &PictureLoader::loaded, this, [this](const auto& picture) { showPicture(picture); });
    connect(m_loader, &PictureLoader::failed, this, &ImageView::showError);
    connect(m_loader, &PictureLoader::tilesArrived, m_canvas, &ImageCanvas::pictureChanged);

    connect(m_canvas, &ImageCanvas::editRequested, this, &ImageView::editRequested);
    connect(m_canvas, &ImageCanvas::selectionChanged, this, &ImageView::selectionChanged);
    connect(m_canvas, &ImageCanvas::toolChanged, this, &ImageView::toolChanged);
    connect(m_canvas, &ImageCanvas::suggestionAccepted, this, &ImageView::suggestionAccepted);
    connect(m_canvas, &ImageCanvas::suggestionRejected, this, &ImageView::suggestionRejected);
    connect(m_canvas, &ImageCanvas::labelWanted, this, &ImageView::labelWanted);
    connect(m_canvas, &ImageCanvas::statusChanged, this, &ImageView::statusChanged);
    connect(m_canvas, &ImageCanvas::becameSharp, this,
        [this] { shown(static_cast<double>(m_since.nsecsElapsed()) / 1e6); });
}

void ImageView::show(const label::Project& project, const label::Task& task, const std::filesystem::path& file,
    const label::Annotation& annotation) {
    m_since.start();
    m_fresh = true;
    hideMessage();
    m_canvas->setPicture(nullptr, false);
    m_canvas->setLabels(project.labels);
    m_canvas->setAnnotation(&annotation);
    m_canvas->setAccessibleName(tr("Image %1 with its regions").arg(format::text(task.item.path)));
    m_waiting->start();
    m_loader->load(file);
}

void ImageView::clear() {
    m_waiting->stop();
    hideMessage();
    m_loader->forget();
    m_canvas->setPicture(nullptr, false);
    m_canvas->setAnnotation(nullptr);
}

void ImageView::prefetch(const std::vector<std::filesystem::path>& files) {
    m_loader->prefetch(files);
}

void ImageView::annotationChanged(const label::Edit& edit) {
    m_canvas->annotationChanged(edit);
}

void ImageView::setSuggestions(const std::vector<label::Prediction>& predictions) {
    m_canvas->setSuggestions(predictions);
}

std::vector<LabelTool> ImageView::tools() const {
    std::vector<LabelTool> tools{LabelTool::Select, LabelTool::Box, LabelTool::ExtremeBox, LabelTool::RotatedBox,
        LabelTool::Polygon, LabelTool::Polyline, LabelTool::Keypoints, LabelTool::Brush, LabelTool::Eraser};
    if (m_canvas->hasMaskFinder()) tools.insert(tools.end(), {LabelTool::Wand, LabelTool::GrabCut});
    tools.push_back(LabelTool::Pan);
    return tools;
}

void ImageView::setTool(LabelTool tool) {
    m_canvas->setTool(tool);
}

void ImageView::setActiveLabel(const QString& name) {
    m_canvas->setActiveLabel(name);
}

template <class F> void ImageView::changeOptions(F change) {
    CanvasOptions options = m_canvas->options();
    change(options);
    m_canvas->setOptions(options);
}

void ImageView::setSnapping(bool on) {
    changeOptions([on](CanvasOptions& options) { options.snapping = on; });
}

void ImageView::setClipToImage(bool on) {
    changeOptions([on](CanvasOptions& options) { options.clipToImage = on; });
}

void ImageView::setCrosshair(bool on) {
    changeOptions([on](CanvasOptions& options) { options.crosshair = on; });
}

void ImageView::setPictureLook(const PictureLook& look) {
    m_canvas->setLook(look);
}

void ImageView::setBrightness(double brightness) {
    m_canvas->setTone({std::clamp(brightness, -1.0, 1.0), contrast()});
}

void ImageView::setContrast(double contrast) {
    m_canvas->setTone({brightness(), std::clamp(contrast, -1.0, 1.0)});
}

void ImageView::showPicture(const std::shared_ptr<const Picture>& picture) {
    m_waiting->stop();
    hideMessage();
    m_canvas->setPicture(picture, !m_fresh);
    m_fresh = false;
}

void ImageView::hideMessage() {
    delete m_message;
    m_message = nullptr;
}

void ImageView::showWaiting() {
    hideMessage();
    m_message =
        new EmptyState(QStringLiteral("clock"), tr("Opening the picture"), tr("It is large or far away."), this);
    m_message->setObjectName(QStringLiteral("imageWaiting"));
    m_message->setGeometry(rect());
    m_message->show();
}

void ImageView::showError(const Error& error) {
    m_waiting->stop();
    hideMessage();
    QString sentence = format::text(error.message) + QLatin1Char('.');
    if (!error.hint.empty()) sentence += QLatin1Char(' ') + format::text(error.hint) + QLatin1Char('.');
    m_message = new EmptyState(QStringLiteral("alert"), tr("This picture cannot be shown"), sentence, this);
    m_message->setObjectName(QStringLiteral("imageError"));
    m_message->setGeometry(rect());
    m_message->show();
    failed(error);
}

void ImageView::resizeEvent(QResizeEvent* event) {
    m_canvas->setGeometry(rect());
    if (m_message) m_message->setGeometry(rect());
    AnnotationView::resizeEvent(event);
}

} // namespace slipway::ui
