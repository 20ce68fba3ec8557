#include <cstdint>
#include <limits>
#include <string_view>

#include "core/deploy/capture_reader.h"
#include "tests/fuzz/require.h"
#include "tests/fuzz/scratch_file.h"

using namespace slipway;

/// A file of captured requests, torn or written by someone else.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFile file("census-1/2026/01/31/10/a.jsonl");
    file.write({reinterpret_cast<const char*>(data), size});
    constexpr Timestamp end = std::numeric_limits<Timestamp>::max();
    const auto captured = deploy::readCaptured(file.folder(), 0, end, {"age", "sex"});
    if (!captured) {
        REQUIRE(!captured.error().message.empty());
        return 0;
    }
    REQUIRE(captured->count.rows == static_cast<std::int64_t>(captured->rows.size()));
    REQUIRE(captured->count.skippedLines <= captured->count.lines);
    return 0;
}
