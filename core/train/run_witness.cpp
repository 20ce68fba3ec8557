#include "core/train/run_witness.h"

#include <algorithm>
#include <vector>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/store/database.h"
#include "core/store/transaction.h"
#include "core/track/metric_store.h"
#include "core/track/run_store.h"

namespace slipway::train {

namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

constexpr auto kTick = 500ms, kFirstSample = 1000ms, kBeat = 2500ms;
constexpr double kMegabyte = 1e6;

/// Rows of one run, written from this thread.
class Notebook {
public:
    Notebook(store::Database db, std::string run) : m_db(std::move(db)), m_run(std::move(run)) {}

    Status beat() {
        track::RunStore runs(m_db);
        SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_db));
        SLIPWAY_ASSIGN(const auto key, runs.keyOf(m_run));
        if (key.status == track::RunStatus::Running) SLIPWAY_TRY(runs.setHeartbeat(key.number, systemClock().now()));
        return transaction.commit();
    }
    Status log(const std::map<std::string, double>& values) {
        const auto now = systemClock().now();
        std::vector<track::MetricPoint> points;
        for (const auto& [key, value] : values) points.push_back({key, value, m_step, now});
        m_step++;
        SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_db));
        SLIPWAY_ASSIGN(const auto key, track::RunStore(m_db).keyOf(m_run));
        SLIPWAY_TRY(track::MetricStore(m_db).add(key.number, key.experiment, points));
        return transaction.commit();
    }

private:
    store::Database m_db;
    std::string m_run;
    std::int64_t m_step = 0;
};

std::map<std::string, double> valuesOf(process::ResourceUsage& usage, bool withGpu) {
    const auto sample = usage.sample();
    std::map<std::string, double> values{
        {"process/rss_megabytes", sample.residentMegabytes}, {"process/cpu_percentage", sample.cpuPercent}};
    for (const auto& [key, value] : sample.system) values["system/" + key] = value;
    if (withGpu)
        for (const auto& [key, value] : process::gpuUsage()) values["system/" + key] = value;
    return values;
}

} // namespace

RunWitness::RunWitness(const Options& options) : m_options(options) {
    if (!m_options.database.empty()) m_thread = std::thread([this] { work(); });
}

RunWitness::~RunWitness() {
    stop();
}

void RunWitness::stop() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable()) m_thread.join();
}

bool RunWitness::pause(std::chrono::milliseconds time) {
    std::unique_lock lock(m_mutex);
    return !m_wake.wait_for(lock, time, [this] { return m_stopping; });
}

void RunWitness::work() {
    auto db = store::Database::open(m_options.database);
    if (!db) return log::warning("a run is not watched: " + toLine(db.error()));
    Notebook notebook(std::move(*db), m_options.run);
    process::ResourceUsage usage(m_options.process, m_options.folder);
    const bool hasGpu = !process::gpuUsage().empty();
    const auto began = SteadyClock::now();
    auto nextSample = began + kFirstSample, nextBeat = began;
    Status done;
    do {
        const auto now = SteadyClock::now();
        m_memory = usage.sampleMemory();
        m_peak = usage.peakBytes();
        if (now >= nextBeat) {
            done = notebook.beat();
            nextBeat = now + kBeat;
        }
        if (done && now >= nextSample) {
            done = notebook.log(valuesOf(usage, hasGpu));
            nextSample = now + std::max<std::chrono::milliseconds>(m_options.every, kTick);
        }
        if (!done) log::warning("a run is watched in vain: " + toLine(done.error()));
    } while (pause(kTick));
    auto last = valuesOf(usage, false);
    if (last["process/rss_megabytes"] == 0) { // its processes have ended
        last.erase("process/rss_megabytes");
        last.erase("process/cpu_percentage");
    }
    last["process/peak_rss_megabytes"] = static_cast<double>(usage.peakBytes()) / kMegabyte;
    last["process/cpu_seconds"] = usage.cpuSeconds();
    m_peak = usage.peakBytes();
    if (done = notebook.log(last); !done) log::warning("a run's use of resources is lost: " + toLine(done.error()));
}

} // namespace slipway::train
