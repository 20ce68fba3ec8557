#include <cstdint>
#include <string_view>
#include <vector>

#include "core/deploy/prediction_rows.h"
#include "tests/fuzz/require.h"

using namespace slipway;

/// The body of a prediction request; its first byte chooses the content type.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    static const std::vector<train::InputColumn> inputs{{"age", false, {}}, {"sex", true, {"Female", "Male"}}};
    static constexpr std::string_view types[] = {
        "text/csv", "application/json", "application/jsonlines", "application/json; charset=utf-8"};
    const std::string_view body(reinterpret_cast<const char*>(data + 1), size - 1);
    const auto rows = deploy::rowsFromRequest(types[data[0] % 4], body, inputs);
    if (!rows) {
        REQUIRE(!rows.error().message.empty());
        return 0;
    }
    for (const auto& row : *rows) REQUIRE(row.size() == inputs.size());
    return 0;
}
