#pragma once

#include <cstdint>
#include <filesystem>
#include <thread>

namespace slipway {
class Progress;
}

namespace slipway::pipeline {

/// While it lives, a request in the database to cancel the run (from any process) cancels `progress` within a moment.
/// Has a thread and a connection of its own, so that a step that is busy is reached too.
class CancelWatch {
public:
    CancelWatch(std::filesystem::path database, std::int64_t run, Progress& progress);
    ~CancelWatch();

private:
    std::jthread m_thread;
};

} // namespace slipway::pipeline
