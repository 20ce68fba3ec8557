#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/label/gesture.h"

namespace slipway::label {

/// How a window's work ended. It stands behind the gestures, so that a submit or skip outlives kill -9 before the
/// database has it.
struct JournalEnding {
    enum class Kind : std::uint8_t { KeepDraft, Submit, Skip };
    Kind kind = Kind::KeepDraft;
    std::string skipReason;
    std::int64_t task = 0;
    std::string annotation, person;
    double seconds = 0; ///< that the person worked on it since it was opened
    bool operator==(const JournalEnding&) const = default;
};

/// An append-only file of gestures: what one open window did since its work was last folded into the workspace's
/// database. append() returns when the operating system has the bytes, so that kill -9 loses nothing; a thread of the
/// journal brings them to the disk within a tenth of a second, for power loss. No database lock is ever waited for.
///
/// File: 8 bytes "SLIPJRN1", then per gesture 4 bytes length and 4 bytes CRC-32 of the payload (little endian), and the
/// payload: compact JSON. An ending is such a record too; gestures behind it void it. A last record that is cut short
/// or does not match its CRC is what was in flight: reading stops there, and writing goes on after the last whole
/// record. Damage before the end (a bad disk) is treated the same, but the file is copied to "<file>.damaged" (then
/// "<file>.2.damaged" …) before anything is written over it.
///
/// Locked (flock) while open: one writer a file. append() and flush() from one thread.
class Journal {
public:
    /// Makes the file or goes on at its end. AlreadyExists when another window writes it, BadData when it is no
    /// journal.
    static Result<std::unique_ptr<Journal>> open(const std::filesystem::path& file);
    /// The next window may open it at once. What is not on the disk yet a thread brings there; the program waits for
    /// that at its end, nobody before.
    ~Journal();

    /// After an error (DiskFull …) the file is as it was before the call.
    Status append(const Gesture& gesture);
    Status append(const JournalEnding& ending);
    Status flush(); ///< on disk when it returns
    /// Forgets all gestures, after they were folded into the database.
    Status clear();
    /// Closes an empty journal and takes its file away; FailedPrecondition while it holds gestures. Nothing can be
    /// appended after that.
    Status remove();
    bool empty() const;
    /// The whole records that the file held when it was opened, once: the second call answers none.
    std::vector<Gesture> takeFound();
    /// The ending, when it was the last record that the file held when it was opened; once.
    std::optional<JournalEnding> takeEnding();
    /// Copies the file beside it under the next free name that ends in ".damaged".
    Status keepCopy() const;
    const std::filesystem::path& file() const;

    /// All whole records of a file, in order. Reading does not need the lock. `cut` tells whether a broken last record
    /// was left out.
    static Result<std::vector<Gesture>> read(const std::filesystem::path& file, bool* cut = nullptr);

private:
    struct State;
    explicit Journal(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace slipway::label
