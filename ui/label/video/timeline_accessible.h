#pragma once

namespace slipway::ui {

class TrackTimeline;

/// Makes timelines tell assistive technology their tracks as a list: what each is called, when it is shown, how many
/// key frames it has, and whether it is selected; pressing one selects it. Call before the first timeline; again does
/// nothing.
void installTimelineAccessibility();

/// The tracks changed; those that are gone are forgotten.
void tellTimelineRows(TrackTimeline* timeline);
void focusTimelineRow(TrackTimeline* timeline, int row);

} // namespace slipway::ui
