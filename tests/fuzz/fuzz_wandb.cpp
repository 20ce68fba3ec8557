#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>

#include "core/track/transfer/checksum.h"
#include "core/track/transfer/record_file.h"
#include "core/track/transfer/wandb_record.h"
#include "tests/fuzz/require.h"

using namespace slipway;
using namespace slipway::track::transfer;

namespace {

constexpr std::string_view kHead("\x3aW&B\xe1\xbe\x00", 7);

void requireSound(const WandbRun& run) {
    for (const auto& point : run.points()) REQUIRE(point.key < run.keys().size());
    REQUIRE(!run.parameters().contains("_wandb"));
}

/// A file as it is.
std::size_t readFile(std::string_view bytes) {
    Problems problems;
    std::istringstream in{std::string(bytes)};
    WandbRecords records(in, "file", problems);
    REQUIRE(!records.isWandb() || bytes.starts_with(kHead.substr(0, 4)));
    if (!records.isWandb()) return 0;
    WandbRun run(problems);
    std::size_t count = 0, read = 0;
    for (; const auto record = records.next(); ++count) {
        read += record->size();
        run.add(*record, "record");
    }
    run.finish();
    REQUIRE(read <= bytes.size());
    requireSound(run);
    return count;
}

/// Records between line ends, in pieces with checksums that fit.
void readRecords(std::string_view lines) {
    std::string file(kHead);
    std::size_t written = 0;
    while (!lines.empty() && file.size() + lines.size() + 4096 < 32768) {
        const auto end = std::min(lines.find('\n'), lines.size());
        const auto record = lines.substr(0, end);
        lines.remove_prefix(std::min(end + 1, lines.size()));
        const auto half = record.size() / 2;
        for (const int type : {2, 4}) {
            const auto piece = type == 2 ? record.substr(0, half) : record.substr(half);
            const std::string kind(1, static_cast<char>(type));
            const auto crc = crc32(kind, piece);
            for (int i = 0; i < 4; ++i) file += static_cast<char>(crc >> (8 * i));
            file += static_cast<char>(piece.size());
            file += static_cast<char>(piece.size() >> 8);
            file += kind;
            file += piece;
        }
        ++written;
        if (written > 100) break;
    }
    REQUIRE(readFile(file) == written);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] % 4 == 0)
        readFile(bytes);
    else
        readRecords(bytes);
    return 0;
}
