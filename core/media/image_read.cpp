#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/media/colours.h"
#include "core/media/image.h"
#include "core/media/picture_file.h"
#include "core/media/pixel_rows.h"

namespace slipway::media {

namespace {

constexpr std::int64_t kMostPixelsInMemory = std::int64_t(1) << 28;
constexpr int kLargestThumbnail = 1024;

Result<ImageHandle> shrunk(VipsImage* image, int most, bool turn, const std::string& name) {
    return vipsImage(name, [&](VipsImage** out) {
        return vips_thumbnail_image(image, out, most, "height", most, "size", VIPS_SIZE_DOWN, "no_rotate",
            static_cast<gboolean>(!turn), nullptr);
    });
}

/// How many times smaller JPEG can be decoded at no loss of the pixels wanted.
int jpegShrink(const ImageInfo& info, int most) {
    for (int shrink : {8, 4, 2})
        if (std::max(info.width, info.height) / shrink >= most) return shrink;
    return 1;
}

/// Decoded at a lower resolution where the format can. (vips_thumbnail_source lets files pass that are cut short,
/// except TIFF.)
Result<ImageHandle> loadSmall(const PictureFile& picture, int most) {
    const auto& info = picture.info();
    if (info.format != "jpeg" && info.format != "webp") return picture.load(VIPS_ACCESS_SEQUENTIAL);
    SLIPWAY_TRY(picture.checkEnd());
    SLIPWAY_ASSIGN(const auto source, picture.source());
    return vipsImage(picture.name(), [&](VipsImage** out) {
        if (info.format == "jpeg")
            return vips_jpegload_source(source.get(), out, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
                VIPS_FAIL_ON_ERROR, "shrink", jpegShrink(info, most), nullptr);
        const double scale = static_cast<double>(most) / std::max(info.width, info.height);
        return vips_webpload_source(source.get(), out, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR,
            "scale", scale, nullptr);
    });
}

/// At most `most` a side, upright.
Result<ImageHandle> thumbnail(const PictureFile& picture, int most) {
    if (picture.info().format != "tiff") {
        SLIPWAY_ASSIGN(auto loaded, loadSmall(picture, most));
        if (picture.info().orientation == 1 && std::max(loaded->Xsize, loaded->Ysize) <= most) return loaded;
        return shrunk(loaded.get(), most, true, picture.name());
    }
    SLIPWAY_ASSIGN(const auto source, picture.source());
    return vipsImage(picture.name(), [&](VipsImage** out) { // finds the right level of a pyramid
        return vips_thumbnail_source(
            source.get(), out, most, "height", most, "size", VIPS_SIZE_DOWN, "fail_on", VIPS_FAIL_ON_ERROR, nullptr);
    });
}

/// Scaled by its darkest and brightest value, which only all pixels tell.
Result<ImageHandle> deep(const PictureFile& picture, int most) {
    const auto& name = picture.name();
    Progress progress;
    SLIPWAY_ASSIGN(auto loaded, picture.load(VIPS_ACCESS_SEQUENTIAL));
    SLIPWAY_ASSIGN(auto stored, storePixels(loaded.get(), name, progress, {}));
    SLIPWAY_ASSIGN(const auto scaling, findScaling(stored.get(), name));
    SLIPWAY_ASSIGN(auto display, toDisplay(stored.get(), scaling, name));
    SLIPWAY_ASSIGN(auto turned, upright(display.get(), picture.info().orientation, name));
    if (most == 0) return turned;
    return shrunk(turned.get(), most, false, name);
}

Result<ImageHandle> inMemory(VipsImage* image, const std::string& name) {
    return vipsImage(name, [&](VipsImage** out) {
        *out = vips_image_copy_memory(image);
        return *out ? 0 : -1;
    });
}

Result<ImageHandle> whole(const PictureFile& picture) {
    const auto& name = picture.name();
    SLIPWAY_ASSIGN(auto loaded, picture.load(VIPS_ACCESS_SEQUENTIAL));
    SLIPWAY_ASSIGN(auto display, toDisplay(loaded.get(), {}, name));
    if (picture.info().orientation == 1) return display;
    // Turning reads columns, decoders give rows.
    SLIPWAY_ASSIGN(auto stored, inMemory(display.get(), name));
    return upright(stored.get(), picture.info().orientation, name);
}

/// A display image, upright; most of the work is done when its pixels are taken.
Result<ImageHandle> displayed(const PictureFile& picture, int most) {
    if (most < 0) return fail(ErrorCode::InvalidArgument, "a picture's largest side cannot be negative");
    const auto& info = picture.info();
    if (most >= std::max(info.width, info.height)) most = 0;
    const auto result = most == 0 ? std::int64_t(info.width) * info.height : std::int64_t(most) * most;
    if (result > kMostPixelsInMemory)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("{} has {} × {} pixels, too many to hold at once", picture.name(), info.width, info.height),
            "Read it by tiles, or not larger than 16,384 pixels a side");
    if (picture.isDeep()) return deep(picture, most);
    if (most == 0) return whole(picture);
    SLIPWAY_ASSIGN(auto small, thumbnail(picture, most));
    return toDisplay(small.get(), {}, picture.name());
}

Result<Pixels> read(const PictureFile& picture, int most) {
    SLIPWAY_ASSIGN(auto image, displayed(picture, most));
    return takePixels(image.get(), picture.name());
}

/// Turned as the large picture is; of the same shape but for rounding.
Result<Pixels> readSmall(std::string_view bytes, const ImageInfo& large) {
    SLIPWAY_ASSIGN(const auto picture, PictureFile::open(bytes));
    const auto& info = picture.info();
    const bool turned = large.orientation >= 5;
    const double width = turned ? info.height : info.width, height = turned ? info.width : info.height;
    if (info.format != "jpeg" || info.orientation != 1 || std::max(width, height) > kLargestThumbnail ||
        std::abs(width * large.height - height * large.width) > std::max(large.width, large.height))
        return fail(ErrorCode::BadData, "this is no small picture of the large one");
    SLIPWAY_ASSIGN(auto small, displayed(picture, 0));
    SLIPWAY_ASSIGN(auto stored, inMemory(small.get(), picture.name()));
    SLIPWAY_ASSIGN(auto image, upright(stored.get(), large.orientation, picture.name()));
    return takePixels(image.get(), picture.name());
}

} // namespace

Result<Pixels> readImage(const std::filesystem::path& file, int most) {
    SLIPWAY_ASSIGN(const auto picture, PictureFile::open(file));
    return read(picture, most);
}

Result<Pixels> readImageBytes(std::string_view bytes, int most) {
    SLIPWAY_ASSIGN(const auto picture, PictureFile::open(bytes));
    return read(picture, most);
}

Status drawImage(const std::filesystem::path& file, int most, const PixelPlace& place) {
    SLIPWAY_ASSIGN(const auto picture, PictureFile::open(file));
    SLIPWAY_ASSIGN(auto image, displayed(picture, most));
    return drawPixels(image.get(), picture.name(), place);
}

Result<std::optional<Pixels>> readThumbnail(const std::filesystem::path& file) {
    std::optional<Pixels> none;
    SLIPWAY_ASSIGN(const auto picture, PictureFile::open(file));
    if (picture.info().format != "jpeg") return none;
    SLIPWAY_ASSIGN(const auto head, picture.load(VIPS_ACCESS_SEQUENTIAL));
    const void* bytes = nullptr;
    std::size_t size = 0;
    if (vips_image_get_typeof(head.get(), "jpeg-thumbnail-data") == 0 ||
        vips_image_get_blob(head.get(), "jpeg-thumbnail-data", &bytes, &size) != 0)
        return none;
    auto pixels = readSmall({static_cast<const char*>(bytes), size}, picture.info());
    if (!pixels) return none; // the large one may be sound
    return std::optional(std::move(*pixels));
}

} // namespace slipway::media
