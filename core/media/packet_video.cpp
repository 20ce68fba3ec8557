#include "core/media/packet_video.h"

#include <array>

#include <fmt/format.h>

namespace slipway::media {

namespace {

/// Decoding a few frames more costs less than a seek.
constexpr std::int64_t kWorthASeek = 12;
/// Key frames to go back when a frame does not come: streams that refresh bit by bit, or refer beyond a key frame.
constexpr std::array<std::int64_t, 3> kKeysBack{0, 1, 4};

} // namespace

Result<std::unique_ptr<PacketVideo>> PacketVideo::open(const std::filesystem::path& file, Progress& progress) {
    SLIPWAY_ASSIGN(auto reader, PacketReader::open(file));
    SLIPWAY_ASSIGN(auto index, VideoIndex::make(reader, progress));
    SLIPWAY_TRY(reader.restart());
    SLIPWAY_ASSIGN(auto decoder, FrameDecoder::open(reader));
    std::unique_ptr<PacketVideo> video(new PacketVideo(std::move(reader), std::move(index), std::move(decoder)));
    if (!video->m_packet) return failFromFfmpeg(video->m_reader.name(), AVERROR(ENOMEM));
    return video;
}

PacketVideo::PacketVideo(PacketReader reader, VideoIndex index, FrameDecoder decoder)
    : m_reader(std::move(reader)),
      m_index(std::move(index)),
      m_decoder(std::move(decoder)),
      m_painter(m_reader.stream().codecpar->width, m_reader.stream().codecpar->height, turnOf(m_reader.stream())),
      m_packet(av_packet_alloc()) {}

Result<Pixels> PacketVideo::frame(std::int64_t number, int most) {
    SLIPWAY_ASSIGN(const auto* frame, decoded(number));
    return m_painter.paint(*frame, most);
}

Result<const AVFrame*> PacketVideo::decoded(std::int64_t number) {
    if (const auto* kept = m_cache.find(number)) return kept;
    if (m_lost.contains(number)) return undecodable(number);
    if (!mustSeek(number))
        if (const auto* frame = decodeUntil(number)) return frame;
    const auto key = m_index.keyBefore(number);
    for (const auto back : kKeysBack) {
        SLIPWAY_TRY(goTo(key - back));
        if (const auto* frame = decodeUntil(number)) return frame;
        if (key < back) break;
    }
    m_lost.insert(number);
    return undecodable(number);
}

std::unexpected<Error> PacketVideo::undecodable(std::int64_t number) const {
    return fail(ErrorCode::BadData, fmt::format("frame {} of {} cannot be decoded", number, m_reader.name()),
        "The video is damaged there; the frames before and behind can still be used");
}

bool PacketVideo::mustSeek(std::int64_t number) const {
    if (m_next < 0 || number < m_next) return true;
    const auto key = m_index.keyBefore(number);
    return key >= 0 && m_index.keys()[static_cast<std::size_t>(key)].frame > m_next + kWorthASeek;
}

const AVFrame* PacketVideo::decodeUntil(std::int64_t number) {
    while (true) {
        auto frame = m_decoder.receive();
        if (!frame) {
            if (!feed()) break;
            continue;
        }
        const auto came = m_index.frameOf(FrameDecoder::idOf(*frame));
        if (!came) continue;
        m_next = *came + 1;
        const auto* kept = m_cache.keep(*came, std::move(frame));
        if (*came == number) return kept;
        if (*came > number) return nullptr;
    }
    m_next = -1;
    return nullptr;
}

bool PacketVideo::feed() {
    if (m_ended) return false;
    if (!m_packetWaits) {
        const auto more = m_reader.next(*m_packet);
        if (!more || !*more) { // the index ends at a break as well
            m_ended = true;
            m_decoder.sendEnd();
            return true;
        }
    }
    m_packetWaits = false;
    m_decoder.send(*m_packet, m_index.idOf(*m_packet, m_ordinal++));
    return true;
}

Status PacketVideo::goTo(std::int64_t key) {
    m_decoder.reset();
    m_ended = m_packetWaits = false;
    m_next = -1;
    if (m_index.kind() != PacketId::Ordinal) {
        // Where a container leads behind the wanted place, an earlier key frame may lead before it.
        for (std::int64_t back = 0; key - back >= 0; back = 2 * back + 1) {
            const auto& from = m_index.keys()[static_cast<std::size_t>(key - back)];
            for (const auto timestamp : {from.pts, from.dts}) {
                if (timestamp == AV_NOPTS_VALUE || !m_reader.seek(timestamp)) continue;
                if (startsBefore(m_index.keys()[static_cast<std::size_t>(key)])) return {};
            }
        }
    }
    return goToStart();
}

/// Leaves the first key packet waiting; true when it is `key` or one before.
bool PacketVideo::startsBefore(const KeyPacket& key) {
    while (true) {
        const auto more = m_reader.next(*m_packet);
        if (!more || !*more) return false;
        if ((m_packet->flags & AV_PKT_FLAG_KEY) == 0) continue;
        const auto id = m_index.idOf(*m_packet, 0);
        m_packetWaits = id != AV_NOPTS_VALUE && id <= key.id;
        return m_packetWaits;
    }
}

Status PacketVideo::goToStart() {
    m_packetWaits = false;
    m_ordinal = 0;
    return m_reader.restart();
}

} // namespace slipway::media
