#include "core/deploy/capture.h"

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/base/text.h"

namespace slipway::deploy {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kQueueBytes = 64u << 20, kWriteBytes = 1u << 20;

std::string toBase64(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int size = ::EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

Json payloadJson(const char* mode, const std::string& type, const std::string& data) {
    Json payload;
    payload["observedContentType"] = type;
    payload["mode"] = mode;
    const bool isText = firstInvalidUtf8(data) == std::string_view::npos;
    const auto kind = toLower(std::string_view(type).substr(0, type.find(';')));
    const char* encoding = "BASE64";
    if (isText && trimmed(kind) == "text/csv") encoding = "CSV";
    if (isText && trimmed(kind).starts_with("application/json")) encoding = "JSON";
    payload["data"] = encoding == std::string_view("BASE64") ? toBase64(data) : data;
    payload["encoding"] = encoding;
    return payload;
}

/// "2026/01/31/10"
std::string hourFolder(Timestamp time) {
    auto text = toIso8601(time).substr(0, 13);
    for (char& c : text)
        if (c == '-' || c == 'T') c = '/';
    return text;
}

std::size_t sizeOf(const CaptureRecord& record) {
    return record.input.size() + record.output.size() + 512;
}

/// The newest file of one variant.
struct OpenFile {
    int fd = -1;
    std::string hour;
    bool dirty = false;
    OpenFile() = default;
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile() { close(); }
    void close() {
        if (fd >= 0) ::close(fd);
        fd = -1;
    }
};

Status writeAll(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto wrote = ::write(fd, bytes.data(), bytes.size());
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return failFromErrno(errno, "write captured requests");
        bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return {};
}

} // namespace

struct CaptureWriter::State {
    fs::path root;
    mutable std::mutex mutex;
    std::condition_variable work, written;
    std::deque<CaptureRecord> queue;
    std::size_t queuedBytes = 0;
    std::uint64_t added = 0, synced = 0, flushWanted = 0;
    std::int64_t lost = 0;
    bool ending = false;
    Status failure;
    std::map<std::string, OpenFile> files; ///< of the writing thread, by folder
    std::thread thread;

    Status openFor(OpenFile& file, const fs::path& folder, const std::string& hour) {
        if (file.fd >= 0 && file.hour == hour) return {};
        if (file.fd >= 0) ::fdatasync(file.fd);
        file.close();
        SLIPWAY_TRY(makeFolders(folder / hour));
        const auto path = folder / hour / (newId() + ".jsonl");
        file.fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0644);
        if (file.fd < 0) return failFromErrno(errno, "write " + path.string());
        file.hour = hour;
        return {};
    }

    Status writeTo(const std::string& folder, const std::string& hour, const std::string& lines) {
        auto& file = files[folder];
        SLIPWAY_TRY(openFor(file, root / folder, hour));
        file.dirty = true;
        auto status = writeAll(file.fd, lines);
        if (!status) file.close(); // the next lines go to a new file, behind no torn line
        return status;
    }

    void writeBatch(std::deque<CaptureRecord> batch) {
        std::int64_t failedRecords = 0, pending = 0;
        Status problem;
        std::string folder, hour, lines;
        const auto send = [&] {
            if (!lines.empty())
                if (auto status = writeTo(folder, hour, lines); !status) {
                    failedRecords += pending;
                    if (problem) problem = std::move(status);
                }
            lines.clear();
            pending = 0;
        };
        for (const auto& record : batch) {
            const auto where = record.endpoint + "/" + captureFolderName(record.model, record.version);
            const auto when = hourFolder(record.time);
            if (where != folder || when != hour || lines.size() > kWriteBytes) send();
            folder = where;
            hour = when;
            lines += captureLine(record);
            ++pending;
        }
        send();
        const std::lock_guard lock(mutex);
        lost += failedRecords;
        if (!problem && failure) {
            log::error("captured requests are lost: " + toLine(problem.error()));
            failure = std::move(problem);
        }
    }

    void sync() {
        for (auto& [folder, file] : files) {
            if (!file.dirty || file.fd < 0) continue;
            if (::fdatasync(file.fd) != 0) {
                auto status = failFromErrno(errno, "write captured requests");
                const std::lock_guard lock(mutex);
                if (failure) failure = Status(std::move(status));
            }
            file.dirty = false;
        }
    }

    void run() {
        std::unique_lock lock(mutex);
        while (true) {
            work.wait(lock, [&] { return ending || !queue.empty() || flushWanted > synced; });
            // A short pause collects a batch, unless somebody waits for it.
            work.wait_for(lock, 100ms, [&] { return ending || flushWanted > synced || queuedBytes > kWriteBytes; });
            auto batch = std::exchange(queue, {});
            queuedBytes = 0;
            const auto upTo = added;
            const bool mustSync = flushWanted > synced, last = ending;
            lock.unlock();
            written.notify_all(); // there is room again
            writeBatch(std::move(batch));
            if (mustSync || last) sync();
            lock.lock();
            if (mustSync || last) synced = upTo;
            written.notify_all();
            if (last && queue.empty()) return;
        }
    }
};

CaptureWriter::CaptureWriter(fs::path root) : m_state(std::make_unique<State>()) {
    m_state->root = std::move(root);
    m_state->thread = std::thread([state = m_state.get()] { state->run(); });
}

CaptureWriter::~CaptureWriter() {
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->ending = true;
    }
    m_state->work.notify_all();
    m_state->thread.join();
}

void CaptureWriter::add(CaptureRecord record) {
    std::unique_lock lock(m_state->mutex);
    m_state->written.wait(lock, [&] { return m_state->queuedBytes < kQueueBytes; });
    m_state->queuedBytes += sizeOf(record);
    const bool wake = m_state->queue.empty() || m_state->queuedBytes > kWriteBytes;
    m_state->queue.push_back(std::move(record));
    ++m_state->added;
    lock.unlock();
    if (wake) m_state->work.notify_one();
}

Status CaptureWriter::flush() {
    std::unique_lock lock(m_state->mutex);
    const auto target = m_state->added;
    if (m_state->synced < target) {
        m_state->flushWanted = std::max(m_state->flushWanted, target);
        m_state->work.notify_one();
        m_state->written.wait(lock, [&] { return m_state->synced >= target; });
    }
    return std::exchange(m_state->failure, Status());
}

std::int64_t CaptureWriter::lost() const {
    const std::lock_guard lock(m_state->mutex);
    return m_state->lost;
}

std::string captureFolderName(std::string_view model, int version) {
    return fmt::format("{}-{}", model, version);
}

std::string captureLine(const CaptureRecord& record) {
    Json line;
    line["captureData"]["endpointInput"] = payloadJson("INPUT", record.inputType, record.input);
    line["captureData"]["endpointOutput"] = payloadJson("OUTPUT", record.outputType, record.output);
    line["eventMetadata"]["eventId"] = newId();
    if (!record.inferenceId.empty()) line["eventMetadata"]["inferenceId"] = record.inferenceId;
    line["eventMetadata"]["inferenceTime"] = toIso8601(record.time);
    line["eventVersion"] = "0";
    return dump(line) + "\n";
}

} // namespace slipway::deploy
