#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>

#include "core/track/transfer/checksum.h"
#include "core/track/transfer/event_summary.h"
#include "core/track/transfer/record_file.h"
#include "tests/fuzz/require.h"

using namespace slipway;
using namespace slipway::track::transfer;

namespace {

void requireSound(std::string_view record, const std::vector<EventSummary::Media>& media) {
    for (const auto& one : media) {
        REQUIRE(one.offset <= record.size() && one.length <= record.size() - one.offset);
        REQUIRE(!one.path.empty() && one.path.front() != '/' && one.path.find("..") == std::string::npos);
    }
}

void requireSound(const EventSummary& summary) {
    for (const auto& point : summary.points()) REQUIRE(point.key < summary.keys().size());
    REQUIRE(summary.firstAt() <= summary.lastAt());
}

/// A file as it is.
void readFile(std::string_view bytes) {
    Problems problems;
    std::istringstream in{std::string(bytes)};
    TfRecords records(in, "file", problems);
    EventSummary summary(problems);
    std::size_t read = 0;
    while (const auto record = records.next()) {
        read += record->bytes.size();
        REQUIRE(record->at + record->bytes.size() <= bytes.size());
        REQUIRE(bytes.substr(record->at, record->bytes.size()) == record->bytes);
        requireSound(record->bytes, summary.add(record->bytes, "record"));
    }
    REQUIRE(read <= bytes.size());
    requireSound(summary);
}

std::string littleEndian(std::uint64_t number, int size) {
    std::string bytes;
    for (int i = 0; i < size; ++i) bytes += static_cast<char>(number >> (8 * i));
    return bytes;
}

/// The bytes as one event under checksums that fit, as somebody makes it who means harm.
void readEvent(std::string_view event) {
    const auto length = littleEndian(event.size(), 8);
    readFile(
        length + littleEndian(maskedCrc32c(length), 4) + std::string(event) + littleEndian(maskedCrc32c(event), 4));
    Problems problems;
    EventSummary summary(problems);
    requireSound(event, summary.add(event, "event"));
    requireSound(summary);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] % 4 == 0)
        readFile(bytes);
    else
        readEvent(bytes);
    return 0;
}
