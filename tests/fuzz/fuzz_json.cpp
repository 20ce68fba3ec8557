#include <cstdint>
#include <string_view>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/base/time.h"
#include "tests/fuzz/require.h"

using namespace slipway;

namespace {

constexpr auto npos = std::string::npos;

void documents(std::string_view bytes) {
    const auto parsed = parseJson(bytes, "input");
    if (!parsed) {
        REQUIRE(!parsed.error().message.empty());
        REQUIRE(parsed.error().message.find('\n') == npos);
        return;
    }
    const auto written = dump(*parsed);
    REQUIRE(firstInvalidUtf8(written) == npos);
    const auto again = parseJson(written, "output");
    REQUIRE(again);
    REQUIRE(dump(*again) == written);
}

void times(std::string_view bytes) {
    if (const auto time = parseIso8601(bytes)) {
        const auto again = parseIso8601(toIso8601(*time));
        REQUIRE(again && *again == *time);
    }
    if (const auto duration = parseDuration(bytes)) REQUIRE(*duration >= 0);
}

void texts(std::string_view bytes) {
    const auto invalid = firstInvalidUtf8(bytes);
    REQUIRE(invalid == npos || invalid < bytes.size());
    const auto shown = forMessage(bytes);
    for (const char c : shown) REQUIRE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
    if (invalid == npos) REQUIRE(firstInvalidUtf8(shown) == npos);
    REQUIRE(join(split(bytes, ','), ",") == bytes);
    if (isValidName(bytes)) REQUIRE(trimmed(bytes) == bytes && bytes.size() <= 64);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    documents(bytes);
    times(bytes);
    texts(bytes);
    return 0;
}
