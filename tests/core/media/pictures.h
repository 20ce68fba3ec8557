#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <vips/vips.h>

#include "core/media/image.h"

/// Pictures of known values, written with libvips itself.
namespace slipway::testkit {

struct UnrefImage {
    void operator()(VipsImage* image) const noexcept { g_object_unref(image); }
};
using TestImage = std::unique_ptr<VipsImage, UnrefImage>;

/// A picture whose value at (x, y) of each band is value(x, y, band).
template <class Value, class Function>
TestImage makeImage(
    int width, int height, int bands, VipsBandFormat format, VipsInterpretation colours, Function value) {
    static const bool started = vips_init("test") == 0;
    static_cast<void>(started);
    std::vector<Value> values;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int b = 0; b < bands; ++b) values.push_back(static_cast<Value>(value(x, y, b)));
    TestImage image(
        vips_image_new_from_memory_copy(values.data(), values.size() * sizeof(Value), width, height, bands, format));
    image->Type = colours;
    return image;
}

/// `name` may end in options of libvips: "a.jpg[Q=100]".
inline bool save(const TestImage& image, const std::string& name) {
    return vips_image_write_to_file(image.get(), name.c_str(), nullptr) == 0;
}

inline std::string bytesOf(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline void writeBytes(const std::filesystem::path& file, std::string_view bytes) {
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

struct Rgba {
    int r = 0, g = 0, b = 0, a = 0;
    bool operator==(const Rgba&) const = default;
    bool isNear(const Rgba& other, int by) const {
        return std::abs(r - other.r) <= by && std::abs(g - other.g) <= by && std::abs(b - other.b) <= by &&
               std::abs(a - other.a) <= by;
    }
};

inline Rgba at(const media::Pixels& pixels, int x, int y) {
    const auto* p = pixels.row(y) + 4 * x;
    return {p[0], p[1], p[2], p[3]};
}

} // namespace slipway::testkit
