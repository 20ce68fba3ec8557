#include "ui/label/video/video_view.h"

#include <QKeyEvent>
#include <QSplitter>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/label/image/image_canvas.h"
#include "ui/label/image/pixel_masks.h"
#include "ui/label/video/frame_note.h"
#include "ui/label/video/frame_picture.h"
#include "ui/label/video/track_actions.h"
#include "ui/label/video/track_timeline.h"
#include "ui/label/video/transport_bar.h"
#include "ui/label/video/video_player.h"
#include "ui/shell/theme.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr int kUntilWaiting = 400; ///< milliseconds without a frame before a word is said

/// Stands for a frame that cannot be decoded: shapes can still be seen and set on it.
std::shared_ptr<const Picture> blankPicture(const VideoFacts& facts) {
    QImage image(facts.width, facts.height, QImage::Format_RGB32);
    image.fill(color(Token::Hover));
    return std::make_shared<const FramePicture>(image);
}

} // namespace

VideoView::VideoView(QWidget* parent)
    : AnnotationView(parent),
      m_player(new VideoPlayer(this)),
      m_canvas(new ImageCanvas),
      m_transport(new TransportBar),
      m_timeline(new TrackTimeline),
      m_splitter(new QSplitter(Qt::Vertical, this)),
      m_note(new FrameNote(m_canvas)),
      m_waiting(new QTimer(this)) {
    setObjectName(QStringLiteral("videoView"));
    auto* above = new QWidget;
    auto* column = new QVBoxLayout(above);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_canvas, 1);
    column->addWidget(m_transport);
    m_splitter->setObjectName(QStringLiteral("videoSplitter"));
    m_splitter->addWidget(above);
    m_splitter->addWidget(m_timeline);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({1000, 140});
    m_splitter->setHandleWidth(6);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins({});
    all->addWidget(m_splitter);
    setFocusProxy(m_canvas);
    m_canvas->setMaskFinder(findMaskInPicture);
    m_canvas->setAccessibleName(tr("Frame with its tracks"));
    m_canvas->installEventFilter(this);
    m_waiting->setSingleShot(true);
    m_waiting->setInterval(kUntilWaiting);
    connect(m_waiting, &QTimer::timeout, this, [this] {
        showMessage(new EmptyState(QStringLiteral("clock"), tr("Opening the video"),
            tr("All its frames are being listed, so that each has its number."), this));
    });
    connectCanvas();
    connectControls();
}

VideoView::~VideoView() {
    m_player->disconnect(this);
    delete m_splitter; // the canvas borrows what is here, and tells when it goes
}

void VideoView::connectCanvas() {
    connect(m_canvas, &ImageCanvas::editRequested, this, &VideoView::translate);
    connect(m_canvas, &ImageCanvas::selectionChanged, this, &VideoView::selectionFromCanvas);
    connect(m_canvas, &ImageCanvas::toolChanged, this, &VideoView::toolChanged);
    connect(m_canvas, &ImageCanvas::suggestionAccepted, this, [this](const QString& prediction, const QString& region) {
        forgetSuggestion(prediction, region);
        suggestionAccepted(prediction, region);
    });
    connect(m_canvas, &ImageCanvas::suggestionRejected, this, [this](const QString& prediction, const QString& region) {
        forgetSuggestion(prediction, region);
        suggestionRejected(prediction, region);
    });
    connect(m_canvas, &ImageCanvas::labelWanted, this, &VideoView::labelWanted);
    connect(m_canvas, &ImageCanvas::statusChanged, this, [this](const QString& text) {
        m_canvasStatus = text;
        showStatus();
    });
    connect(m_canvas, &ImageCanvas::becameSharp, this, [this] {
        if (!m_fresh) return;
        m_fresh = false;
        shown(static_cast<double>(m_since.nsecsElapsed()) / 1e6);
    });
}

void VideoView::connectControls() {
    connect(m_player, &VideoPlayer::opened, this, &VideoView::begin);
    connect(m_player, &VideoPlayer::failed, this, &VideoView::showError);
    connect(m_player, &VideoPlayer::frameShown, this, &VideoView::showFrame);
    connect(m_player, &VideoPlayer::playingChanged, m_transport, &TransportBar::setPlaying);
    connect(m_player, &VideoPlayer::speedChanged, m_transport, &TransportBar::setSpeed);
    connect(m_transport, &TransportBar::actionAsked, this, &VideoView::trigger);
    connect(m_transport, &TransportBar::frameAsked, m_player, &VideoPlayer::goTo);
    connect(m_transport, &TransportBar::speedAsked, m_player, &VideoPlayer::setSpeed);
    connect(m_transport, &TransportBar::left, this, [this] { m_canvas->setFocus(Qt::OtherFocusReason); });
    connect(m_timeline, &TrackTimeline::frameAsked, m_player, &VideoPlayer::goTo);
    connect(m_timeline, &TrackTimeline::trackAsked, this, [this](const QString& id, bool also) {
        std::vector<std::string> ids = also ? m_selected : std::vector<std::string>();
        const std::string asked = id.toStdString();
        if (std::erase(ids, asked) == 0) ids.push_back(asked);
        setSelectedIds(ids);
    });
    connect(m_timeline, &TrackTimeline::keyframeMoveAsked, this, [this](const QString& id, qint64 from, qint64 to) {
        if (!m_whole || !m_player->facts()) return;
        carryOut(planKeyframeMove({*m_whole, {}, frame(), m_player->facts()->frames()}, id.toStdString(), from, to));
        m_player->goTo(to);
    });
}

void VideoView::show(const label::Project& project, const label::Task& task, const std::filesystem::path& file,
    const label::Annotation& annotation) {
    clear();
    m_since.start();
    m_fresh = true;
    m_whole = &annotation;
    m_labels = project.labels;
    m_canvas->setLabels(project.labels);
    m_canvas->setAnnotation(&m_still);
    m_canvas->setAccessibleName(tr("Frame of %1 with its tracks").arg(format::text(task.item.path)));
    m_timeline->setAnnotation(m_whole, m_labels);
    m_waiting->start();
    m_player->open(file);
}

void VideoView::clear() {
    m_waiting->stop();
    showMessage(nullptr);
    m_note->say({});
    m_player->close();
    m_framed = false;
    m_syncing = true;
    m_whole = nullptr;
    m_still = {};
    m_predictions.clear();
    m_selected.clear();
    m_hint.clear();
    m_canvas->setPicture(nullptr, false);
    m_canvas->setAnnotation(nullptr);
    m_timeline->setFrames(0);
    m_timeline->setAnnotation(nullptr, m_labels);
    m_transport->setVideo(nullptr);
    m_syncing = false;
}

void VideoView::prefetch(const std::vector<std::filesystem::path>& files) {
    if (!files.empty()) m_player->prefetch(files.front());
}

void VideoView::begin() {
    m_transport->setVideo(m_player->facts());
    m_timeline->setFrames(m_player->facts()->frames());
    marksChanged();
}

void VideoView::showFrame(qint64 frame) {
    m_waiting->stop();
    showMessage(nullptr);
    m_hint.clear();
    syncStill();
    showPicture();
    m_transport->setFrame(frame);
    m_timeline->setFrame(frame);
    syncSuggestions();
    showStatus();
    frameChanged(frame);
}

void VideoView::showPicture() {
    const auto& decoded = *m_player->picture();
    const bool keepView = m_framed;
    m_canvas->setPicture(decoded ? *decoded : blankPicture(*m_player->facts()), keepView);
    m_framed = true;
    m_note->say(
        decoded
            ? QString()
            : tr("Frame %1 cannot be decoded: %2").arg(format::count(frame()), format::text(decoded.error().message)));
    placeMessages();
}

void VideoView::showError(const Error& error) {
    m_waiting->stop();
    QString sentence = format::text(error.message) + QLatin1Char('.');
    if (!error.hint.empty()) sentence += QLatin1Char(' ') + format::text(error.hint) + QLatin1Char('.');
    auto* message = new EmptyState(QStringLiteral("alert"), tr("This video cannot be shown"), sentence, this);
    message->setObjectName(QStringLiteral("videoError"));
    showMessage(message);
    failed(error);
}

void VideoView::showMessage(EmptyState* message) {
    delete m_message;
    m_message = message;
    if (!message) return;
    placeMessages();
    m_message->show();
}

void VideoView::placeMessages() {
    if (m_message) m_message->setGeometry(QRect(m_canvas->mapTo(this, QPoint()), m_canvas->size()));
    if (m_note->isVisibleTo(m_canvas)) {
        m_note->resize(m_note->sizeHint());
        m_note->move((m_canvas->width() - m_note->width()) / 2, 16);
    }
}

void VideoView::resizeEvent(QResizeEvent* event) {
    AnnotationView::resizeEvent(event);
    placeMessages();
}

/// Space plays here, it does not pan; a press on the picture holds it still.
bool VideoView::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_canvas) return AnnotationView::eventFilter(watched, event);
    if (event->type() == QEvent::Resize) QTimer::singleShot(0, this, &VideoView::placeMessages);
    if (event->type() == QEvent::MouseButtonPress) m_player->pause();
    if (event->type() == QEvent::KeyPress || event->type() == QEvent::KeyRelease) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Space && !(key->modifiers() & Qt::ControlModifier)) {
            event->ignore(); // goes on to the page
            return true;
        }
    }
    return AnnotationView::eventFilter(watched, event);
}

void VideoView::showStatus() {
    QStringList parts;
    if (!m_hint.isEmpty()) parts << m_hint;
    if (frame() >= 0)
        parts << tr("Frame %1").arg(format::count(frame())) << clockText(m_player->facts()->secondsAt(frame()));
    if (!m_canvasStatus.isEmpty()) parts << m_canvasStatus;
    statusChanged(parts.join(QStringLiteral("  ·  ")));
}

std::vector<LabelTool> VideoView::tools() const {
    return {LabelTool::Select, LabelTool::Box, LabelTool::ExtremeBox, LabelTool::RotatedBox, LabelTool::Polygon,
        LabelTool::Polyline, LabelTool::Keypoints, LabelTool::Brush, LabelTool::Eraser, LabelTool::Wand,
        LabelTool::GrabCut, LabelTool::Pan};
}

void VideoView::setTool(LabelTool tool) {
    m_canvas->setTool(tool);
}

LabelTool VideoView::tool() const {
    return m_canvas->tool();
}

void VideoView::setActiveLabel(const QString& name) {
    m_canvas->setActiveLabel(name);
}

void VideoView::setPictureLook(const PictureLook& look) {
    m_canvas->setLook(look);
}

std::int64_t VideoView::frame() const {
    return m_player->frame();
}

void VideoView::goTo(std::int64_t frame) {
    m_player->goTo(frame);
}

} // namespace slipway::ui
