#include <string_view>

#include "core/label/mask.h"
#include "tests/fuzz/require.h"

using namespace slipway::label;

/// First two bytes: width and height; the rest: COCO's text of the runs.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const int width = data[0], height = data[1];
    const auto runs = decompressRuns({reinterpret_cast<const char*>(data) + 2, size - 2}, 100'000);
    if (!runs) {
        REQUIRE(!runs.error().message.empty());
        return 0;
    }
    REQUIRE(*decompressRuns(compressRuns(*runs), 100'000) == *runs);
    const auto mask = maskFromColumnRuns(*runs, width, height);
    if (!mask) return 0;
    REQUIRE(*maskFromColumnRuns(columnRuns(*mask, width, height), width, height) == *mask);
    REQUIRE(Mask::fromRings(mask->outlines(), width, height) == *mask);
    REQUIRE(mask->without(*mask).empty() && mask->united(*mask) == *mask);
    return 0;
}
