#include "core/media/video_index.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/media/frame_decoder.h"

namespace slipway::media {

namespace {

constexpr std::size_t kMostFrames = 50'000'000;
constexpr auto kNone = AV_NOPTS_VALUE;

struct Entry {
    std::int64_t pts = kNone, dts = kNone, position = -1;
    bool key = false;
    bool shown = true;
};

std::unexpected<Error> cancelled(const PacketReader& reader) {
    return fail(ErrorCode::Cancelled, fmt::format("reading {} was cancelled", reader.name()));
}

/// VP8 stores pictures that later ones refer to and nobody sees.
bool isShown(const AVPacket& packet, AVCodecID codec) {
    if ((packet.flags & AV_PKT_FLAG_DISCARD) != 0 || packet.size == 0) return false;
    return codec != AV_CODEC_ID_VP8 || (packet.data[0] & 0x10) != 0;
}

template <class Range, class Projection> bool hasRepeats(const Range& entries, Projection value) {
    std::vector<std::int64_t> values;
    values.reserve(entries.size());
    for (const auto& entry : entries)
        if (entry.shown) values.push_back(value(entry));
    std::ranges::sort(values);
    return std::ranges::adjacent_find(values) != values.end();
}

} // namespace

std::int64_t packetId(PacketId kind, const AVPacket& packet, std::int64_t ordinal) {
    switch (kind) {
    case PacketId::Timestamp:
        return packet.pts;
    case PacketId::Position:
        return packet.pos;
    default:
        return ordinal;
    }
}

/// One pass over the packets, and one over the frames where the packets do not tell enough.
class VideoScan {
public:
    VideoScan(PacketReader& reader, Progress& progress) : m_reader(reader), m_progress(progress) {}

    Result<VideoIndex> run() {
        SLIPWAY_TRY(readPackets());
        m_index.m_kind = kind();
        if (m_index.m_kind == PacketId::Timestamp) {
            sortByTimestamp();
        } else {
            SLIPWAY_TRY(m_reader.restart());
            SLIPWAY_TRY(decodeAll());
        }
        if (m_index.m_times.empty())
            return fail(ErrorCode::BadData, fmt::format("no frame of {} can be read", m_reader.name()),
                "The file is damaged: copy it again from where it came");
        finishTimes();
        return std::move(m_index);
    }

private:
    Status readPackets() {
        const PacketHandle packet(av_packet_alloc());
        const auto codec = m_reader.stream().codecpar->codec_id;
        while (true) {
            const auto more = m_reader.next(*packet);
            if (!more && m_entries.empty()) return std::unexpected(more.error());
            if (!more || !*more) return {}; // what came before a break is good
            if (m_entries.size() == kMostFrames)
                return fail(ErrorCode::BadData,
                    fmt::format("{} has more than {} frames", m_reader.name(), withThousands(kMostFrames)),
                    "Cut it into parts");
            m_entries.push_back({packet->pts, packet->dts, packet->pos, (packet->flags & AV_PKT_FLAG_KEY) != 0,
                isShown(*packet, codec)});
            if (m_entries.back().shown) m_shownDuration = packet->duration;
            if (m_entries.size() % 1024 == 0) SLIPWAY_TRY(report());
        }
    }

    Status report() {
        if (m_progress.cancelled()) return cancelled(m_reader);
        m_progress.update(m_reader.fraction(), counted(static_cast<long long>(m_entries.size()), "frame"));
        return {};
    }

    PacketId kind() const {
        const auto shown = [](const Entry& entry) { return entry.shown; };
        const bool stamped =
            std::ranges::all_of(m_entries, [&](const Entry& entry) { return !shown(entry) || entry.pts != kNone; });
        if (m_reader.hasTimestamps() && stamped && !hasRepeats(m_entries, [](const Entry& e) { return e.pts; }))
            return PacketId::Timestamp;
        const bool placed = std::ranges::all_of(m_entries, [](const Entry& entry) { return entry.position >= 0; });
        if (m_reader.hasTimestamps() && placed && !hasRepeats(m_entries, [](const Entry& e) { return e.position; }))
            return PacketId::Position;
        return PacketId::Ordinal;
    }

    void sortByTimestamp() {
        std::ranges::sort(m_entries, {}, &Entry::pts);
        auto& times = m_index.m_times;
        for (const auto& entry : m_entries) {
            if (entry.key && entry.pts != kNone)
                m_index.m_keys.push_back({entry.pts, static_cast<std::int64_t>(times.size()), entry.pts, entry.dts});
            if (entry.shown) times.push_back({entry.pts, 0, entry.key});
        }
    }

    /// Entries in the order in which their frames come out of the decoder.
    Status decodeAll() {
        SLIPWAY_ASSIGN(auto decoder, FrameDecoder::open(m_reader));
        const PacketHandle packet(av_packet_alloc());
        for (std::size_t at = 0; at < m_entries.size(); ++at) {
            const auto more = m_reader.next(*packet);
            if (!more || !*more) break;
            decoder.send(*packet, static_cast<std::int64_t>(at));
            take(decoder);
            if (at % 64 == 0 && m_progress.cancelled()) return cancelled(m_reader);
            if (at % 64 == 0)
                m_progress.update(static_cast<double>(at) / static_cast<double>(m_entries.size()),
                    "decoding once, since not every frame has a time of its own");
        }
        decoder.sendEnd();
        take(decoder);
        listDecoded();
        return {};
    }

    void take(FrameDecoder& decoder) {
        while (const auto frame = decoder.receive()) {
            const auto at = FrameDecoder::idOf(*frame);
            if (at >= 0 && at < static_cast<std::int64_t>(m_entries.size()))
                m_order.push_back(static_cast<std::size_t>(at));
        }
    }

    void listDecoded() {
        const auto stamps = timestampsOfOrder();
        auto& index = m_index;
        for (std::size_t n = 0; n < m_order.size(); ++n) {
            const auto& entry = m_entries[m_order[n]];
            const auto id = index.m_kind == PacketId::Position ? entry.position : static_cast<std::int64_t>(m_order[n]);
            const auto frame = static_cast<std::int64_t>(n);
            index.m_times.push_back({stamps[n], 0, entry.key});
            index.m_frameOfId.emplace_back(id, frame);
            if (entry.key) index.m_keys.push_back({id, frame, entry.pts, entry.dts});
        }
        std::ranges::sort(index.m_frameOfId);
    }

    /// Presentation times, else decoding times in order, else one step each; never falling.
    std::vector<std::int64_t> timestampsOfOrder() const {
        std::vector<std::int64_t> pts, dts;
        for (const auto at : m_order) {
            pts.push_back(m_entries[at].pts);
            dts.push_back(m_entries[at].dts);
        }
        const auto complete = [](const auto& stamps) { return std::ranges::find(stamps, kNone) == stamps.end(); };
        if (complete(pts)) return risen(std::move(pts));
        std::ranges::sort(dts);
        if (complete(dts)) return dts;
        const auto& stream = m_reader.stream();
        auto rate = stream.avg_frame_rate.num > 0 ? stream.avg_frame_rate : stream.r_frame_rate;
        if (rate.num <= 0 || rate.den <= 0) rate = {25, 1};
        for (std::size_t n = 0; n < dts.size(); ++n)
            dts[n] = av_rescale_q(static_cast<std::int64_t>(n), av_inv_q(rate), stream.time_base);
        return dts;
    }

    static std::vector<std::int64_t> risen(std::vector<std::int64_t> stamps) {
        for (std::size_t n = 1; n < stamps.size(); ++n) stamps[n] = std::max(stamps[n], stamps[n - 1]);
        return stamps;
    }

    void finishTimes() {
        auto& times = m_index.m_times;
        const double unit = av_q2d(m_reader.stream().time_base);
        const auto first = times.front().timestamp;
        for (auto& time : times)
            time.seconds = (static_cast<double>(time.timestamp) - static_cast<double>(first)) * unit;
        m_index.m_lastDuration = static_cast<double>(m_shownDuration) * unit;
        if (m_shownDuration <= 0 && times.size() > 1)
            m_index.m_lastDuration = times.back().seconds / static_cast<double>(times.size() - 1);
    }

    PacketReader& m_reader;
    Progress& m_progress;
    VideoIndex m_index;
    std::vector<Entry> m_entries;
    std::vector<std::size_t> m_order;
    std::int64_t m_shownDuration = 0;
};

Result<VideoIndex> VideoIndex::make(PacketReader& reader, Progress& progress) {
    return VideoScan(reader, progress).run();
}

std::int64_t VideoIndex::idOf(const AVPacket& packet, std::int64_t ordinal) const {
    return packetId(m_kind, packet, ordinal);
}

std::optional<std::int64_t> VideoIndex::frameOf(std::int64_t id) const {
    if (m_kind == PacketId::Timestamp) {
        const auto found = std::ranges::lower_bound(m_times, id, {}, &FrameTime::timestamp);
        if (found == m_times.end() || found->timestamp != id) return {};
        return found - m_times.begin();
    }
    using Pair = std::pair<std::int64_t, std::int64_t>;
    const auto found = std::ranges::lower_bound(m_frameOfId, id, {}, &Pair::first);
    if (found == m_frameOfId.end() || found->first != id) return {};
    return found->second;
}

std::int64_t VideoIndex::keyBefore(std::int64_t frame) const {
    return std::ranges::upper_bound(m_keys, frame, {}, &KeyPacket::frame) - m_keys.begin() - 1;
}

} // namespace slipway::media
