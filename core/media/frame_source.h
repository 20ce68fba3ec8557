#pragma once

#include <cstdint>
#include <vector>

#include "core/media/video.h"

namespace slipway::media {

/// What a Video reads its frames from. One thread at a time.
class FrameSource {
public:
    virtual ~FrameSource() = default;
    virtual int width() const = 0;
    virtual int height() const = 0;
    virtual const std::vector<FrameTime>& times() const = 0;
    /// Seconds that the last frame is shown.
    virtual double lastDuration() const = 0;
    /// `number` is one of times().
    virtual Result<Pixels> frame(std::int64_t number, int most) = 0;
};

} // namespace slipway::media
