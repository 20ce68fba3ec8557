#include "core/media/ffmpeg_handle.h"

#include <array>

extern "C" {
#include <libavutil/log.h>
}

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::media {

void quietFfmpeg() {
    static const bool quiet = (av_log_set_level(AV_LOG_QUIET), true);
    static_cast<void>(quiet);
}

std::unexpected<Error> failFromFfmpeg(const std::string& name, int code) {
    std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
    av_strerror(code, text.data(), text.size());
    if (code == AVERROR(ENOMEM)) return fail(ErrorCode::Unavailable, fmt::format("no memory is left for {}", name));
    return fail(ErrorCode::BadData, fmt::format("{} cannot be read as a video: {}", name, toLower(text.data())),
        "The file is damaged or no video: try it in a player, or convert it with ffmpeg");
}

} // namespace slipway::media
