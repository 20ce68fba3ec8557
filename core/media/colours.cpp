#include "core/media/colours.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace slipway::media {

namespace {

bool isDeep(VipsImage* image) {
    return image->BandFmt != VIPS_FORMAT_UCHAR;
}

/// Colours that are not grey or some RGB.
bool needsConversion(VipsImage* image) {
    switch (vips_image_guess_interpretation(image)) {
    case VIPS_INTERPRETATION_CMYK:
    case VIPS_INTERPRETATION_LAB:
    case VIPS_INTERPRETATION_LABS:
    case VIPS_INTERPRETATION_LABQ:
    case VIPS_INTERPRETATION_LCH:
    case VIPS_INTERPRETATION_XYZ:
    case VIPS_INTERPRETATION_YXY:
    case VIPS_INTERPRETATION_CMC:
        return true;
    default:
        return false;
    }
}

bool hasAlpha(VipsImage* image) {
    return image->Bands > 1 && vips_image_hasalpha(image) != 0;
}

int colourBands(VipsImage* image) {
    if (needsConversion(image)) return 3;
    return image->Bands - (hasAlpha(image) ? 1 : 0) >= 3 ? 3 : 1;
}

/// Brightest value of an alpha band of this format.
double fullAlpha(VipsImage* image) {
    switch (image->BandFmt) {
    case VIPS_FORMAT_USHORT:
    case VIPS_FORMAT_SHORT:
        return 65535;
    case VIPS_FORMAT_FLOAT:
    case VIPS_FORMAT_DOUBLE:
        return 1;
    default:
        return std::pow(2.0, 32) - 1;
    }
}

Result<ImageHandle> bandsOf(VipsImage* image, int first, int count, const std::string& name) {
    return vipsImage(name, [&](VipsImage** out) { return vips_extract_band(image, out, first, "n", count, nullptr); });
}

Result<ImageHandle> scaled(VipsImage* image, double factor, double offset, const std::string& name) {
    return vipsImage(
        name, [&](VipsImage** out) { return vips_linear1(image, out, factor, offset, "uchar", TRUE, nullptr); });
}

Result<ImageHandle> joined(VipsImage* colours, VipsImage* alpha, const std::string& name) {
    return vipsImage(name, [&](VipsImage** out) { return vips_bandjoin2(colours, alpha, out, nullptr); });
}

Result<ImageHandle> toEightBits(VipsImage* image, const Scaling& scaling, const std::string& name) {
    SLIPWAY_ASSIGN(auto colours, bandsOf(image, 0, colourBands(image), name));
    SLIPWAY_ASSIGN(auto grey, scaled(colours.get(), scaling.factor, scaling.offset, name));
    if (!hasAlpha(image)) return grey;
    SLIPWAY_ASSIGN(auto alpha, bandsOf(image, image->Bands - 1, 1, name));
    SLIPWAY_ASSIGN(auto alpha8, scaled(alpha.get(), 255 / fullAlpha(image), 0, name));
    return joined(grey.get(), alpha8.get(), name);
}

Result<ImageHandle> toRgbColours(VipsImage* image, const std::string& name) {
    return vipsImage(
        name, [&](VipsImage** out) { return vips_colourspace(image, out, VIPS_INTERPRETATION_sRGB, nullptr); });
}

/// Without the bands that nobody can show.
Result<ImageHandle> withoutExtraBands(VipsImage* image, const std::string& name) {
    const int colours = colourBands(image);
    const bool alpha = hasAlpha(image);
    if (image->Bands == colours + (alpha ? 1 : 0)) return bandsOf(image, 0, image->Bands, name);
    SLIPWAY_ASSIGN(auto kept, bandsOf(image, 0, colours, name));
    if (!alpha) return kept;
    SLIPWAY_ASSIGN(auto last, bandsOf(image, image->Bands - 1, 1, name));
    return joined(kept.get(), last.get(), name);
}

} // namespace

int displayBands(VipsImage* image) {
    return colourBands(image) + (hasAlpha(image) ? 1 : 0);
}

Result<Scaling> findScaling(VipsImage* image, const std::string& name) {
    Scaling scaling;
    if (!isDeep(image) || needsConversion(image)) return scaling;
    SLIPWAY_ASSIGN(auto colours, bandsOf(image, 0, colourBands(image), name));
    SLIPWAY_ASSIGN(
        auto stats, vipsImage(name, [&](VipsImage** out) { return vips_stats(colours.get(), out, nullptr); }));
    // Row 0 is about all bands, column 0 the least, column 1 the greatest.
    const auto* row = reinterpret_cast<const double*>(VIPS_IMAGE_ADDR(stats.get(), 0, 0));
    double darkest = row[0], brightest = row[1];
    if (!std::isfinite(darkest) || !std::isfinite(brightest) || brightest <= darkest) {
        darkest = 0;
        brightest = fullAlpha(image);
    }
    scaling.factor = 255 / (brightest - darkest);
    scaling.offset = -darkest * scaling.factor;
    return scaling;
}

Result<ImageHandle> toDisplay(VipsImage* image, const Scaling& scaling, const std::string& name) {
    if (needsConversion(image)) {
        SLIPWAY_ASSIGN(auto rgb, toRgbColours(image, name));
        return withoutExtraBands(rgb.get(), name);
    }
    if (isDeep(image)) return toEightBits(image, scaling, name);
    return withoutExtraBands(image, name);
}

Result<ImageHandle> upright(VipsImage* image, int orientation, const std::string& name) {
    SLIPWAY_ASSIGN(auto copy, vipsImage(name, [&](VipsImage** out) { return vips_copy(image, out, nullptr); }));
    if (orientation == 1) return copy;
    vips_image_set_int(copy.get(), VIPS_META_ORIENTATION, orientation);
    return vipsImage(name, [&](VipsImage** out) { return vips_autorot(copy.get(), out, nullptr); });
}

void toRgba(const std::uint8_t* from, int bands, std::size_t count, std::uint8_t* to) {
    if (bands == 4) {
        std::memcpy(to, from, 4 * count);
        return;
    }
    const bool alpha = bands == 2;
    const bool colour = bands == 3;
    for (std::size_t i = 0; i < count; ++i, from += bands, to += 4) {
        to[0] = from[0];
        to[1] = colour ? from[1] : from[0];
        to[2] = colour ? from[2] : from[0];
        to[3] = alpha ? from[1] : 255;
    }
}

} // namespace slipway::media
