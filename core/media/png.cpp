#include <utility>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/media/colours.h"
#include "core/media/image.h"
#include "core/media/picture_file.h"

namespace slipway::media {

namespace {

constexpr int kMostSide = 65535;

Result<std::string> encode(
    int width, int height, int bands, VipsInterpretation colours, const std::vector<std::uint8_t>& values) {
    SLIPWAY_TRY(startVips());
    const auto wanted = static_cast<std::size_t>(std::max(width, 0)) * static_cast<std::size_t>(std::max(height, 0)) *
                        static_cast<std::size_t>(bands);
    if (width <= 0 || height <= 0 || width > kMostSide || height > kMostSide || values.size() != wanted)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("{} values are no picture of {} × {} pixels", values.size(), width, height));
    const std::string name = "the PNG";
    const ImageHandle image(
        vips_image_new_from_memory(values.data(), values.size(), width, height, bands, VIPS_FORMAT_UCHAR));
    if (!image) return failFromVips(name);
    SLIPWAY_ASSIGN(auto tagged, vipsImage(name, [&](VipsImage** out) {
        return vips_copy(image.get(), out, "interpretation", colours, nullptr);
    }));
    void* bytes = nullptr;
    std::size_t size = 0;
    if (vips_pngsave_buffer(tagged.get(), &bytes, &size, "strip", TRUE, nullptr) != 0) return failFromVips(name);
    const std::unique_ptr<void, decltype(&g_free)> owned(bytes, g_free);
    return std::string(static_cast<const char*>(bytes), size);
}

} // namespace

Result<std::string> encodeGreyPng(int width, int height, const std::vector<std::uint8_t>& pixels) {
    return encode(width, height, 1, VIPS_INTERPRETATION_B_W, pixels);
}

Status writePng(const Pixels& pixels, const std::filesystem::path& file) {
    SLIPWAY_ASSIGN(const auto bytes, encode(pixels.width, pixels.height, 4, VIPS_INTERPRETATION_sRGB, pixels.rgba));
    return writeFileAtomically(file, bytes);
}

namespace {
constexpr std::int64_t kMostGrey = std::int64_t{1} << 28;
} // namespace

Result<GreyPixels> decodeGrey(std::string_view bytes) {
    SLIPWAY_ASSIGN(const auto picture, PictureFile::open(bytes));
    SLIPWAY_ASSIGN(auto image, picture.load(VIPS_ACCESS_SEQUENTIAL));
    if (image->Xsize > kMostSide || image->Ysize > kMostSide)
        return fail(ErrorCode::BadData,
            fmt::format("a mask has {} × {} pixels, more than 65,535 a side", image->Xsize, image->Ysize));
    if (std::int64_t{image->Xsize} * image->Ysize > kMostGrey)
        return fail(ErrorCode::BadData,
            fmt::format("a mask has {} × {} pixels, more than 2^28 in all", image->Xsize, image->Ysize),
            "Divide the picture into smaller ones");
    const auto& name = picture.name();
    SLIPWAY_ASSIGN(
        auto band, vipsImage(name, [&](VipsImage** out) { return vips_extract_band(image.get(), out, 0, nullptr); }));
    SLIPWAY_ASSIGN(
        auto bytes8, vipsImage(name, [&](VipsImage** out) { return vips_cast_uchar(band.get(), out, nullptr); }));
    std::size_t size = 0;
    const std::unique_ptr<void, decltype(&g_free)> memory(vips_image_write_to_memory(bytes8.get(), &size), g_free);
    if (!memory) return failFromVips(name);
    const auto* first = static_cast<const std::uint8_t*>(memory.get());
    return GreyPixels{bytes8->Xsize, bytes8->Ysize, std::vector<std::uint8_t>(first, first + size)};
}

} // namespace slipway::media
