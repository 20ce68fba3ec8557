#include "core/label/journal_records.h"

#include <zlib.h>

#include <fmt/format.h>

#include "core/base/json.h"

namespace slipway::label {

namespace {

constexpr std::size_t kFrame = 8; // length and CRC

void putNumber(std::string& bytes, std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>((value >> shift) & 0xFF);
}

std::uint32_t numberAt(std::string_view bytes, std::size_t offset) {
    std::uint32_t value = 0;
    for (int i = 3; i >= 0; --i)
        value = (value << 8) | static_cast<unsigned char>(bytes[offset + static_cast<std::size_t>(i)]);
    return value;
}

std::uint32_t checksum(std::string_view payload) {
    return static_cast<std::uint32_t>(
        crc32_z(0, reinterpret_cast<const unsigned char*>(payload.data()), payload.size()));
}

/// The payload of the record at `offset`; nothing when it is cut short or does not match its CRC.
std::optional<std::string_view> payloadAt(std::string_view bytes, std::size_t offset) {
    if (bytes.size() - offset < kFrame) return std::nullopt;
    const auto length = numberAt(bytes, offset);
    if (length == 0 || length > kMostRecordBytes || length > bytes.size() - offset - kFrame) return std::nullopt;
    const auto payload = bytes.substr(offset + kFrame, length);
    if (checksum(payload) != numberAt(bytes, offset + 4)) return std::nullopt;
    return payload;
}

/// A write in flight leaves a part of one record; a whole record of the told length with wrong bytes and more behind
/// it is damage.
bool isDamage(std::string_view bytes, std::size_t offset) {
    if (bytes.size() - offset < kFrame) return false;
    const auto length = numberAt(bytes, offset);
    return length == 0 || length > kMostRecordBytes || bytes.size() - offset - kFrame > length;
}

} // namespace

Result<std::string> toRecord(const Gesture& gesture) {
    const auto payload = dump(toJson(gesture));
    if (payload.size() > kMostRecordBytes)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("one step of work takes {} MiB, more than the {} that are stored at once", payload.size() >> 20,
                kMostRecordBytes >> 20),
            "Change fewer regions at once");
    std::string record;
    record.reserve(payload.size() + kFrame);
    putNumber(record, static_cast<std::uint32_t>(payload.size()));
    putNumber(record, checksum(payload));
    return record + payload;
}

Result<JournalRecords> readRecords(std::string_view bytes, const std::filesystem::path& file) {
    JournalRecords records;
    const auto head = bytes.substr(0, kJournalHead.size());
    if (head != kJournalHead.substr(0, head.size()))
        return fail(ErrorCode::BadData, fmt::format("{} is no journal of gestures", file.string()),
            "Move the file away; nothing was changed");
    if (head.size() < kJournalHead.size()) return records;
    records.end = kJournalHead.size();
    while (records.end < bytes.size()) {
        const auto payload = payloadAt(bytes, records.end);
        if (!payload) {
            records.damaged = isDamage(bytes, records.end);
            break;
        }
        const auto json = parseJson(*payload, "journal");
        auto gesture = json ? gestureFromJson(*json) : Result<Gesture>(std::unexpected(json.error()));
        if (!gesture) {
            records.damaged = true;
            break;
        }
        records.gestures.push_back(std::move(*gesture));
        records.end += kFrame + payload->size();
    }
    return records;
}

} // namespace slipway::label
