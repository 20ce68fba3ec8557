#include <cstdint>
#include <string_view>

#include "core/base/json.h"
#include "core/train/bundle_format.h"
#include "tests/fuzz/require.h"

using namespace slipway;

/// slipway-model.json of a bundle that came from elsewhere.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto json = parseJson({reinterpret_cast<const char*>(data), size}, "slipway-model.json");
    if (!json) return 0;
    const auto description = train::bundleDescriptionFromJson(*json, "slipway-model.json");
    if (!description) {
        REQUIRE(!description.error().message.empty());
        return 0;
    }
    const auto written = train::toJson(*description, Json::object());
    const auto again = train::bundleDescriptionFromJson(written, "written");
    REQUIRE(again);
    REQUIRE(train::toJson(*again, Json::object()) == written);
    REQUIRE(again->outputs() == description->outputs());
    return 0;
}
