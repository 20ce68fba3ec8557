#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "core/media/image.h"
#include "core/media/picture_file.h"

namespace slipway::media {

namespace {

template <std::size_t Count>
bool endsWithOne(const std::filesystem::path& file, const std::array<std::string_view, Count>& endings) {
    return std::ranges::find(endings, toLower(file.extension().string())) != endings.end();
}

} // namespace

Result<ImageInfo> readImageInfo(const std::filesystem::path& file) {
    SLIPWAY_ASSIGN(const auto picture, PictureFile::open(file));
    return picture.info();
}

bool isImageName(const std::filesystem::path& file) {
    static constexpr auto kEndings = std::to_array<std::string_view>(
        {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".tif", ".tiff", ".webp", ".gif", ".heic", ".heif", ".avif"});
    return endsWithOne(file, kEndings);
}

bool isVideoName(const std::filesystem::path& file) {
    static constexpr auto kEndings = std::to_array<std::string_view>({".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi",
        ".mpg", ".mpeg", ".ts", ".mts", ".m2ts", ".3gp", ".wmv", ".asf", ".flv", ".ogv", ".mxf"});
    return endsWithOne(file, kEndings);
}

} // namespace slipway::media
