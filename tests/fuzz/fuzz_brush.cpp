#include <vector>

#include "core/label/mask.h"
#include "tests/fuzz/require.h"

using namespace slipway::label;

/// First two bytes: width and height; the rest: the packed runs.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const int width = data[0], height = data[1];
    const auto mask = decodeBrush(std::vector<std::uint8_t>(data + 2, data + size), width, height);
    if (!mask) {
        REQUIRE(!mask.error().message.empty());
        return 0;
    }
    REQUIRE(mask->left() >= 0 && mask->left() + mask->width() <= width);
    REQUIRE(mask->top() >= 0 && mask->top() + mask->height() <= height);
    const auto again = decodeBrush(encodeBrush(*mask, width, height), width, height);
    REQUIRE(again && *again == *mask);
    return 0;
}
