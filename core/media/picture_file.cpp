#include "core/media/picture_file.h"

#include <utility>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/media/colours.h"
#include "core/media/jpeg_end.h"

namespace slipway::media {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kMostPixels = std::uint64_t(1) << 31;
constexpr std::uint64_t kMostBytes = 10'000'000'000;
/// Of formats whose decoder holds the whole picture, however small the file.
constexpr std::uint64_t kMostPixelsAtOnce = std::uint64_t(1) << 28;
constexpr const char* kKnownFormats = "Known are JPEG, PNG, TIFF, WebP, GIF, HEIF and AVIF; convert it to one of these";

/// libvips' readers of these formats are fuzzed by its authors; others (SVG, PDF, ImageMagick's …) stay out.
std::string formatOf(std::string_view loader) {
    for (const char* format : {"Jpeg", "Png", "Tiff", "Webp", "Heif"})
        if (loader.starts_with(fmt::format("VipsForeignLoad{}", format))) return toLower(format);
    if (loader.starts_with("VipsForeignLoadNsgif")) return "gif";
    return {};
}

int bitsOf(VipsBandFormat format) {
    switch (format) {
    case VIPS_FORMAT_UCHAR:
        return 8;
    case VIPS_FORMAT_USHORT:
    case VIPS_FORMAT_SHORT:
        return 16;
    default:
        return 32;
    }
}

bool hasField(VipsImage* image, const char* name) {
    return vips_image_get_typeof(image, name) != 0;
}

bool isDecodedAtOnce(VipsImage* image, std::string_view format) {
    return format == "gif" || format == "heif" || format == "webp" || hasField(image, "interlaced") ||
           hasField(image, "jpeg-multiscan");
}

int orientationOf(VipsImage* image) {
    const int orientation = vips_image_get_orientation(image);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

} // namespace

Result<PictureFile> PictureFile::open(const fs::path& file) {
    SLIPWAY_TRY(startVips());
    SLIPWAY_TRY(checkReadableFile(file));
    std::error_code unknown;
    if (const auto size = fs::file_size(file, unknown); !unknown && size > kMostBytes)
        return fail(ErrorCode::BadData, fmt::format("{} has {} bytes, more than 10 GB", file.string(), size),
            "Cut it into parts, or store it with compression");
    PictureFile picture;
    picture.m_file = file;
    picture.m_name = forMessage(file.string(), 300);
    SLIPWAY_TRY(picture.readHead());
    return picture;
}

Result<PictureFile> PictureFile::open(std::string_view bytes) {
    SLIPWAY_TRY(startVips());
    PictureFile picture;
    picture.m_bytes = bytes;
    picture.m_name = "the picture in memory";
    if (bytes.empty()) return fail(ErrorCode::BadData, "the picture in memory is empty");
    SLIPWAY_TRY(picture.readHead());
    return picture;
}

Result<SourceHandle> PictureFile::source() const {
    SourceHandle source(m_file.empty() ? vips_source_new_from_memory(m_bytes.data(), m_bytes.size())
                                       : vips_source_new_from_file(m_file.c_str()));
    if (!source) return failFromVips(m_name);
    return source;
}

Status PictureFile::checkEnd() const {
    if (m_info.format != "jpeg" || (m_file.empty() ? hasJpegEnd(m_bytes) : hasJpegEnd(m_file))) return {};
    return fail(ErrorCode::BadData, fmt::format("{} cannot be read: it ends before the picture does", m_name),
        "The file is cut short or damaged: copy it again from where it came");
}

Result<ImageHandle> PictureFile::load(VipsAccess access) const {
    SLIPWAY_ASSIGN(const auto bytes, source());
    ImageHandle image(
        vips_image_new_from_source(bytes.get(), "", "access", access, "fail_on", VIPS_FAIL_ON_ERROR, nullptr));
    if (!image) return failFromVips(m_name);
    return image;
}

Result<ImageHandle> PictureFile::loadPart(int page, int subImage) const {
    SLIPWAY_ASSIGN(const auto bytes, source());
    ImageHandle image(vips_image_new_from_source(bytes.get(), "", "access", VIPS_ACCESS_RANDOM, "fail_on",
        VIPS_FAIL_ON_ERROR, "page", page, "subifd", subImage, nullptr));
    if (!image) return failFromVips(m_name);
    SLIPWAY_TRY(checkLimits(image.get()));
    return image;
}

Status PictureFile::readHead() {
    SLIPWAY_ASSIGN(const auto bytes, source());
    const char* loader = vips_foreign_find_load_source(bytes.get());
    const auto format = loader ? formatOf(loader) : std::string();
    vips_error_clear();
    if (format.empty())
        return fail(ErrorCode::BadData, fmt::format("{} is not a picture of a format that is read here", m_name),
            kKnownFormats);
    m_info.format = format;
    SLIPWAY_ASSIGN(const auto image, load(VIPS_ACCESS_SEQUENTIAL));
    SLIPWAY_TRY(checkLimits(image.get()));
    m_info.width = image->Xsize;
    m_info.height = image->Ysize;
    m_info.orientation = orientationOf(image.get());
    if (m_info.orientation >= 5) std::swap(m_info.width, m_info.height);
    m_info.bits = bitsOf(image->BandFmt);
    m_info.bands = displayBands(image.get());
    m_info.pages = vips_image_get_n_pages(image.get());
    if (format == "tiff" && !m_file.empty()) {
        m_tiled = (vips_foreign_flags("tiffload", m_file.c_str()) & VIPS_FOREIGN_PARTIAL) != 0;
        m_subImages = vips_image_get_n_subifds(image.get());
    }
    vips_error_clear();
    return {};
}

Status PictureFile::checkLimits(VipsImage* image) const {
    const auto pixels = std::uint64_t(image->Xsize) * std::uint64_t(image->Ysize);
    const auto size = fmt::format("{} × {} pixels", image->Xsize, image->Ysize);
    if (pixels > kMostPixels || pixels * VIPS_IMAGE_SIZEOF_PEL(image) > kMostBytes)
        return fail(ErrorCode::BadData,
            fmt::format("{} has {}; pictures end at 2,147,483,648 pixels and 10 GB", m_name, size),
            "Cut it into parts, or make it smaller");
    if (pixels > kMostPixelsAtOnce && isDecodedAtOnce(image, m_info.format))
        return fail(ErrorCode::BadData,
            fmt::format("{} has {}, more than can be decoded at once in its format", m_name, size),
            "Convert it to TIFF in tiles, which is read by parts");
    if (vips_band_format_iscomplex(image->BandFmt))
        return fail(ErrorCode::BadData, fmt::format("{} holds complex numbers", m_name), kKnownFormats);
    return {};
}

} // namespace slipway::media
