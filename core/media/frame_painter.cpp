#include "core/media/frame_painter.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace slipway::media {

Turn turnOf(const AVStream& stream) {
    std::size_t size = 0;
    const auto* bytes = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
    if (!bytes || size < 9 * sizeof(std::int32_t)) return {};
    std::int32_t m[9];
    std::memcpy(m, bytes, sizeof m);
    const auto far = [](std::int32_t a, std::int32_t b) {
        return std::abs(std::int64_t(a)) + std::abs(std::int64_t(b));
    };
    // A point (x, y) is shown at (m0 x + m3 y, m1 x + m4 y).
    if (far(m[0], m[4]) >= far(m[1], m[3])) return {false, m[0] < 0, m[4] < 0};
    return {true, m[3] < 0, m[1] < 0};
}

Status FramePainter::scale(const AVFrame& frame, int width, int height) {
    const auto format = static_cast<AVPixelFormat>(frame.format);
    m_scaler.reset(sws_getCachedContext(m_scaler.release(), frame.width, frame.height, format, width, height,
        AV_PIX_FMT_RGBA, SWS_BILINEAR, nullptr, nullptr, nullptr));
    if (!m_scaler)
        return fail(ErrorCode::BadData, "the frame's colours are of a kind that cannot be shown",
            "Convert the video, for example with: ffmpeg -i INPUT -pix_fmt yuv420p OUTPUT.mp4");
    const auto* coefficients = sws_getCoefficients(frame.colorspace);
    constexpr int one = 1 << 16;
    // Refused for frames that are RGB already.
    static_cast<void>(sws_setColorspaceDetails(m_scaler.get(), coefficients, frame.color_range == AVCOL_RANGE_JPEG,
        sws_getCoefficients(SWS_CS_DEFAULT), 1, 0, one, one));
    if (!m_scaled || m_scaled->width != width || m_scaled->height != height) {
        m_scaled.reset(av_frame_alloc());
        if (!m_scaled) return failFromFfmpeg("the frame", AVERROR(ENOMEM));
        m_scaled->format = AV_PIX_FMT_RGBA;
        m_scaled->width = width;
        m_scaled->height = height;
        if (const int code = av_frame_get_buffer(m_scaled.get(), 64); code < 0)
            return failFromFfmpeg("the frame", code);
    }
    const int rows =
        sws_scale(m_scaler.get(), frame.data, frame.linesize, 0, frame.height, m_scaled->data, m_scaled->linesize);
    if (rows != height) return failFromFfmpeg("the frame", AVERROR_INVALIDDATA);
    return {};
}

void FramePainter::copyTurned(Pixels& pixels) const {
    const auto* from = m_scaled->data[0];
    const auto stride = static_cast<std::ptrdiff_t>(m_scaled->linesize[0]);
    const bool wholeRows = !m_turn.swap && !m_turn.mirrorX;
    for (int y = 0; y < pixels.height; ++y) {
        const int fromY = m_turn.mirrorY ? pixels.height - 1 - y : y;
        auto* to = pixels.row(y);
        if (wholeRows) {
            std::memcpy(to, from + fromY * stride, 4 * static_cast<std::size_t>(pixels.width));
            continue;
        }
        for (int x = 0; x < pixels.width; ++x, to += 4) {
            const int fromX = m_turn.mirrorX ? pixels.width - 1 - x : x;
            std::memcpy(to, m_turn.swap ? from + fromX * stride + 4 * fromY : from + fromY * stride + 4 * fromX, 4);
        }
    }
}

Result<Pixels> FramePainter::paint(const AVFrame& frame, int most) {
    int width = m_width, height = m_height;
    if (const int larger = std::max(width, height); most > 0 && most < larger) {
        const double ratio = static_cast<double>(most) / larger;
        width = std::clamp(static_cast<int>(std::lround(width * ratio)), 1, most);
        height = std::clamp(static_cast<int>(std::lround(height * ratio)), 1, most);
    }
    SLIPWAY_TRY(scale(frame, width, height));
    Pixels pixels{m_turn.swap ? height : width, m_turn.swap ? width : height, {}};
    pixels.rgba.resize(4 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    copyTurned(pixels);
    const auto* format = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
    if (format && (format->flags & AV_PIX_FMT_FLAG_ALPHA) != 0)
        for (std::size_t i = 3; i < pixels.rgba.size(); i += 4) pixels.rgba[i] = 255;
    return pixels;
}

} // namespace slipway::media
