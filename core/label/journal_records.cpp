#include "core/label/journal_records.h"

#include <algorithm>
#include <array>

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

constexpr std::array<std::string_view, 3> kEndings{"draft", "submit", "skip"};

Json endingJson(const JournalEnding& ending) {
    return {{"ending", kEndings[static_cast<std::size_t>(ending.kind)]}, {"task", ending.task},
        {"annotation", ending.annotation}, {"person", ending.person}, {"reason", ending.skipReason},
        {"seconds", ending.seconds}};
}

std::optional<JournalEnding> endingFromJson(const Json& json) {
    const auto kind = std::ranges::find(kEndings, textOr(json, "ending"));
    JournalEnding ending;
    ending.task = integerOr(json, "task", 0);
    ending.annotation = textOr(json, "annotation");
    ending.person = textOr(json, "person");
    if (kind == kEndings.end() || ending.annotation.empty() || ending.person.empty()) return std::nullopt;
    ending.kind = static_cast<JournalEnding::Kind>(kind - kEndings.begin());
    ending.skipReason = textOr(json, "reason");
    ending.seconds = std::max(0.0, numberOr(json, "seconds", 0));
    return ending;
}

bool takeRecord(const Json& json, JournalRecords& records) {
    if (json.is_object() && json.contains("ending")) {
        records.ending = endingFromJson(json);
        return records.ending.has_value();
    }
    auto gesture = gestureFromJson(json);
    if (!gesture) return false;
    records.gestures.push_back(std::move(*gesture));
    records.ending.reset();
    return true;
}

Result<std::string> framed(const std::string& payload) {
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

} // namespace

Result<std::string> toRecord(const Gesture& gesture) {
    return framed(dump(toJson(gesture)));
}

Result<std::string> toRecord(const JournalEnding& ending) {
    return framed(dump(endingJson(ending)));
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
        if (!json || !takeRecord(*json, records)) {
            records.damaged = true;
            break;
        }
        records.end += kFrame + payload->size();
    }
    return records;
}

} // namespace slipway::label
