#include <cstdint>
#include <string_view>

#include "core/pipeline/pipeline_service.h"
#include "tests/fuzz/require.h"

using namespace slipway;

/// A pipeline's definition as YAML.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto definition = pipeline::parseDefinition({reinterpret_cast<const char*>(data), size}, "input");
    if (!definition) {
        REQUIRE(!definition.error().message.empty());
        return 0;
    }
    const auto written = pipeline::toYaml(*definition);
    const auto again = pipeline::parseDefinition(written, "output");
    REQUIRE(again);
    REQUIRE(pipeline::toYaml(*again) == written);
    return 0;
}
