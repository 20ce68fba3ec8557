#include "core/train/script_failure.h"

#include <csignal>
#include <cstring>
#include <vector>

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::train {

namespace {

constexpr std::size_t kMaxLine = 500;

std::string megabytes(std::uint64_t bytes) {
    return withThousands(static_cast<long long>(bytes / 1'000'000)) + " MB";
}

std::string inUse(const ScriptEnd& end) {
    std::string text;
    if (end.peakMemory > 0) text = "at most " + megabytes(end.peakMemory) + " in use";
    if (end.memoryLimit > 0) text += (text.empty() ? "" : ", ") + ("limit " + megabytes(end.memoryLimit));
    return text.empty() ? text : " (" + text + ")";
}

bool nearLimit(const ScriptEnd& end) {
    return end.memoryLimit > 0 && end.peakMemory > end.memoryLimit / 10 * 9;
}

std::string outOfMemory(const ScriptEnd& end) {
    constexpr int killed = 128 + SIGKILL;
    if (end.overLimit) return "it used more than it may";
    if (end.exitCode == killed && end.after.group > end.before.group)
        return "the kernel ended it at the limit of its control group";
    if (end.exitCode == killed && end.after.machine > end.before.machine)
        return "the kernel ended it when the machine had no more";
    if (auto said = memoryComplaint(end.lastOutput); !said.empty()) return said;
    return end.exitCode == killed && nearLimit(end) ? "it was killed close to the limit" : std::string();
}

} // namespace

std::string memoryComplaint(std::string_view output) {
    constexpr std::string_view complaints[] = {"MemoryError", "OutOfMemoryError", "CUDA out of memory",
        "std::bad_alloc", "Cannot allocate memory", "Out of memory", "out of memory", "RESOURCE_EXHAUSTED: OOM"};
    const auto lines = split(output, '\n');
    for (auto line = lines.rbegin(); line != lines.rend(); ++line)
        for (const auto complaint : complaints)
            if (line->find(complaint) != std::string::npos) return forMessage(trimmed(*line), kMaxLine);
    return {};
}

std::string lastLines(std::string_view output, std::size_t count) {
    auto lines = split(output, '\n');
    while (!lines.empty() && trimmed(lines.back()).empty()) lines.pop_back();
    const auto first = lines.size() > count ? lines.size() - count : 0;
    std::string text;
    for (auto i = first; i < lines.size(); ++i) text += (text.empty() ? "" : "\n") + forMessage(lines[i], kMaxLine);
    return text;
}

bool wasKilled(const ScriptEnd& end) {
    const int signal = end.exitCode - 128;
    const bool asked = signal == SIGKILL || signal == SIGTERM || signal == SIGINT || signal == SIGHUP;
    return asked && outOfMemory(end).empty();
}

std::string reasonOf(const ScriptEnd& end) {
    if (const auto lack = outOfMemory(end); !lack.empty()) return fmt::format("out of memory: {}{}", lack, inUse(end));
    auto reason = end.exitCode > 128 && end.exitCode <= 128 + 64
                      ? fmt::format("killed by signal {} ({})", end.exitCode - 128, ::strsignal(end.exitCode - 128))
                      : fmt::format("exit code {}", end.exitCode);
    if (const auto last = lastLines(end.lastOutput, 1); !last.empty()) reason += ": " + last;
    return reason;
}

} // namespace slipway::train
