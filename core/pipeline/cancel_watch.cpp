#include "core/pipeline/cancel_watch.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "core/base/log.h"
#include "core/base/progress.h"
#include "core/pipeline/run_store.h"
#include "core/store/database.h"

namespace slipway::pipeline {

namespace {

constexpr std::chrono::milliseconds kPause(200);

void watch(const std::stop_token& stop, const std::filesystem::path& database, std::int64_t run, Progress& progress) {
    std::mutex mutex;
    std::condition_variable_any wake;
    const auto sleepUntilStopped = [&] {
        std::unique_lock lock(mutex);
        return wake.wait_for(lock, stop, kPause, [&] { return stop.stop_requested(); });
    };
    if (sleepUntilStopped()) return; // most runs are over before anybody could want to cancel them
    auto db = store::Database::open(database, store::Database::Mode::ReadOnly);
    if (!db) {
        log::warning("this run cannot be cancelled from outside: " + toLine(db.error()));
        return;
    }
    const RunStore runs(*db);
    do {
        const auto requested = runs.cancelRequested(run);
        if (requested && *requested) return progress.cancel();
    } while (!sleepUntilStopped());
}

} // namespace

CancelWatch::CancelWatch(std::filesystem::path database, std::int64_t run, Progress& progress)
    : m_thread([path = std::move(database), run, &progress](
                   const std::stop_token& stop) { watch(stop, path, run, progress); }) {}

CancelWatch::~CancelWatch() = default;

} // namespace slipway::pipeline
