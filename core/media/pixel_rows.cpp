#include "core/media/pixel_rows.h"

#include <fmt/format.h>

#include "core/media/colours.h"

namespace slipway::media {

namespace {

/// Calls `row(bytes, y)` for each row from the top, on a thread of libvips.
template <class Row> Status eachRow(VipsImage* image, const std::string& name, const Row& row) {
    const auto write = [](VipsRegion* region, VipsRect* area, void* call) {
        for (int y = area->top; y < area->top + area->height; ++y)
            (*static_cast<const Row*>(call))(VIPS_REGION_ADDR(region, 0, y), y);
        return 0;
    };
    if (vips_sink_disc(image, write, const_cast<Row*>(&row)) != 0) return failFromVips(name);
    return {};
}

std::uint32_t opaque(std::uint32_t red, std::uint32_t green, std::uint32_t blue) {
    return 0xFF000000U | red << 16 | green << 8 | blue;
}

/// a · b / 255, rounded.
std::uint32_t share(std::uint32_t a, std::uint32_t b) {
    const std::uint32_t product = a * b + 128;
    return (product + (product >> 8)) >> 8;
}

std::uint32_t premultiplied(std::uint32_t red, std::uint32_t green, std::uint32_t blue, std::uint32_t alpha) {
    return alpha << 24 | share(red, alpha) << 16 | share(green, alpha) << 8 | share(blue, alpha);
}

void toArgb(const std::uint8_t* from, int bands, std::size_t count, std::uint32_t* to) {
    switch (bands) {
    case 1:
        for (std::size_t i = 0; i < count; ++i) to[i] = opaque(from[i], from[i], from[i]);
        break;
    case 2:
        for (std::size_t i = 0; i < count; ++i, from += 2) to[i] = premultiplied(from[0], from[0], from[0], from[1]);
        break;
    case 3:
        for (std::size_t i = 0; i < count; ++i, from += 3) to[i] = opaque(from[0], from[1], from[2]);
        break;
    default:
        for (std::size_t i = 0; i < count; ++i, from += 4) to[i] = premultiplied(from[0], from[1], from[2], from[3]);
    }
}

} // namespace

Result<Pixels> takePixels(VipsImage* image, const std::string& name) {
    const auto width = static_cast<std::size_t>(image->Xsize), height = static_cast<std::size_t>(image->Ysize);
    Pixels pixels{image->Xsize, image->Ysize, std::vector<std::uint8_t>(4 * width * height)};
    SLIPWAY_TRY(eachRow(image, name, [&pixels, width, bands = image->Bands](const std::uint8_t* from, int y) {
        toRgba(from, bands, width, pixels.row(y));
    }));
    return pixels;
}

Status drawPixels(VipsImage* image, const std::string& name, const PixelPlace& place) {
    const auto width = static_cast<std::size_t>(image->Xsize);
    std::uint32_t* const first = place(image->Xsize, image->Ysize, image->Bands == 2 || image->Bands == 4);
    if (!first)
        return fail(ErrorCode::Unavailable, fmt::format("there is no memory for {}", name), "Close other programs");
    return eachRow(image, name, [first, width, bands = image->Bands](const std::uint8_t* from, int y) {
        toArgb(from, bands, width, first + width * static_cast<std::size_t>(y));
    });
}

} // namespace slipway::media
