#include "core/media/frame_decoder.h"

#include <fmt/format.h>

namespace slipway::media {

namespace {

constexpr std::int64_t kMostPixels = std::int64_t(1) << 27;
constexpr int kMostErrors = 1000;

} // namespace

Result<FrameDecoder> FrameDecoder::open(const PacketReader& reader) {
    const auto& format = *reader.stream().codecpar;
    const auto* codec = avcodec_find_decoder(format.codec_id);
    if (!codec)
        return fail(ErrorCode::BadData,
            fmt::format(
                "{} is coded as {}, which FFmpeg cannot decode here", reader.name(), avcodec_get_name(format.codec_id)),
            "Convert it, for example with: ffmpeg -i INPUT -c:v libx264 -vsync 0 OUTPUT.mp4");
    FrameDecoder decoder;
    decoder.m_context.reset(avcodec_alloc_context3(codec));
    auto* context = decoder.m_context.get();
    if (!context) return failFromFfmpeg(reader.name(), AVERROR(ENOMEM));
    if (const int code = avcodec_parameters_to_context(context, &format); code < 0)
        return failFromFfmpeg(reader.name(), code);
    context->pkt_timebase = reader.stream().time_base;
    context->max_pixels = kMostPixels;
    context->thread_count = 2;
    // H.264 that does not say how far frames are reordered: wait for as many as the standard allows, where guessing
    // would drop frames.
    if (format.codec_id == AV_CODEC_ID_H264) context->strict_std_compliance = FF_COMPLIANCE_STRICT;
    if (const int code = avcodec_open2(context, codec, nullptr); code < 0) return failFromFfmpeg(reader.name(), code);
    return decoder;
}

void FrameDecoder::send(AVPacket& packet, std::int64_t id) {
    packet.pts = id;
    // An error is of this packet alone: its frame will be missing.
    static_cast<void>(avcodec_send_packet(m_context.get(), &packet));
}

void FrameDecoder::sendEnd() {
    static_cast<void>(avcodec_send_packet(m_context.get(), nullptr));
}

FrameHandle FrameDecoder::receive() {
    FrameHandle frame(av_frame_alloc());
    if (!frame) return nullptr;
    for (int errors = 0; errors < kMostErrors; ++errors) { // each is of one packet
        const int code = avcodec_receive_frame(m_context.get(), frame.get());
        if (code == 0) return frame;
        if (code == AVERROR(EAGAIN) || code == AVERROR_EOF || code == AVERROR(ENOMEM)) return nullptr;
    }
    return nullptr;
}

void FrameDecoder::reset() {
    avcodec_flush_buffers(m_context.get());
}

} // namespace slipway::media
