#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/progress.h"
#include "core/media/packet_reader.h"
#include "core/media/video.h"

namespace slipway::media {

/// What tells the packets of a video, and so its frames, apart.
enum class PacketId {
    Timestamp, ///< of presentation: each packet has one of its own
    Position,  ///< in the file
    Ordinal,   ///< how many packets are before, so that reading starts from the first each time
};

/// A packet at which decoding can start.
struct KeyPacket {
    std::int64_t id = 0;
    std::int64_t frame = 0; ///< the first one that can be decoded from here
    std::int64_t pts = AV_NOPTS_VALUE, dts = AV_NOPTS_VALUE;
};

/// All frames of a video in order of presentation. Made without decoding when the container has a timestamp for each
/// packet; otherwise by decoding once.
class VideoIndex {
public:
    static Result<VideoIndex> make(PacketReader& reader, Progress& progress);

    PacketId kind() const { return m_kind; }
    const std::vector<FrameTime>& times() const { return m_times; }
    const std::vector<KeyPacket>& keys() const { return m_keys; } ///< by frame
    double lastDuration() const { return m_lastDuration; }        ///< seconds that the last frame is shown

    std::int64_t idOf(const AVPacket& packet, std::int64_t ordinal) const;
    /// The frame that a packet of this id becomes; none when it is never shown.
    std::optional<std::int64_t> frameOf(std::int64_t id) const;
    /// Position in keys() of the last one at or before `frame`; -1 when there is none.
    std::int64_t keyBefore(std::int64_t frame) const;

private:
    friend class VideoScan;

    PacketId m_kind = PacketId::Timestamp;
    std::vector<FrameTime> m_times;
    std::vector<std::pair<std::int64_t, std::int64_t>> m_frameOfId; ///< sorted; empty for timestamps
    std::vector<KeyPacket> m_keys;
    double m_lastDuration = 0;
};

std::int64_t packetId(PacketId kind, const AVPacket& packet, std::int64_t ordinal);

} // namespace slipway::media
