#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/process/resource_usage.h"

namespace slipway::train {

/// How a program ended that did not end well.
struct ScriptEnd {
    int exitCode = 0;                              ///< 128 + signal when it was killed
    bool overLimit = false;                        ///< ended because it used more memory than it may
    std::uint64_t peakMemory = 0, memoryLimit = 0; ///< bytes; 0: not known, no limit
    process::OutOfMemoryCount before, after;       ///< around it
    std::string_view lastOutput;
};

/// Somebody ended it, by a signal that does not tell of a fault in it, and not for want of memory.
bool wasKilled(const ScriptEnd& end);
/// "out of memory: …" when that was the reason, else the exit code or signal; with the last line that it printed.
std::string reasonOf(const ScriptEnd& end);
/// The words with which programs and libraries say that memory was lacking; "" when none is there.
std::string memoryComplaint(std::string_view output);
/// The last `count` lines, made fit for a tag.
std::string lastLines(std::string_view output, std::size_t count);

} // namespace slipway::train
