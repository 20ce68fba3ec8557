#include "core/media/frame_cache.h"

#include <algorithm>

extern "C" {
#include <libavutil/imgutils.h>
}

namespace slipway::media {

namespace {

constexpr std::size_t kMostBytes = std::size_t(192) << 20;
constexpr std::size_t kFewest = 4, kMost = 256;

std::size_t bytesOf(const AVFrame& frame) {
    const int size = av_image_get_buffer_size(static_cast<AVPixelFormat>(frame.format), frame.width, frame.height, 32);
    return size > 0 ? static_cast<std::size_t>(size) : 0;
}

} // namespace

const AVFrame* FrameCache::find(std::int64_t number) const {
    const auto found = std::ranges::find(m_kept, number, &Kept::number);
    return found == m_kept.end() ? nullptr : found->frame.get();
}

const AVFrame* FrameCache::keep(std::int64_t number, FrameHandle frame) {
    const auto same = std::ranges::find(m_kept, number, &Kept::number);
    if (same != m_kept.end()) {
        m_bytes -= same->bytes;
        m_kept.erase(same);
    }
    const auto bytes = bytesOf(*frame);
    m_kept.push_back({number, std::move(frame), bytes});
    m_bytes += bytes;
    while (m_kept.size() > kMost || (m_bytes > kMostBytes && m_kept.size() > kFewest)) {
        m_bytes -= m_kept.front().bytes;
        m_kept.pop_front();
    }
    return m_kept.back().frame.get();
}

} // namespace slipway::media
