#pragma once

#include <cstdint>
#include <deque>

#include "core/media/ffmpeg_handle.h"

namespace slipway::media {

/// The frames decoded last, so that a step back needs no decoding. They share the decoder's memory.
class FrameCache {
public:
    /// Null when it is not here.
    const AVFrame* find(std::int64_t number) const;
    const AVFrame* keep(std::int64_t number, FrameHandle frame);

private:
    struct Kept {
        std::int64_t number = 0;
        FrameHandle frame;
        std::size_t bytes = 0;
    };
    std::deque<Kept> m_kept; ///< oldest first
    std::size_t m_bytes = 0;
};

} // namespace slipway::media
