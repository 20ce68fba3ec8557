#include "core/media/video.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/media/frame_folder.h"
#include "core/media/packet_video.h"

namespace slipway::media {

struct Video::State {
    std::unique_ptr<FrameSource> source;
    bool constantRate = false;
};

namespace {

/// Equal steps, but for the rounding to whole ticks of the time base.
bool hasEqualSteps(const std::vector<FrameTime>& times) {
    if (times.size() < 3) return true;
    const auto first = static_cast<double>(times.front().timestamp);
    const double step = (static_cast<double>(times.back().timestamp) - first) / static_cast<double>(times.size() - 1);
    if (step <= 0) return false;
    for (std::size_t n = 0; n < times.size(); ++n) {
        const auto wanted = first + step * static_cast<double>(n);
        if (std::abs(static_cast<double>(times[n].timestamp) - wanted) > 1.01) return false;
    }
    return true;
}

Result<std::unique_ptr<FrameSource>> openSource(const std::filesystem::path& path, Progress& progress) {
    std::error_code unknown;
    if (std::filesystem::is_directory(path, unknown)) {
        SLIPWAY_ASSIGN(auto folder, FrameFolder::open(path, progress));
        return folder;
    }
    SLIPWAY_ASSIGN(auto file, PacketVideo::open(path, progress));
    return file;
}

} // namespace

Video::Video(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Video::~Video() = default;

Result<std::unique_ptr<Video>> Video::open(const std::filesystem::path& path, Progress& progress) {
    auto state = std::make_unique<State>();
    SLIPWAY_ASSIGN(state->source, openSource(path, progress));
    state->constantRate = hasEqualSteps(state->source->times());
    return std::unique_ptr<Video>(new Video(std::move(state)));
}

int Video::width() const {
    return m_state->source->width();
}

int Video::height() const {
    return m_state->source->height();
}

const std::vector<FrameTime>& Video::times() const {
    return m_state->source->times();
}

std::int64_t Video::frames() const {
    return static_cast<std::int64_t>(times().size());
}

double Video::framesPerSecond() const {
    const auto length = duration();
    return length > 0 ? static_cast<double>(frames()) / length : 0;
}

double Video::duration() const {
    return times().back().seconds + m_state->source->lastDuration();
}

bool Video::hasConstantRate() const {
    return m_state->constantRate;
}

std::int64_t Video::frameAt(double seconds) const {
    const auto behind = std::ranges::upper_bound(times(), seconds, {}, &FrameTime::seconds);
    return std::max<std::int64_t>(behind - times().begin() - 1, 0);
}

Result<Pixels> Video::frame(std::int64_t number, int most) {
    if (number < 0 || number >= frames())
        return fail(ErrorCode::InvalidArgument,
            fmt::format("there is no frame {}: the video has {}", number, counted(frames(), "frame")),
            "Frames count from 0");
    if (most < 0) return fail(ErrorCode::InvalidArgument, "a picture's largest side cannot be negative");
    return m_state->source->frame(number, most);
}

} // namespace slipway::media
