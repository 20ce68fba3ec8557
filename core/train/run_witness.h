#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "core/base/result.h"
#include "core/process/resource_usage.h"
#include "core/track/run.h"

namespace slipway::train {

/// Sees to a run while it runs: its heart beats, and what its processes and the machine use becomes metrics of it:
/// "system/…" as MLflow names them, "process/rss_megabytes" and "process/cpu_percentage". Works on a thread and a
/// connection of its own; what fails there is left out, since a training must not suffer from being watched.
class RunWitness {
public:
    struct Options {
        std::filesystem::path database; ///< nothing is done when it is empty
        std::filesystem::path folder;   ///< whose disk is watched
        std::string run;
        int process = 0;
        std::chrono::milliseconds every{5000}; ///< samples; the first after a second
    };
    explicit RunWitness(const Options& options);
    ~RunWitness(); ///< stop()

    /// The last sample, and "process/peak_rss_megabytes" and "process/cpu_seconds"; no more heartbeats.
    void stop();
    std::uint64_t memoryNow() const { return m_memory; } ///< of the processes together, bytes; a second old at most
    std::uint64_t peakMemory() const { return m_peak; }

private:
    void work();
    bool pause(std::chrono::milliseconds time); ///< false when it is time to end

    Options m_options;
    std::atomic<std::uint64_t> m_memory = 0, m_peak = 0;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace slipway::train
