#include "core/label/journal.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/label/journal_closing.h"
#include "core/label/journal_records.h"

namespace slipway::label {

namespace fs = std::filesystem;

namespace {

constexpr auto kFlushEvery = std::chrono::milliseconds(100);

std::unexpected<Error> failedWrite(int reason, const fs::path& file) {
    if (reason == EFBIG) reason = ENOSPC; // a quota by file size
    return failFromErrno(reason, "write the journal " + file.string());
}

void syncFolderOf(const fs::path& file) {
    const int folder = ::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    ::fsync(folder);
    ::close(folder);
}

} // namespace

struct Journal::State {
    fs::path file;
    int fd = -1;
    std::uint64_t end = 0; ///< where the next record goes
    std::vector<Gesture> found;
    std::optional<JournalEnding> ending;

    // Shared with the flusher.
    std::mutex mutex;
    std::condition_variable_any wake;
    bool dirty = false;
    int syncError = 0;
    std::atomic<bool> folderSynced = false;
    std::jthread flusher; // last: joined before the rest goes

    ~State() {
        if (auto done = stop(); !done) log::error(toLine(done.error()));
        if (fd >= 0) ::close(fd);
    }

    /// Waits for the flusher, and does what it has not done.
    Status stop() {
        if (!flusher.joinable()) return {};
        flusher = {};
        if (dirty && fd >= 0) sync();
        if (syncError != 0) return failedWrite(syncError, file);
        return {};
    }

    Status writeAll(std::string_view bytes, std::uint64_t offset) {
        while (!bytes.empty()) {
            const auto wrote = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
            if (wrote < 0 && errno == EINTR) continue;
            if (wrote <= 0) return failedWrite(wrote < 0 ? errno : ENOSPC, file);
            bytes.remove_prefix(static_cast<std::size_t>(wrote));
            offset += static_cast<std::uint64_t>(wrote);
        }
        return {};
    }

    /// Without the mutex: append() does not wait for a slow disk.
    void sync() {
        const int failed = ::fdatasync(fd) != 0 ? errno : 0;
        if (!folderSynced) syncFolderOf(file);
        folderSynced = true;
        if (failed == 0) return;
        const std::scoped_lock lock(mutex);
        syncError = failed;
    }

    void flushInBackground(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            {
                std::unique_lock lock(mutex);
                if (!wake.wait(lock, stop, [this] { return dirty; })) return;
                // Gestures that come meanwhile share the sync.
                wake.wait_for(lock, stop, kFlushEvery, [] { return false; });
                dirty = false;
            }
            sync();
        }
    }

    void markDirty() {
        {
            const std::scoped_lock lock(mutex);
            dirty = true;
        }
        if (!flusher.joinable())
            flusher = std::jthread([this](const std::stop_token& stop) { flushInBackground(stop); });
        wake.notify_all();
    }

    Status truncateTo(std::uint64_t size) {
        if (::ftruncate(fd, static_cast<off_t>(size)) != 0) return failedWrite(errno, file);
        return {};
    }

    /// Under a name that no copy before it has.
    Status keep(std::string_view bytes) const {
        auto copy = file.string() + ".damaged";
        std::error_code failed;
        for (int i = 2; fs::exists(copy, failed); ++i) copy = fmt::format("{}.{}.damaged", file.string(), i);
        return writeFileAtomically(copy, bytes);
    }

    Status write(const std::string& record) {
        if (auto written = writeAll(record, end); !written) {
            if (auto cut = truncateTo(end); !cut) log::error(toLine(cut.error()));
            return written;
        }
        end += record.size();
        markDirty();
        return {};
    }

    Status checkWritable() {
        if (fd < 0) return fail(ErrorCode::FailedPrecondition, "the journal was removed", "Open the item again");
        const std::scoped_lock lock(mutex);
        if (syncError != 0) return failedWrite(syncError, file);
        return {};
    }

    /// Finds the end of the last whole record and cuts off what follows.
    Status recover() {
        SLIPWAY_ASSIGN(const auto bytes, readFile(file, kMostJournalBytes));
        SLIPWAY_ASSIGN(auto records, readRecords(bytes, file));
        found = std::move(records.gestures);
        ending = std::move(records.ending);
        if (bytes.size() < kJournalHead.size()) { // new, or killed while it was made
            SLIPWAY_TRY(writeAll(kJournalHead, 0));
            end = kJournalHead.size();
            return {};
        }
        end = records.end;
        if (records.end == bytes.size()) return {};
        if (records.damaged) {
            log::warning(fmt::format("the journal {} is damaged after byte {}; a copy is kept", file.string(), end));
            SLIPWAY_TRY(keep(bytes));
        }
        return truncateTo(end);
    }
};

Result<std::unique_ptr<Journal>> Journal::open(const fs::path& file) {
    auto state = std::make_unique<State>();
    state->file = file;
    while (true) {
        state->fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (state->fd < 0) return failFromErrno(errno, "write the journal " + file.string());
        if (::flock(state->fd, LOCK_EX | LOCK_NB) != 0) {
            if (errno != EWOULDBLOCK) return failFromErrno(errno, "lock the journal " + file.string());
            return fail(ErrorCode::AlreadyExists, "this item is open in another window", "Go on there, or close it");
        }
        // remove() of another window may have taken the file away between open and lock.
        struct stat opened{}, named{};
        if (::fstat(state->fd, &opened) == 0 && ::stat(file.c_str(), &named) == 0 && opened.st_ino == named.st_ino)
            break;
        ::close(state->fd);
        state->fd = -1;
    }
    SLIPWAY_TRY(state->recover());
    return std::unique_ptr<Journal>(new Journal(std::move(state)));
}

Journal::Journal(std::unique_ptr<State> state) : m_state(std::move(state)) {}

Journal::~Journal() {
    if (!m_state->flusher.joinable()) return; // nothing was written
    ::flock(m_state->fd, LOCK_UN);
    closeLater([state = std::move(m_state)]() mutable { state.reset(); });
}

Status Journal::append(const Gesture& gesture) {
    SLIPWAY_TRY(m_state->checkWritable());
    SLIPWAY_ASSIGN(const auto record, toRecord(gesture));
    return m_state->write(record);
}

Status Journal::append(const JournalEnding& ending) {
    SLIPWAY_TRY(m_state->checkWritable());
    SLIPWAY_ASSIGN(const auto record, toRecord(ending));
    return m_state->write(record);
}

Status Journal::flush() {
    auto& state = *m_state;
    if (state.fd < 0 || !state.flusher.joinable()) return {};
    {
        const std::scoped_lock lock(state.mutex);
        state.dirty = false;
    }
    state.sync();
    const std::scoped_lock lock(state.mutex);
    if (state.syncError != 0) return failedWrite(state.syncError, state.file);
    return {};
}

Status Journal::clear() {
    auto& state = *m_state;
    SLIPWAY_TRY(state.truncateTo(kJournalHead.size()));
    state.end = kJournalHead.size();
    state.found.clear();
    state.ending.reset();
    return {};
}

Status Journal::remove() {
    auto& state = *m_state;
    if (!empty()) return fail(ErrorCode::FailedPrecondition, "the journal holds gestures", "Store them first");
    if (state.fd < 0) return {};
    state.flusher = {}; // stops and joins it, so that nobody syncs a closed file
    if (::unlink(state.file.c_str()) != 0 && errno != ENOENT)
        return failFromErrno(errno, "remove the journal " + state.file.string());
    ::close(state.fd);
    state.fd = -1;
    return {};
}

bool Journal::empty() const {
    return m_state->end <= kJournalHead.size();
}

std::vector<Gesture> Journal::takeFound() {
    return std::exchange(m_state->found, {});
}

std::optional<JournalEnding> Journal::takeEnding() {
    return std::exchange(m_state->ending, std::nullopt);
}

Status Journal::keepCopy() const {
    SLIPWAY_ASSIGN(const auto bytes, readFile(m_state->file, kMostJournalBytes));
    return m_state->keep(bytes);
}

const fs::path& Journal::file() const {
    return m_state->file;
}

Result<std::vector<Gesture>> Journal::read(const fs::path& file, bool* cut) {
    SLIPWAY_ASSIGN(const auto bytes, readFile(file, kMostJournalBytes));
    SLIPWAY_ASSIGN(auto records, readRecords(bytes, file));
    if (cut) *cut = records.end != bytes.size();
    return std::move(records.gestures);
}

} // namespace slipway::label
