#pragma once

#include <memory>
#include <string>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>
}

#include "core/base/result.h"

namespace slipway::media {

struct FreeAv {
    void operator()(AVFormatContext* context) const noexcept { avformat_close_input(&context); }
    void operator()(AVCodecContext* context) const noexcept { avcodec_free_context(&context); }
    void operator()(AVPacket* packet) const noexcept { av_packet_free(&packet); }
    void operator()(AVFrame* frame) const noexcept { av_frame_free(&frame); }
    void operator()(SwsContext* context) const noexcept { sws_freeContext(context); }
};
using FormatHandle = std::unique_ptr<AVFormatContext, FreeAv>;
using CodecHandle = std::unique_ptr<AVCodecContext, FreeAv>;
using PacketHandle = std::unique_ptr<AVPacket, FreeAv>;
using FrameHandle = std::unique_ptr<AVFrame, FreeAv>;
using ScalerHandle = std::unique_ptr<SwsContext, FreeAv>;

/// FFmpeg's libraries write nothing to standard error from then on. Thread-safe.
void quietFfmpeg();

/// BadData that says what FFmpeg's `code` means for the video `name`.
[[nodiscard]] std::unexpected<Error> failFromFfmpeg(const std::string& name, int code);

} // namespace slipway::media
