#include <algorithm>
#include <cstdint>
#include <string_view>

#include "core/media/video.h"
#include "tests/fuzz/require.h"
#include "tests/fuzz/scratch_file.h"

using namespace slipway;

/// A video from a stranger: it is refused, or has frames in order of time that can each be asked for.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFile file("video");
    file.write({reinterpret_cast<const char*>(data), size});
    Progress progress;
    const auto video = media::Video::open(file.path(), progress);
    if (!video) {
        REQUIRE(!video.error().message.empty());
        return 0;
    }
    auto& opened = **video;
    REQUIRE(opened.frames() > 0 && opened.width() > 0 && opened.height() > 0);
    REQUIRE(std::ranges::is_sorted(opened.times(), {}, &media::FrameTime::timestamp));
    const auto last = opened.frames() - 1;
    for (const std::int64_t n : {last, std::int64_t(0), last / 2}) {
        const auto pixels = opened.frame(n, 32);
        if (pixels) REQUIRE(pixels->width <= 32 && pixels->height <= 32 && pixels->rgba.size() >= 4);
        REQUIRE(opened.frameAt(opened.times()[static_cast<std::size_t>(n)].seconds) >= n);
    }
    return 0;
}
