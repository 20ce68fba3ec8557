#pragma once

namespace slipway::ui::timeline {

// Sizes of the timeline in logical pixels.
constexpr int kNames = 168; ///< column with the tracks' names
constexpr int kRuler = 24, kRow = 26;
constexpr int kSide = 14;                                ///< free at both ends of the frames
constexpr double kDiamond = 5, kReach = 8;               ///< half a diamond, and how near a press must be
constexpr double kWidestFrame = 48, kMostZoom = 200'000; ///< of zooming in

} // namespace slipway::ui::timeline
