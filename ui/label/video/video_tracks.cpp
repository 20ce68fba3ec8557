#include <algorithm>

#include "core/label/track_edit.h"
#include "ui/label/image/image_canvas.h"
#include "ui/label/video/scrub_bar.h"
#include "ui/label/video/still.h"
#include "ui/label/video/track_actions.h"
#include "ui/label/video/track_timeline.h"
#include "ui/label/video/transport_bar.h"
#include "ui/label/video/video_player.h"
#include "ui/label/video/video_view.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

// The tracks as they are on the shown frame, the selection that canvas and timeline share, and what an edit of the
// frame means for the tracks.

void VideoView::syncStill() {
    if (!m_whole || frame() < 0) return;
    label::Annotation still = stillAt(*m_whole, frame());
    const label::Edit edit = difference(m_still, still);
    m_still = std::move(still);
    m_syncing = true;
    if (!edit.parts.empty()) m_canvas->annotationChanged(edit);
    m_syncing = false;
    syncSelection();
}

void VideoView::syncSelection() {
    m_syncing = true;
    QStringList ids;
    for (const auto& id : m_selected) ids << format::text(id);
    m_canvas->select(ids);
    m_timeline->setSelection(m_selected);
    m_syncing = false;
}

void VideoView::marksChanged() {
    m_transport->scrubBar()->setMarks(m_whole ? keyframesOf(*m_whole, m_selected) : std::vector<std::int64_t>());
}

void VideoView::annotationChanged(const label::Edit&) {
    if (!m_whole) return;
    std::vector<std::string> still = m_selected;
    std::erase_if(still, [this](const std::string& id) { return !label::findRegion(*m_whole, id); });
    m_timeline->annotationChanged();
    const bool same = still == m_selected;
    m_selected = still;
    syncStill();
    marksChanged();
    if (!same) selectionChanged(selection());
}

void VideoView::selectionFromCanvas(const QStringList& ids) {
    if (m_syncing) return;
    m_selected.clear();
    for (const QString& id : ids) m_selected.push_back(id.toStdString());
    m_timeline->setSelection(m_selected);
    if (!m_selected.empty()) m_timeline->showTrack(m_selected.back());
    marksChanged();
    selectionChanged(ids);
}

void VideoView::setSelectedIds(const std::vector<std::string>& ids) {
    if (ids == m_selected) return;
    m_selected = ids;
    syncSelection();
    marksChanged();
    selectionChanged(selection());
}

QStringList VideoView::selection() const {
    QStringList ids;
    for (const auto& id : m_selected) ids << format::text(id);
    return ids;
}

void VideoView::select(const QStringList& ids) {
    std::vector<std::string> known;
    for (const QString& id : ids)
        if (m_whole && label::findRegion(*m_whole, id.toStdString())) known.push_back(id.toStdString());
    setSelectedIds(known);
}

void VideoView::scrollTo(const QString& id) {
    const auto* region = m_whole ? label::findRegion(*m_whole, id.toStdString()) : nullptr;
    if (!region || !m_player->facts()) return;
    m_timeline->showTrack(region->id);
    const auto* track = std::get_if<label::Track>(&region->shape);
    if (!track || label::shapeAt(*track, frame())) {
        m_canvas->scrollTo(id);
        return;
    }
    const auto spans = label::lifeSpans(*track, m_player->facts()->frames());
    const auto next = std::ranges::find_if(spans, [this](const auto& span) { return span.first > frame(); });
    if (!spans.empty()) m_player->goTo(next != spans.end() ? next->first : spans.front().first);
}

void VideoView::translate(const label::Edit& edit) {
    if (!m_whole || frame() < 0) return;
    if (tool() == LabelTool::Eraser && endsErased(edit)) return;
    label::Edit asked = edit;
    adoptSuggestedTracks(asked);
    label::Edit meant = toTrackEdit(asked, *m_whole, frame(), m_labels);
    if (!meant.parts.empty()) editRequested(meant);
}

/// Nothing is left of the mask on this frame: that ends the track here, other frames keep theirs.
bool VideoView::endsErased(const label::Edit& edit) {
    std::vector<std::string> erased;
    for (const auto& part : edit.parts)
        if (const auto* change = std::get_if<label::RegionChange>(&part); change && !change->after)
            erased.push_back(change->before->id);
    if (erased.empty()) return false;
    return carryOut(
        planTrackAction(QStringLiteral("track.outside"), {*m_whole, erased, frame(), m_player->facts()->frames()}));
}

} // namespace slipway::ui
