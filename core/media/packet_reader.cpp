#include "core/media/packet_reader.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/text.h"

namespace slipway::media {

namespace {

constexpr int kMostSide = 32768;
constexpr std::int64_t kMostPixels = std::int64_t(1) << 27;

constexpr const char* kFormats =
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,h264,hevc,m4v,flv,asf,ogg,"
    "mxf,ivf,obu,mjpeg,nut,dv";
constexpr const char* kDecoders =
    "h264,hevc,av1,libdav1d,libaom-av1,vp8,vp9,libvpx,libvpx-vp9,mpeg1video,mpeg2video,mpeg4,msmpeg4v1,msmpeg4v2,"
    "msmpeg4,h263,flv,wmv1,wmv2,wmv3,vc1,theora,mjpeg,prores,dnxhd,ffv1,huffyuv,ffvhuff,utvideo,rawvideo,png,qtrle,"
    "dvvideo,cinepak,svq1,svq3";

/// Options for avformat_open_input, freed with what it left.
class Options {
public:
    ~Options() { av_dict_free(&m_options); }
    void set(const char* key, const char* value) { av_dict_set(&m_options, key, value, 0); }
    AVDictionary** get() { return &m_options; }
    Options() = default;
    Options(const Options&) = delete;
    Options& operator=(const Options&) = delete;

private:
    AVDictionary* m_options = nullptr;
};

int findVideo(const AVFormatContext& context) {
    int found = -1;
    for (unsigned i = 0; i < context.nb_streams; ++i) {
        const auto& stream = *context.streams[i];
        if (stream.codecpar->codec_type != AVMEDIA_TYPE_VIDEO || stream.codecpar->codec_id == AV_CODEC_ID_NONE)
            continue;
        if ((stream.disposition & (AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS)) != 0) continue;
        if ((stream.disposition & AV_DISPOSITION_DEFAULT) != 0) return static_cast<int>(i);
        if (found < 0) found = static_cast<int>(i);
    }
    return found;
}

} // namespace

Result<PacketReader> PacketReader::open(const std::filesystem::path& file) {
    quietFfmpeg();
    SLIPWAY_TRY(checkReadableFile(file));
    PacketReader reader;
    reader.m_file = file;
    reader.m_name = forMessage(file.string(), 300);
    SLIPWAY_TRY(reader.openContext());
    return reader;
}

Status PacketReader::openContext() {
    Options options;
    options.set("protocol_whitelist", "file");
    options.set("format_whitelist", kFormats);
    options.set("codec_whitelist", kDecoders);
    AVFormatContext* context = nullptr;
    const auto url = "file:" + m_file.string(); // or "concat:…" would be read as more than a name
    if (const int code = avformat_open_input(&context, url.c_str(), nullptr, options.get()); code < 0)
        return failFromFfmpeg(m_name, code);
    m_context.reset(context);
    if (const int code = avformat_find_stream_info(context, nullptr); code < 0) return failFromFfmpeg(m_name, code);
    m_stream = findVideo(*context);
    if (m_stream < 0)
        return fail(ErrorCode::BadData, fmt::format("{} holds no video", m_name), "Choose a file with pictures in it");
    for (unsigned i = 0; i < context->nb_streams; ++i)
        if (static_cast<int>(i) != m_stream) context->streams[i]->discard = AVDISCARD_ALL;
    const auto& format = *stream().codecpar;
    const auto pixels = std::int64_t(format.width) * format.height;
    if (format.width <= 0 || format.height <= 0 || format.width > kMostSide || format.height > kMostSide ||
        pixels > kMostPixels)
        return fail(ErrorCode::BadData,
            fmt::format("{} says that its frames have {} × {} pixels", m_name, format.width, format.height),
            "Frames of 1 to 134,217,728 pixels are read, up to 32,768 a side");
    return {};
}

double PacketReader::fraction() const {
    const auto size = avio_size(m_context->pb);
    const auto at = avio_tell(m_context->pb);
    return size > 0 && at >= 0 ? std::min(1.0, static_cast<double>(at) / static_cast<double>(size)) : -1;
}

Result<bool> PacketReader::next(AVPacket& packet) {
    while (true) {
        av_packet_unref(&packet);
        const int code = av_read_frame(m_context.get(), &packet);
        if (code == AVERROR_EOF) return false;
        if (code < 0) return failFromFfmpeg(m_name, code);
        if (packet.stream_index == m_stream) return true;
    }
}

bool PacketReader::seek(std::int64_t timestamp) {
    return av_seek_frame(m_context.get(), m_stream, timestamp, AVSEEK_FLAG_BACKWARD) >= 0;
}

Status PacketReader::restart() {
    return openContext();
}

} // namespace slipway::media
