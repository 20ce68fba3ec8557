#include <algorithm>

#include "core/label/track_edit.h"
#include "ui/label/image/image_canvas.h"
#include "ui/label/video/still.h"
#include "ui/label/video/video_view.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

// Suggested tracks: the canvas shows their stills.

void VideoView::setSuggestions(const std::vector<label::Prediction>& predictions) {
    m_predictions = predictions;
    syncSuggestions();
}

void VideoView::syncSuggestions() {
    if (m_predictions.empty() || frame() < 0) return;
    std::vector<label::Prediction> here;
    for (const auto& prediction : m_predictions) {
        label::Prediction still;
        still.model = prediction.model;
        still.score = prediction.score;
        still.answer = stillAt(prediction.answer, frame());
        here.push_back(std::move(still));
    }
    m_syncing = true;
    m_canvas->setSuggestions(here);
    m_syncing = false;
}

/// What the canvas accepts is the still of a suggested track: the whole track is meant.
void VideoView::adoptSuggestedTracks(label::Edit& edit) const {
    for (auto& part : edit.parts) {
        auto* change = std::get_if<label::RegionChange>(&part);
        if (!change || change->before || change->after->origin != label::Origin::Prediction) continue;
        for (const auto& prediction : m_predictions)
            for (const auto& region : prediction.answer.regions) {
                const auto* track = std::get_if<label::Track>(&region.shape);
                const auto shape = track ? label::shapeAt(*track, frame()) : std::nullopt;
                if (!shape || region.label != change->after->label ||
                    label::toShape(shape->shape) != change->after->shape)
                    continue;
                change->after->shape = *track;
                change->after->attributes = region.attributes;
                change->after->occluded = region.occluded;
            }
    }
}

/// Of the whole video, those that are not on this frame too: one step.
bool VideoView::acceptAllSuggestions() {
    if (!m_whole) return false;
    std::vector<std::pair<QString, QString>> accepted;
    for (const auto& prediction : m_predictions)
        for (const auto& region : prediction.answer.regions)
            accepted.emplace_back(format::text(prediction.model), format::text(region.id));
    if (accepted.empty()) return false;
    const QString name =
        accepted.size() == 1 ? tr("Accept suggestion") : tr("Accept %1 suggestions").arg(accepted.size());
    label::EditBuilder edit(name.toStdString(), *m_whole);
    for (const auto& prediction : m_predictions)
        for (label::Region region : prediction.answer.regions) {
            region.id = label::newRegionId();
            region.origin = label::Origin::Prediction;
            if (!region.score) region.score = prediction.score;
            edit.add(std::move(region));
        }
    editRequested(std::move(edit).take());
    for (const auto& [prediction, region] : accepted) {
        forgetSuggestion(prediction, region);
        suggestionAccepted(prediction, region);
    }
    syncSuggestions();
    return true;
}

void VideoView::forgetSuggestion(const QString& prediction, const QString& region) {
    for (auto& known : m_predictions)
        if (format::text(known.model) == prediction)
            std::erase_if(known.answer.regions, [&](const auto& r) { return format::text(r.id) == region; });
}

} // namespace slipway::ui
