#include "ui/label/video/track_timeline.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include "core/label/track_edit.h"
#include "ui/label/accessible_children.h"
#include "ui/label/video/timeline_accessible.h"
#include "ui/label/video/timeline_layout.h"
#include "ui/shell/theme.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

using namespace timeline;

TrackTimeline::TrackTimeline(QWidget* parent) : QAbstractScrollArea(parent) {
    installTimelineAccessibility();
    setObjectName(QStringLiteral("trackTimeline"));
    setAccessibleName(tr("Timeline of tracks"));
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    viewport()->setMouseTracking(true);
    connect(&Theme::current(), &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

TrackTimeline::~TrackTimeline() {
    forgetAccessibleChildren(this);
}

QRect TrackTimeline::rowRect(int row) const {
    return {0, kRuler + row * kRow - verticalScrollBar()->value(), viewport()->width(), kRow};
}

void TrackTimeline::setAnnotation(const label::Annotation* annotation, const label::LabelSet& labels) {
    m_annotation = annotation;
    m_labels = labels;
    m_selected.clear();
    m_current.clear();
    m_drag.reset();
    m_zoom = 1;
    forgetAccessibleChildren(this);
    annotationChanged();
}

void TrackTimeline::annotationChanged() {
    m_rows.clear();
    std::map<std::string, int> numbers;
    if (m_annotation)
        for (std::size_t i = 0; i < m_annotation->regions.size(); ++i)
            if (const auto& region = m_annotation->regions[i]; std::holds_alternative<label::Track>(region.shape))
                m_rows.push_back({i, ++numbers[region.label]});
    m_drag.reset();
    layOut();
    tellTimelineRows(this);
}

void TrackTimeline::setFrames(std::int64_t frames) {
    m_frames = frames;
    m_zoom = 1;
    layOut();
}

void TrackTimeline::setFrame(std::int64_t frame) {
    if (frame == m_frame) return;
    m_frame = frame;
    bringIntoView(frame);
    viewport()->update();
}

void TrackTimeline::setSelection(const std::vector<std::string>& ids) {
    m_selected = {ids.begin(), ids.end()};
    m_current = ids.empty() ? std::string() : ids.back();
    const int row = currentRow();
    setAccessibleDescription(row < 0 ? QString() : describe(row));
    if (row >= 0) focusTimelineRow(this, row);
    viewport()->update();
}

void TrackTimeline::showTrack(const std::string& id) {
    const int row = rowOf(id);
    if (row < 0) return;
    const int top = row * kRow, bottom = top + kRow, seen = viewport()->height() - kRuler;
    QScrollBar* bar = verticalScrollBar();
    if (top < bar->value()) bar->setValue(top);
    if (bottom > bar->value() + seen) bar->setValue(bottom - seen);
}

const label::Region& TrackTimeline::regionOf(int row) const {
    return m_annotation->regions[m_rows[static_cast<std::size_t>(row)].region];
}

const label::Track& TrackTimeline::trackOf(int row) const {
    return std::get<label::Track>(regionOf(row).shape);
}

int TrackTimeline::rowOf(const std::string& id) const {
    for (int row = 0; row < rowCount(); ++row)
        if (regionOf(row).id == id) return row;
    return -1;
}

int TrackTimeline::currentRow() const {
    return m_current.empty() ? -1 : rowOf(m_current);
}

QString TrackTimeline::nameOf(int row) const {
    const QString label = format::text(regionOf(row).label);
    return (label.isEmpty() ? tr("Track") : label) + QLatin1Char(' ') +
           format::count(m_rows[static_cast<std::size_t>(row)].number);
}

QString TrackTimeline::describe(int row) const {
    QStringList lives;
    for (const auto& span : label::lifeSpans(trackOf(row), std::max<std::int64_t>(m_frames, 1)))
        lives << format::count(span.first) + QStringLiteral(" – ") + format::count(span.last);
    const auto keys = static_cast<std::int64_t>(trackOf(row).keyframes.size());
    constexpr int kMostLives = 8;
    const QString frames =
        lives.isEmpty() ? tr("never shown") : tr("frames %1").arg(lives.mid(0, kMostLives).join(", "));
    return nameOf(row) + QStringLiteral(": ") + frames + QStringLiteral(", ") +
           format::plural(keys, tr("key frame"), tr("key frames"));
}

double TrackTimeline::perFrame() const {
    const double room = std::max(viewport()->width() - kNames - 2 * kSide, 40);
    return room / static_cast<double>(std::max<std::int64_t>(m_frames - 1, 1)) * m_zoom;
}

double TrackTimeline::left() const {
    return kNames + kSide - horizontalScrollBar()->value();
}

double TrackTimeline::xOf(std::int64_t frame) const {
    return left() + static_cast<double>(frame) * perFrame();
}

std::int64_t TrackTimeline::frameAt(double x) const {
    const auto frame = static_cast<std::int64_t>(std::llround((x - left()) / perFrame()));
    return std::clamp<std::int64_t>(frame, 0, std::max<std::int64_t>(m_frames - 1, 0));
}

int TrackTimeline::rowAt(double y) const {
    if (y < kRuler) return -1;
    const int row = static_cast<int>(y - kRuler + verticalScrollBar()->value()) / kRow;
    return row < rowCount() ? row : -1;
}

QPointF TrackTimeline::placeOf(int row, std::int64_t frame) const {
    return {xOf(frame), kRuler + row * kRow - verticalScrollBar()->value() + kRow / 2.0};
}

/// The nearest key frame within reach of the pointer.
TrackTimeline::Hit TrackTimeline::hitAt(QPointF at) const {
    Hit hit{rowAt(at.y()), {}};
    if (hit.row < 0 || at.x() < kNames) return hit;
    double nearest = kReach;
    const auto& keys = trackOf(hit.row).keyframes;
    const auto first = frameAt(at.x() - kReach) - 1;
    for (auto key = std::ranges::lower_bound(keys, first, {}, &label::Keyframe::frame); key != keys.end(); ++key) {
        const double distance = std::abs(xOf(key->frame) - at.x());
        if (xOf(key->frame) > at.x() + kReach) break;
        if (distance > nearest) continue;
        nearest = distance;
        hit.keyframe = key->frame;
    }
    return hit;
}

void TrackTimeline::layOut() {
    const int room = std::max(viewport()->width() - kNames - 2 * kSide, 40);
    horizontalScrollBar()->setRange(0, static_cast<int>(room * m_zoom) - room);
    horizontalScrollBar()->setPageStep(room);
    const int seen = std::max(viewport()->height() - kRuler, kRow);
    verticalScrollBar()->setRange(0, std::max(rowCount() * kRow - seen, 0));
    verticalScrollBar()->setPageStep(seen);
    verticalScrollBar()->setSingleStep(kRow);
    viewport()->update();
}

void TrackTimeline::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    layOut();
}

void TrackTimeline::zoomAt(double x, double factor) {
    const double frame = (x - left()) / perFrame();
    const double most = std::max(1.0, kWidestFrame / (perFrame() / m_zoom));
    m_zoom = std::clamp(m_zoom * factor, 1.0, std::min(most, kMostZoom));
    layOut();
    horizontalScrollBar()->setValue(static_cast<int>(std::lround(kNames + kSide + frame * perFrame() - x)));
}

void TrackTimeline::bringIntoView(std::int64_t frame) {
    if (m_zoom <= 1) return;
    const double x = xOf(frame);
    const bool isSeen = x >= kNames + kSide && x <= viewport()->width() - kSide;
    if (!isSeen)
        horizontalScrollBar()->setValue(static_cast<int>(frame * perFrame()) - horizontalScrollBar()->pageStep() / 4);
}

void TrackTimeline::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || m_frames == 0) return;
    const Hit hit = hitAt(event->position());
    if (hit.row >= 0) {
        const bool also = event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier);
        trackAsked(format::text(regionOf(hit.row).id), also);
        if (hit.keyframe && !regionOf(hit.row).locked) m_drag = Drag{hit.row, *hit.keyframe, *hit.keyframe};
    }
    if (event->position().x() < kNames) return;
    m_scrubs = hit.row < 0;
    frameAsked(hit.keyframe.value_or(frameAt(event->position().x())));
}

void TrackTimeline::mouseMoveEvent(QMouseEvent* event) {
    if (m_drag && m_drag->row < rowCount()) {
        const auto moved = label::moveKeyframe(trackOf(m_drag->row), m_drag->from, frameAt(event->position().x()));
        const auto& keys = trackOf(m_drag->row).keyframes;
        const auto place = std::ranges::lower_bound(keys, m_drag->from, {}, &label::Keyframe::frame) - keys.begin();
        m_drag->to = moved.keyframes[static_cast<std::size_t>(place)].frame;
        viewport()->update();
    } else if (m_scrubs && (event->buttons() & Qt::LeftButton)) {
        frameAsked(frameAt(event->position().x()));
    } else {
        const bool isKey = hitAt(event->position()).keyframe.has_value();
        viewport()->setCursor(isKey ? Qt::SizeHorCursor : Qt::ArrowCursor);
    }
}

void TrackTimeline::mouseReleaseEvent(QMouseEvent*) {
    m_scrubs = false;
    const auto drag = std::exchange(m_drag, {});
    if (!drag || drag->to == drag->from || drag->row >= rowCount()) return;
    viewport()->update();
    keyframeMoveAsked(format::text(regionOf(drag->row).id), drag->from, drag->to);
}

void TrackTimeline::wheelEvent(QWheelEvent* event) {
    if (event->modifiers() & Qt::ControlModifier) {
        zoomAt(event->position().x(), std::pow(1.25, event->angleDelta().y() / 120.0));
        event->accept();
        return;
    }
    QAbstractScrollArea::wheelEvent(event);
}

void TrackTimeline::keyPressEvent(QKeyEvent* event) {
    const auto chooseRow = [this](int row) {
        if (m_rows.empty()) return;
        const std::string id = regionOf(std::clamp(row, 0, rowCount() - 1)).id;
        trackAsked(format::text(id), false);
        showTrack(id);
    };
    const int row = currentRow();
    if (event->modifiers() & ~Qt::KeyboardModifiers(Qt::KeypadModifier)) return event->ignore();
    switch (event->key()) {
    case Qt::Key_Up:
        return chooseRow(row < 0 ? rowCount() - 1 : row - 1);
    case Qt::Key_Down:
        return chooseRow(row + 1);
    case Qt::Key_Left:
        return frameAsked(m_frame - 1);
    case Qt::Key_Right:
        return frameAsked(m_frame + 1);
    case Qt::Key_Home:
        return frameAsked(0);
    case Qt::Key_End:
        return frameAsked(m_frames - 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (row >= 0 && !trackOf(row).keyframes.empty()) return frameAsked(trackOf(row).keyframes.front().frame);
        break;
    default:
        break;
    }
    event->ignore();
}

bool TrackTimeline::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const Hit hit = hitAt(help->pos());
        QString tip = hit.row < 0 ? QString() : describe(hit.row);
        if (hit.keyframe) tip = tr("%1, key frame %2").arg(nameOf(hit.row), format::count(*hit.keyframe));
        QToolTip::showText(help->globalPos(), tip, viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace slipway::ui
