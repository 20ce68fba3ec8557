#include <algorithm>
#include <filesystem>
#include <string>

#include <sys/resource.h>

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/process/proc_files.h"
#include "core/process/resource_usage.h"

namespace slipway::process {

namespace fs = std::filesystem;

namespace {

/// Folders of this process's control group for memory, its own first: version 2, or the controller of version 1.
struct Group {
    fs::path folder, top;
    bool second = true;
};

std::optional<Group> ownGroup() {
    const auto text = readFile("/proc/self/cgroup", 1u << 16);
    if (!text) return std::nullopt;
    std::error_code failed;
    for (const auto& line : split(*text, '\n')) {
        const auto first = line.find(':'), last = line.find(':', first + 1);
        if (first == std::string::npos || last == std::string::npos) continue;
        const auto controllers = line.substr(first + 1, last - first - 1);
        const bool second = controllers.empty();
        if (!second && controllers != "memory") continue;
        const fs::path top = second ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";
        const auto folder = (top / fs::path(line.substr(last + 1)).relative_path()).lexically_normal();
        if (second && !fs::exists(folder / "memory.events", failed)) continue; // version 1 has the memory
        if (fs::is_directory(folder, failed)) return Group{folder, top, second};
    }
    return std::nullopt;
}

std::uint64_t asCount(double value) {
    return value <= 0 ? 0 : static_cast<std::uint64_t>(std::min(value, 1e18));
}

} // namespace

std::uint64_t memoryLimit() {
    const auto text = readFile("/proc/meminfo", 1u << 20);
    auto limit = text ? asCount(valueOfKey(*text, "MemTotal:") * 1024) : 0;
    for (const auto resource : {RLIMIT_DATA, RLIMIT_AS}) {
        rlimit own{};
        if (::getrlimit(resource, &own) == 0 && own.rlim_cur != RLIM_INFINITY && own.rlim_cur < limit)
            limit = own.rlim_cur;
    }
    const auto group = ownGroup();
    if (!group) return limit;
    for (auto folder = group->folder;; folder = folder.parent_path()) {
        const auto file = readFile(folder / (group->second ? "memory.max" : "memory.limit_in_bytes"), 1u << 10);
        const auto bytes = file ? asCount(numberIn(trimmed(*file))) : 0; // "max" is no number
        if (bytes > 0 && (limit == 0 || bytes < limit)) limit = bytes;
        if (folder == group->top || folder == folder.root_path()) return limit;
    }
}

OutOfMemoryCount outOfMemoryCount() {
    OutOfMemoryCount count;
    if (const auto machine = readFile("/proc/vmstat", 1u << 20))
        count.machine = asCount(valueOfKey(*machine, "oom_kill "));
    if (const auto group = ownGroup())
        if (const auto events =
                readFile(group->folder / (group->second ? "memory.events" : "memory.oom_control"), 1u << 16))
            count.group = asCount(valueOfKey(*events, "oom_kill "));
    return count;
}

} // namespace slipway::process
