#include "core/process/resource_usage.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <vector>

#include <unistd.h>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/process/proc_files.h"

namespace slipway::process {

namespace fs = std::filesystem;

namespace {

constexpr double kMegabyte = 1e6; // as MLflow counts

double ticksPerSecond() {
    static const double ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    return ticks;
}

struct Process {
    int pid = 0, parent = 0;
    std::uint64_t residentBytes = 0;
    double cpuSeconds = 0;
};

std::optional<Process> readProcess(int pid) {
    const auto stat = readFile(fmt::format("/proc/{}/stat", pid), 1u << 16);
    const auto afterName = stat ? stat->rfind(')') : std::string::npos; // the name before it may hold anything
    if (afterName == std::string::npos) return std::nullopt;
    const auto fields = wordsIn(std::string_view(*stat).substr(afterName + 1));
    constexpr std::size_t parentField = 1, userField = 11, lastCpuField = 14, residentField = 21;
    if (fields.size() <= residentField) return std::nullopt;
    Process found;
    found.pid = pid;
    found.parent = static_cast<int>(numberIn(fields[parentField]));
    for (auto field = userField; field <= lastCpuField; ++field) found.cpuSeconds += numberIn(fields[field]);
    found.cpuSeconds /= ticksPerSecond();
    static const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    found.residentBytes = static_cast<std::uint64_t>(std::max(0.0, numberIn(fields[residentField]))) * page;
    return found;
}

std::vector<int> numbersIn(const fs::path& folder) {
    std::vector<int> found;
    std::error_code failed;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
        const auto name = at->path().filename().string();
        if (name.empty() || name.find_first_not_of("0123456789") != std::string::npos) continue;
        found.push_back(std::atoi(name.c_str()));
    }
    return found;
}

/// Children as the kernel lists them, each with the thread that began it.
std::vector<int> childrenOf(int pid) {
    std::vector<int> children;
    const auto threads = fs::path("/proc") / std::to_string(pid) / "task";
    for (const int thread : numbersIn(threads))
        if (const auto list = readFile(threads / std::to_string(thread) / "children", 1u << 22))
            for (const auto word : wordsIn(*list)) children.push_back(static_cast<int>(numberIn(word)));
    return children;
}

/// A process and its descendants, however many other processes there are.
std::vector<Process> treeByLists(int root) {
    std::vector<Process> tree;
    std::set<int> seen{root};
    for (std::vector<int> open{root}; !open.empty();) {
        const int pid = open.back();
        open.pop_back();
        const auto process = readProcess(pid);
        if (!process) continue;
        tree.push_back(*process);
        for (const int child : childrenOf(pid))
            if (seen.insert(child).second) open.push_back(child);
    }
    return tree;
}

/// The same where the kernel keeps no lists.
std::vector<Process> treeByParents(int root) {
    std::vector<Process> all, tree;
    for (const int pid : numbersIn("/proc"))
        if (const auto process = readProcess(pid)) all.push_back(*process);
    std::set<int> seen;
    for (std::vector<int> open{root}; !open.empty();) {
        const int pid = open.back();
        open.pop_back();
        for (const auto& process : all)
            if (process.pid == pid && seen.insert(pid).second) tree.push_back(process);
        for (const auto& process : all)
            if (process.parent == pid && !seen.contains(process.pid)) open.push_back(process.pid);
    }
    return tree;
}

} // namespace

ResourceUsage::ResourceUsage(int process, fs::path disk)
    : m_process(process), m_disk(std::move(disk)), m_networkAtStart(readNetwork()), m_before() {
    ResourceSample first;
    addCpu(first);
    m_cpuSeconds = readTree().cpuSeconds;
    m_before = std::chrono::steady_clock::now();
}

ResourceUsage::Tree ResourceUsage::readTree() const {
    static const bool lists = ::access("/proc/thread-self/children", R_OK) == 0;
    Tree sum;
    for (const auto& process : lists ? treeByLists(m_process) : treeByParents(m_process)) {
        sum.residentBytes += process.residentBytes;
        sum.cpuSeconds += process.cpuSeconds;
    }
    return sum;
}

std::uint64_t ResourceUsage::sampleMemory() {
    const auto bytes = readTree().residentBytes;
    m_peak = std::max(m_peak, bytes);
    return bytes;
}

ResourceSample ResourceUsage::sample() {
    ResourceSample sample;
    const auto tree = readTree();
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - m_before).count();
    m_peak = std::max(m_peak, tree.residentBytes);
    sample.residentMegabytes = static_cast<double>(tree.residentBytes) / kMegabyte;
    // A descendant that ended may take its seconds along.
    if (seconds > 0) sample.cpuPercent = std::max(0.0, tree.cpuSeconds - m_cpuSeconds) / seconds * 100;
    m_cpuSeconds = std::max(m_cpuSeconds, tree.cpuSeconds);
    m_before = now;
    addCpu(sample);
    addMemory(sample);
    addDisk(sample);
    addNetwork(sample);
    return sample;
}

void ResourceUsage::addCpu(ResourceSample& sample) {
    const auto stat = readFile("/proc/stat", 1u << 22);
    if (!stat) return;
    const auto fields = wordsIn(stat->substr(0, stat->find('\n')));
    constexpr std::size_t idleField = 4, waitField = 5, lastField = 8; // guests are counted as users already
    if (fields.size() <= lastField) return;
    double total = 0;
    for (std::size_t field = 1; field <= lastField; ++field) total += numberIn(fields[field]);
    const double busy = total - numberIn(fields[idleField]) - numberIn(fields[waitField]);
    if (total > m_totalBefore)
        sample.system["cpu_utilization_percentage"] =
            std::clamp((busy - m_busyBefore) / (total - m_totalBefore) * 100, 0.0, 100.0);
    m_busyBefore = busy;
    m_totalBefore = total;
}

void ResourceUsage::addMemory(ResourceSample& sample) const {
    const auto text = readFile("/proc/meminfo", 1u << 20);
    if (!text) return;
    const double total = valueOfKey(*text, "MemTotal:") * 1024, available = valueOfKey(*text, "MemAvailable:") * 1024;
    if (total <= 0) return;
    sample.system["system_memory_usage_megabytes"] = (total - available) / kMegabyte;
    sample.system["system_memory_usage_percentage"] = (total - available) / total * 100;
}

void ResourceUsage::addDisk(ResourceSample& sample) const {
    std::error_code failed;
    const auto space = fs::space(m_disk, failed);
    if (failed || space.capacity == 0) return;
    const auto total = static_cast<double>(space.capacity), free = static_cast<double>(space.free);
    sample.system["disk_usage_percentage"] = (total - free) / total * 100;
    sample.system["disk_usage_megabytes"] = (total - free) / kMegabyte;
    sample.system["disk_available_megabytes"] = static_cast<double>(space.available) / kMegabyte;
}

std::optional<ResourceUsage::Network> ResourceUsage::readNetwork() {
    const auto text = readFile("/proc/net/dev", 1u << 20);
    if (!text) return std::nullopt;
    Network sum;
    for (const auto& line : split(*text, '\n')) {
        const auto colon = line.find(':');
        if (colon == std::string::npos) continue;
        const auto fields = wordsIn(std::string_view(line).substr(colon + 1));
        constexpr std::size_t receivedField = 0, sentField = 8;
        if (fields.size() <= sentField) continue;
        sum.received += numberIn(fields[receivedField]);
        sum.sent += numberIn(fields[sentField]);
    }
    return sum;
}

void ResourceUsage::addNetwork(ResourceSample& sample) {
    const auto now = readNetwork();
    if (!now || !m_networkAtStart) return;
    sample.system["network_receive_megabytes"] = std::max(0.0, now->received - m_networkAtStart->received) / kMegabyte;
    sample.system["network_transmit_megabytes"] = std::max(0.0, now->sent - m_networkAtStart->sent) / kMegabyte;
}

} // namespace slipway::process
