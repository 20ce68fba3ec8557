#pragma once

#include <cstdint>

#include "core/media/packet_reader.h"

namespace slipway::media {

/// Decodes packets into frames in order of presentation. Each packet carries an id of the caller's, which the frame
/// made of it carries too, whatever the codec reordered.
class FrameDecoder {
public:
    static Result<FrameDecoder> open(const PacketReader& reader);

    /// Takes the packet; damaged ones are noted and passed over.
    void send(AVPacket& packet, std::int64_t id);
    /// No packet will follow; receive() then gives what was held back.
    void sendEnd();
    /// Null when a further packet is needed, or at the end.
    FrameHandle receive();
    static std::int64_t idOf(const AVFrame& frame) { return frame.pts; }
    /// Forgets what was held back; the next packet must be a key frame's.
    void reset();

private:
    CodecHandle m_context;
};

} // namespace slipway::media
