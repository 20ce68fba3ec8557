#include <cstdint>
#include <string_view>

#include "core/workspace/settings.h"
#include "tests/fuzz/require.h"
#include "tests/fuzz/scratch_file.h"

using namespace slipway;

/// slipway.yaml of a workspace.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFile file("slipway.yaml");
    file.write({reinterpret_cast<const char*>(data), size});
    const auto settings = workspace::readSettings(file.path());
    if (!settings) {
        REQUIRE(settings.error().message.find("slipway.yaml") != std::string::npos);
        return 0;
    }
    REQUIRE(!settings->stages.empty());
    return 0;
}
