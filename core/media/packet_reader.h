#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/media/ffmpeg_handle.h"

namespace slipway::media {

/// The packets of a file's video stream in order of storage. Local files only: playlists and other formats that name
/// further files are not opened.
class PacketReader {
public:
    static Result<PacketReader> open(const std::filesystem::path& file);

    const AVStream& stream() const { return *m_context->streams[m_stream]; }
    const std::string& name() const { return m_name; }
    /// The container keeps times.
    bool hasTimestamps() const { return (m_context->iformat->flags & AVFMT_NOTIMESTAMPS) == 0; }

    /// How much of the file is read, 0 … 1; -1 when that is not known.
    double fraction() const;

    /// False at the end. After BadData the next packet may be readable or not.
    Result<bool> next(AVPacket& packet);
    /// To a place that is probably not behind `timestamp`, in the stream's time base; false when that cannot be done.
    bool seek(std::int64_t timestamp);
    /// To the first packet, the same as after open().
    Status restart();

private:
    Status openContext();

    std::filesystem::path m_file;
    std::string m_name;
    FormatHandle m_context;
    int m_stream = -1;
};

} // namespace slipway::media
