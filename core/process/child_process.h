#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace slipway::process {

struct ChildOptions {
    std::filesystem::path program; ///< looked up in PATH when it has no slash
    std::vector<std::string> arguments;
    std::map<std::string, std::string> environment; ///< added to ours
    std::filesystem::path workingFolder;            ///< ours when empty
    std::filesystem::path outputFile;               ///< stdout and stderr appended; /dev/null when empty
    /// The child's standard input is a pipe that only we hold open: a child that reads it sees end-of-file when we end,
    /// however we end. Without it the child gets /dev/null.
    bool holdStandardInput = false;
    bool detach = false; ///< own session; survives us and is not waited for
    /// Bytes of memory of its own that each process of it may ask for; what is beyond fails there as "out of memory".
    /// 0: no limit.
    std::uint64_t memoryLimit = 0;
};

/// A child process with its own process group, default signals and none of our other file descriptors. Destroyed while
/// it runs: terminated, then killed after 2 s, and reaped (unless detached). One thread at a time.
class ChildProcess {
public:
    static Result<ChildProcess> start(const ChildOptions& options);
    ChildProcess(ChildProcess&&) noexcept;
    ChildProcess& operator=(ChildProcess&&) noexcept;
    ~ChildProcess();

    int pid() const;
    /// Most memory that it or one of its ended children had in use at once, bytes; 0 before it has ended.
    std::uint64_t peakMemory() const;
    bool running();
    /// SIGINT to its whole group, as Ctrl+C sends it.
    void interrupt();
    /// SIGTERM, then SIGKILL after `grace`, both to its whole group; reaps. Exit code, or 128 + signal.
    int terminate(std::chrono::milliseconds grace = std::chrono::milliseconds(2000));
    /// Exit code when it ended within `timeout`.
    std::optional<int> wait(std::chrono::milliseconds timeout);

private:
    struct State;
    explicit ChildProcess(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// Is there a process with this id that still runs (one that only waits to be reaped does not)? Process numbers are
/// given again: where a number was stored, core/base/process_owner.h tells whether it is the same process.
bool isAlive(int pid);
/// What a short-lived program prints; nothing when it cannot be started, fails or takes longer.
std::optional<std::string> outputOf(
    const std::filesystem::path& program, const std::vector<std::string>& arguments, std::chrono::milliseconds timeout);
/// This program's own file.
std::filesystem::path ownProgram();

} // namespace slipway::process
