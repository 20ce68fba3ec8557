#pragma once

#include <set>

#include "core/media/frame_cache.h"
#include "core/media/frame_decoder.h"
#include "core/media/frame_painter.h"
#include "core/media/frame_source.h"
#include "core/media/video_index.h"

namespace slipway::media {

/// The frames of a video file.
class PacketVideo : public FrameSource {
public:
    static Result<std::unique_ptr<PacketVideo>> open(const std::filesystem::path& file, Progress& progress);

    int width() const override { return m_painter.width(); }
    int height() const override { return m_painter.height(); }
    const std::vector<FrameTime>& times() const override { return m_index.times(); }
    double lastDuration() const override { return m_index.lastDuration(); }
    Result<Pixels> frame(std::int64_t number, int most) override;

private:
    PacketVideo(PacketReader reader, VideoIndex index, FrameDecoder decoder);

    Result<const AVFrame*> decoded(std::int64_t number);
    /// Decodes on until the frame comes; null when it is passed over.
    const AVFrame* decodeUntil(std::int64_t number);
    /// Sends the next packet; false when all are sent.
    bool feed();
    bool mustSeek(std::int64_t number) const;
    /// To a place from which frame keys()[key] can be decoded.
    Status goTo(std::int64_t key);
    bool startsBefore(const KeyPacket& key);
    Status goToStart();
    std::unexpected<Error> undecodable(std::int64_t number) const;

    PacketReader m_reader;
    VideoIndex m_index;
    FrameDecoder m_decoder;
    FramePainter m_painter;
    FrameCache m_cache;
    PacketHandle m_packet;
    bool m_packetWaits = false;    ///< read already, not sent yet
    bool m_ended = false;          ///< all packets are sent
    std::int64_t m_ordinal = 0;    ///< of the next packet, while read from the start
    std::int64_t m_next = -1;      ///< the frame that should come next; -1: anywhere
    std::set<std::int64_t> m_lost; ///< frames that could not be decoded
};

} // namespace slipway::media
