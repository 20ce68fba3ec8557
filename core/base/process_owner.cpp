#include "core/base/process_owner.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include <unistd.h>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/text.h"

namespace slipway {

namespace {

/// Start time in clock ticks since boot; "" when there is no such process or only its exit status is left.
std::string startTime(std::string_view pid) {
    const auto stat = readFile(fmt::format("/proc/{}/stat", pid), 1u << 16);
    if (!stat) return {};
    // The second field is the program's name in parentheses and may hold anything, so count from the last one.
    const auto afterName = stat->rfind(')');
    if (afterName == std::string::npos || afterName + 2 > stat->size()) return {};
    const auto fields = split(trimmed(std::string_view(*stat).substr(afterName + 2)), ' ');
    constexpr std::size_t stateField = 0, startField = 19;
    if (fields.size() <= startField || fields[stateField] == "Z" || fields[stateField] == "X") return {};
    return fields[startField];
}

const std::string& bootId() {
    static const std::string id = [] {
        const auto text = readFile("/proc/sys/kernel/random/boot_id", 1u << 10);
        return std::string(trimmed(text ? std::string_view(*text) : std::string_view("unknown")));
    }();
    return id;
}

} // namespace

std::string ownProcessMark() {
    const auto pid = std::to_string(::getpid());
    return fmt::format("{}:{}:{}", pid, startTime(pid), bootId());
}

std::string processMark(int pid) {
    if (pid <= 0) return {};
    const auto text = std::to_string(pid);
    const auto started = startTime(text);
    return started.empty() ? std::string() : fmt::format("{}:{}:{}", text, started, bootId());
}

bool isMarkAlive(std::string_view mark) {
    const auto parts = split(mark, ':');
    if (parts.size() != 3 || parts[0].empty() || parts[1].empty() || parts[2] != bootId()) return false;
    if (!std::ranges::all_of(parts[0], [](unsigned char c) { return std::isdigit(c); })) return false;
    return startTime(parts[0]) == parts[1];
}

bool isMarkOfThisBoot(std::string_view mark) {
    const auto parts = split(mark, ':');
    return parts.size() == 3 && parts[2] == bootId();
}

} // namespace slipway
