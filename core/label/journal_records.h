#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/label/journal.h"

namespace slipway::label {

inline constexpr std::string_view kJournalHead = "SLIPJRN1";
inline constexpr std::uint64_t kMostJournalBytes = 4ull << 30;
inline constexpr std::uint32_t kMostRecordBytes = 256u << 20;

/// One gesture as it stands in a journal. InvalidArgument over kMostRecordBytes.
Result<std::string> toRecord(const Gesture& gesture);
Result<std::string> toRecord(const JournalEnding& ending);

struct JournalRecords {
    std::vector<Gesture> gestures;
    std::optional<JournalEnding> ending; ///< when it is the last whole record
    std::uint64_t end = 0;               ///< behind the last whole record
    bool damaged = false;                ///< more than one record in flight is broken behind it
};
/// BadData when the bytes do not begin as a journal does; a head that is cut short is an empty journal.
Result<JournalRecords> readRecords(std::string_view bytes, const std::filesystem::path& file);

} // namespace slipway::label
