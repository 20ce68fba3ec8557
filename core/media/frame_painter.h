#pragma once

#include <cstdint>

#include "core/media/ffmpeg_handle.h"
#include "core/media/image.h"

namespace slipway::media {

/// How a stored frame is turned to be shown: first its axes are exchanged, then they are mirrored.
struct Turn {
    bool swap = false, mirrorX = false, mirrorY = false;
};

/// From the rotation that the container asks for, to the nearest quarter.
Turn turnOf(const AVStream& stream);

/// Decoded frames to RGBA as shown. One thread at a time.
class FramePainter {
public:
    /// `width` × `height` as stored: a frame of another size is stretched to it.
    FramePainter(int width, int height, Turn turn) : m_width(width), m_height(height), m_turn(turn) {}

    int width() const { return m_turn.swap ? m_height : m_width; }
    int height() const { return m_turn.swap ? m_width : m_height; }
    Result<Pixels> paint(const AVFrame& frame, int most);

private:
    Status scale(const AVFrame& frame, int width, int height);
    void copyTurned(Pixels& pixels) const;

    int m_width, m_height;
    Turn m_turn;
    ScalerHandle m_scaler;
    FrameHandle m_scaled; ///< rows aligned as swscale's fast paths want them
};

} // namespace slipway::media
