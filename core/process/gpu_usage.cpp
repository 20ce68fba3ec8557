#include <chrono>
#include <string>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/process/child_process.h"
#include "core/process/proc_files.h"
#include "core/process/resource_usage.h"

namespace slipway::process {

std::map<std::string, double> gpuUsage() {
    std::map<std::string, double> found;
    const auto text = outputOf("nvidia-smi",
        {"--query-gpu=index,utilization.gpu,memory.used,memory.total,power.draw", "--format=csv,noheader,nounits"},
        std::chrono::milliseconds(1000));
    if (!text) return found;
    for (const auto& line : split(*text, '\n')) {
        const auto fields = split(line, ',');
        constexpr std::size_t count = 5;
        if (fields.size() < count) continue;
        const auto name = [&](std::string_view what) { return fmt::format("gpu_{}_{}", trimmed(fields[0]), what); };
        const double used = numberIn(trimmed(fields[2])), total = numberIn(trimmed(fields[3]));
        constexpr double mebibyte = 1048576.0 / 1e6;
        found[name("utilization_percentage")] = numberIn(trimmed(fields[1]));
        found[name("memory_usage_megabytes")] = used * mebibyte;
        if (total > 0) found[name("memory_usage_percentage")] = used / total * 100;
        if (trimmed(fields[4]).find('N') == std::string_view::npos) // "[N/A]"
            found[name("power_usage_watts")] = numberIn(trimmed(fields[4]));
    }
    return found;
}

} // namespace slipway::process
