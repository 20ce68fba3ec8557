#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace slipway::process {

/// What a machine and a process with its descendants use at one moment. Shares and rates are those since the sample
/// before. Names and units as MLflow's own system metrics have them, so that its clients find them.
struct ResourceSample {
    std::map<std::string, double> system; ///< "cpu_utilization_percentage", "system_memory_usage_megabytes" …
    double residentMegabytes = 0;         ///< of the process and its descendants
    double cpuPercent = 0;                ///< of the same; 100: one core
};

/// Reads /proc. One thread at a time.
class ResourceUsage {
public:
    /// `disk`: a folder on the disk to be watched.
    ResourceUsage(int process, std::filesystem::path disk);

    ResourceSample sample();
    /// Only the memory of the process and its descendants, for peaks between samples; bytes.
    std::uint64_t sampleMemory();

    std::uint64_t peakBytes() const { return m_peak; } ///< of all samples
    double cpuSeconds() const { return m_cpuSeconds; } ///< used up to the last sample, ended children included

private:
    struct Tree {
        std::uint64_t residentBytes = 0;
        double cpuSeconds = 0;
    };
    Tree readTree() const;
    void addMemory(ResourceSample& sample) const;
    void addDisk(ResourceSample& sample) const;
    void addNetwork(ResourceSample& sample);
    void addCpu(ResourceSample& sample);

    struct Network {
        double received = 0, sent = 0;
    };
    static std::optional<Network> readNetwork();

    int m_process;
    std::filesystem::path m_disk;
    std::uint64_t m_peak = 0;
    double m_cpuSeconds = 0;
    std::optional<Network> m_networkAtStart;
    double m_busyBefore = 0, m_totalBefore = 0;
    std::chrono::steady_clock::time_point m_before;
};

/// "system/gpu_0_utilization_percentage" … without "system/", as nvidia-smi tells; nothing where there is none. Takes
/// up to a second.
std::map<std::string, double> gpuUsage();

/// Bytes that this process may use: the least of the machine's memory, its own limits and those of its control groups.
std::uint64_t memoryLimit();
/// How many processes the kernel has ended for want of memory: in this process's control group, and on this machine.
struct OutOfMemoryCount {
    std::uint64_t group = 0, machine = 0;
};
OutOfMemoryCount outOfMemoryCount();

} // namespace slipway::process
