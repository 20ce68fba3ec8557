#include <cstring>
#include <vector>

#include "core/label/mask.h"
#include "tests/fuzz/require.h"

using namespace slipway::label;

namespace {

constexpr std::int16_t kNextRing = -32768;

template <class Number> std::vector<Number> numbersIn(const std::uint8_t* data, std::size_t size) {
    std::vector<Number> numbers(size / sizeof(Number));
    if (!numbers.empty()) std::memcpy(numbers.data(), data, numbers.size() * sizeof(Number));
    return numbers;
}

/// Eighths of pixels about the picture; any doubles.
std::vector<Ring> ringsNear(const std::vector<std::int16_t>& numbers) {
    std::vector<Ring> rings(1);
    for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) {
        if (numbers[i] == kNextRing)
            rings.emplace_back();
        else
            rings.back().push_back({numbers[i] / 8.0, numbers[i + 1] / 8.0});
    }
    return rings;
}
std::vector<Ring> ringsAnywhere(const std::vector<double>& numbers) {
    std::vector<Ring> rings(1);
    for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) rings.back().push_back({numbers[i], numbers[i + 1]});
    return rings;
}

void requireInside(const Mask& mask, int width, int height) {
    REQUIRE(mask.empty() || (mask.left() >= 0 && mask.left() + mask.width() <= width));
    REQUIRE(mask.empty() || (mask.top() >= 0 && mask.top() + mask.height() <= height));
}

} // namespace

/// First three bytes: width, height, and what the rest is: 0 for rings near the picture.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 3) return 0;
    const int width = data[0], height = data[1];
    const bool near = data[2] == 0;
    const auto rings = near ? ringsNear(numbersIn<std::int16_t>(data + 3, size - 3))
                            : ringsAnywhere(numbersIn<double>(data + 3, size - 3));
    const auto drawn = Mask::drawn(rings, width, height);
    requireInside(drawn, width, height);
    requireInside(Mask::fromRings(rings, width, height), width, height);
    REQUIRE(Mask::fromRings(drawn.outlines(), width, height) == drawn);
    if (!near) return 0;
    Mask together;
    for (const auto& ring : rings) {
        together = together.united(Mask::drawn({ring}, width, height));
        for (const auto& corner : ring) {
            const int x = static_cast<int>(corner.x), y = static_cast<int>(corner.y);
            if (x >= 0 && y >= 0 && x < width && y < height) REQUIRE(drawn.contains(x, y));
        }
    }
    REQUIRE(together == drawn);
    return 0;
}
