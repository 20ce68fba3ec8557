#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/media/image.h"

namespace slipway::media {

/// One frame in order of presentation.
struct FrameTime {
    std::int64_t timestamp = 0; ///< in the stream's time base, as decoded
    double seconds = 0;         ///< from the start of the video
    bool keyframe = false;      ///< of the codec, not of a track
};

/// A video file, or a folder with one picture a frame in natural order of names. Frames count from 0 in the order of
/// presentation by their decoded timestamps, so that frame N is the same picture whatever was shown before: variable
/// frame rates, B-frames and edit lists included. Pixels are counted as they are stored: what asks to be stretched when
/// shown is not. A folder counts as 25 frames a second; its pictures keep their sizes. One thread at a time.
class Video {
public:
    /// Reads the packets once to list all frames, without decoding unless frames share a timestamp or lack one (AVI
    /// with B-frames, MPEG program streams, bare streams; in a program stream, a step back decodes from the start if
    /// the frame is not among the last shown). BadData when there is no video stream or it is broken from the start; a
    /// stream that breaks later has the frames before.
    static Result<std::unique_ptr<Video>> open(const std::filesystem::path& path, Progress& progress);
    ~Video();

    int width() const; ///< as shown: rotation of the container applied
    int height() const;
    std::int64_t frames() const;
    double framesPerSecond() const; ///< mean
    double duration() const;        ///< seconds
    bool hasConstantRate() const;
    const std::vector<FrameTime>& times() const;
    std::int64_t frameAt(double seconds) const; ///< the one shown then

    /// Decodes frame N: from the nearest codec key frame before, or straight on when N follows the last one. Not larger
    /// than `most` × `most` pixels (0: as it is). A frame that cannot be decoded is BadData.
    Result<Pixels> frame(std::int64_t number, int most = 0);

private:
    struct State;
    explicit Video(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace slipway::media
