#include <algorithm>

#include <QAbstractButton>
#include <QApplication>

#include "ui/label/image/image_canvas.h"
#include "ui/label/video/track_actions.h"
#include "ui/label/video/track_timeline.h"
#include "ui/label/video/transport_bar.h"
#include "ui/label/video/video_player.h"
#include "ui/label/video/video_view.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

bool VideoView::trigger(const QString& action) {
    if (belongsToControl(action)) return false;
    if (action == QLatin1String("suggestion.acceptAll")) return acceptAllSuggestions();
    return triggerPlayer(action) || triggerTracks(action) || triggerWhole(action) || m_canvas->trigger(action);
}

/// Tab, Enter and Space mean what they mean everywhere while a control under the picture has the focus.
bool VideoView::belongsToControl(const QString& action) const {
    const QWidget* focus = QApplication::focusWidget();
    if (!focus || !(m_timeline->isAncestorOf(focus) || focus == m_timeline || m_transport->isAncestorOf(focus)))
        return false;
    if (action == QLatin1String("video.play")) return qobject_cast<const QAbstractButton*>(focus) != nullptr;
    return action == QLatin1String("region.next") || action == QLatin1String("region.previous") ||
           action == QLatin1String("draft.finish") || action == QLatin1String("draft.removePoint");
}

bool VideoView::triggerPlayer(const QString& action) {
    if (!m_player->facts()) return false;
    if (action == QLatin1String("video.play")) {
        m_player->isPlaying() ? m_player->pause() : m_player->play();
        return true;
    }
    if (action == QLatin1String("keyframe.next") || action == QLatin1String("keyframe.previous"))
        return jumpToKeyframe(action == QLatin1String("keyframe.next"));
    constexpr std::pair<const char*, int> kSteps[] = {
        {"frame.next", 1}, {"frame.previous", -1}, {"frame.forward10", 10}, {"frame.back10", -10}};
    for (const auto& [name, frames] : kSteps) {
        if (action != QLatin1String(name)) continue;
        m_player->step(frames);
        return true;
    }
    return false;
}

/// Of the selected tracks; of all when none is selected.
bool VideoView::jumpToKeyframe(bool next) {
    if (!m_whole) return false;
    const auto frames = keyframesOf(*m_whole, m_selected);
    const std::int64_t from = m_player->wanted();
    const auto behind = std::ranges::upper_bound(frames, from);
    const auto at = std::ranges::lower_bound(frames, from);
    const bool none = next ? behind == frames.end() : at == frames.begin();
    m_hint = none ? (next ? tr("No key frame further on") : tr("No key frame before this one")) : QString();
    showStatus();
    if (!none) m_player->goTo(next ? *behind : *std::prev(at));
    return true;
}

bool VideoView::triggerTracks(const QString& action) {
    if (!m_whole || frame() < 0) return false;
    auto plan = planTrackAction(action, {*m_whole, m_selected, frame(), m_player->facts()->frames()});
    if (plan) m_player->pause();
    return carryOut(std::move(plan));
}

/// What the canvas would do to the still is here done to all that is selected, shown at this frame or not.
bool VideoView::triggerWhole(const QString& action) {
    constexpr const char* kWhole[] = {"region.delete", "region.hide", "region.hideAll", "region.lock", "region.lockAll",
        "region.group", "region.ungroup"};
    if (!m_whole) return false;
    if (action == QLatin1String("region.unselect") && m_canvas->selection().isEmpty() && !m_selected.empty()) {
        setSelectedIds({});
        return true;
    }
    if (std::ranges::none_of(kWhole, [&](const char* name) { return action == QLatin1String(name); })) return false;
    return carryOut(planRegionAction(action, {*m_whole, m_selected, {}, false, 0, {}}));
}

bool VideoView::carryOut(std::optional<RegionPlan> plan) {
    if (!plan) return false;
    if (!plan->edit.parts.empty()) editRequested(plan->edit);
    if (plan->select) setSelectedIds(*plan->select);
    m_hint = plan->hint;
    showStatus();
    return true;
}

void VideoView::setAttribute(const QString& region, const std::string& name, const std::string& value) {
    if (!m_whole || frame() < 0) return;
    carryOut(planAttribute({*m_whole, {}, frame(), m_player->facts()->frames()}, region.toStdString(), name, value));
}

} // namespace slipway::ui
