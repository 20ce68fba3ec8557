#pragma once

#include <cstdint>

#include "core/label/gesture.h"
#include "core/label/label_set.h"

namespace slipway::ui {

// A video's answer holds tracks; the canvas shows and changes plain shapes. Here the one becomes the other. Pure.

/// The answer as it looks at one frame: tracks that are shown there become plain shapes with the same ids, in the same
/// order; what they say about time is what holds at the frame. Regions that are no tracks are on every frame.
label::Annotation stillAt(const label::Annotation& whole, std::int64_t frame);

/// Brings a canvas from one still to another (see ImageCanvas::annotationChanged).
label::Edit difference(const label::Annotation& from, const label::Annotation& to);

/// What an edit of the still at `frame` means for the tracks: a new shape is a track that begins there, a changed one
/// is a key frame there, a removed one takes its track along. `labels` says which attributes change over time.
label::Edit toTrackEdit(
    const label::Edit& edit, const label::Annotation& whole, std::int64_t frame, const label::LabelSet& labels);

} // namespace slipway::ui
