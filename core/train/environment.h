#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/process/child_process.h"

namespace slipway::train {

/// Where a run runs: host, system, kernel, processor, memory, graphics cards, control group, program version and those
/// variables of the environment that change what is computed. Never any other variable: they hold secrets.
Json environmentFacts();
std::string hostName();
/// The account's name; "" when it has none.
std::string accountName();

/// Is `program` a Python interpreter, by its name?
bool isPython(const std::filesystem::path& program);

/// Asks an interpreter for its version and the packages it has, while something else goes on.
class PythonFacts {
public:
    /// `program` as it would be started. A failure to start leaves nothing to be told.
    explicit PythonFacts(const std::filesystem::path& program, const std::filesystem::path& folder);

    struct Facts {
        std::string version, implementation, executable;
        std::vector<std::string> packages; ///< "numpy==2.1.0", sorted
    };
    /// What it said; nothing while it has not ended, or when it failed.
    std::optional<Facts> poll();
    bool ended() const { return !m_child; }

private:
    std::optional<TemporaryFolder> m_folder;
    std::optional<process::ChildProcess> m_child;
    std::chrono::steady_clock::time_point m_until;
};

} // namespace slipway::train
