#include <algorithm>
#include <cstdint>
#include <string_view>

#include "core/media/image.h"
#include "tests/fuzz/require.h"
#include "tests/fuzz/scratch_file.h"

using namespace slipway;

namespace {

constexpr int kMost = 48;

/// What is read has the size that its head says.
void readPixels(std::string_view bytes, const media::ImageInfo& info) {
    if (const auto pixels = media::readImageBytes(bytes)) {
        REQUIRE(pixels->width == info.width && pixels->height == info.height);
        REQUIRE(
            pixels->rgba.size() == 4 * static_cast<std::size_t>(info.width) * static_cast<std::size_t>(info.height));
    }
    if (const auto small = media::readImageBytes(bytes, kMost)) {
        REQUIRE(small->width > 0 && small->height > 0);
        REQUIRE(small->width <= std::max(kMost, 1) && small->height <= std::max(kMost, 1));
    }
    if (const auto grey = media::decodeGrey(bytes))
        REQUIRE(grey->values.size() == static_cast<std::size_t>(grey->width) * static_cast<std::size_t>(grey->height));
}

} // namespace

/// A picture from a stranger: its head is read or refused, and so are its pixels when they are few.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFile file("picture");
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    file.write(bytes);
    const auto info = media::readImageInfo(file.path());
    if (!info) {
        REQUIRE(!info.error().message.empty());
        return 0;
    }
    REQUIRE(info->width > 0 && info->height > 0 && info->bands >= 1 && info->bands <= 4);
    REQUIRE(info->bits == 8 || info->bits == 16 || info->bits == 32);
    if (std::int64_t(info->width) * info->height <= 250'000) readPixels(bytes, *info);
    return 0;
}
