#include "core/media/half_size.h"

#include <algorithm>
#include <cstdint>

namespace slipway::media {

namespace {

/// Four pixels, by rows.
struct Four {
    const std::uint8_t *a, *b, *c, *d;
};

std::uint8_t mean(const Four& from, int band) {
    return static_cast<std::uint8_t>((from.a[band] + from.b[band] + from.c[band] + from.d[band] + 2) / 4);
}

void meanOfSeen(const Four& from, int bands, std::uint8_t* to) {
    const int alpha = bands - 1;
    const int sum = from.a[alpha] + from.b[alpha] + from.c[alpha] + from.d[alpha];
    for (int band = 0; band < alpha; ++band) {
        const int weighed = from.a[band] * from.a[alpha] + from.b[band] * from.b[alpha] + from.c[band] * from.c[alpha] +
                            from.d[band] * from.d[alpha];
        to[band] = sum == 0 ? mean(from, band) : static_cast<std::uint8_t>((weighed + sum / 2) / sum);
    }
    to[alpha] = static_cast<std::uint8_t>((sum + 2) / 4);
}

/// One row of `count` pixels out of two; the last column stands for the one behind it where the width is odd.
template <int Bands>
void halveRow(const std::uint8_t* upper, const std::uint8_t* lower, int count, bool odd, std::uint8_t* to) {
    for (int x = 0; x < count; ++x, to += Bands) {
        const int left = 2 * x * Bands;
        const int right = left + (odd && x == count - 1 ? 0 : Bands);
        const Four from{upper + left, upper + right, lower + left, lower + right};
        if constexpr (Bands % 2 == 0)
            meanOfSeen(from, Bands, to);
        else
            for (int band = 0; band < Bands; ++band) to[band] = mean(from, band);
    }
}

void halveRow(int bands, const std::uint8_t* upper, const std::uint8_t* lower, int count, bool odd, std::uint8_t* to) {
    switch (bands) {
    case 1:
        return halveRow<1>(upper, lower, count, odd, to);
    case 2:
        return halveRow<2>(upper, lower, count, odd, to);
    case 3:
        return halveRow<3>(upper, lower, count, odd, to);
    default:
        return halveRow<4>(upper, lower, count, odd, to);
    }
}

int generate(VipsRegion* out, void* sequence, void* wholeImage, void*, gboolean*) {
    auto* whole = static_cast<VipsImage*>(wholeImage);
    auto* in = static_cast<VipsRegion*>(sequence);
    const auto& area = out->valid;
    const VipsRect all{0, 0, whole->Xsize, whole->Ysize};
    VipsRect needed{2 * area.left, 2 * area.top, 2 * area.width, 2 * area.height};
    vips_rect_intersectrect(&needed, &all, &needed);
    if (vips_region_prepare(in, &needed) != 0) return -1;
    for (int y = 0; y < area.height; ++y) {
        const int upper = needed.top + 2 * y;
        const int lower = std::min(upper + 1, whole->Ysize - 1);
        halveRow(whole->Bands, VIPS_REGION_ADDR(in, needed.left, upper), VIPS_REGION_ADDR(in, needed.left, lower),
            area.width, needed.width < 2 * area.width, VIPS_REGION_ADDR(out, area.left, area.top + y));
    }
    return 0;
}

} // namespace

Result<ImageHandle> halfSize(VipsImage* whole, const std::string& name) {
    ImageHandle half(vips_image_new());
    if (!half || vips_image_pipelinev(half.get(), VIPS_DEMAND_STYLE_FATSTRIP, whole, nullptr) != 0)
        return failFromVips(name);
    half->Xsize = (whole->Xsize + 1) / 2;
    half->Ysize = (whole->Ysize + 1) / 2;
    if (vips_image_generate(half.get(), vips_start_one, generate, vips_stop_one, whole, nullptr) != 0)
        return failFromVips(name);
    return half;
}

} // namespace slipway::media
