#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "core/base/result.h"
#include "core/process/child_process.h"

namespace slipway::deploy {

/// One model server: `program model-server --bundle DIR --port 0 --port-file F`. It ends when we do, however we end.
/// One thread.
class ServerProcess {
public:
    struct Options {
        std::filesystem::path program, bundle, portFile, logFile;
    };
    static Result<ServerProcess> start(const Options& options);

    enum class State { Starting, Ready, Ended };
    /// Looks without waiting; `answersPing` is asked while it starts.
    State look(const std::function<bool(int port)>& answersPing);
    int port() const { return m_port; }
    /// Why it ended: exit code and the last line it wrote.
    std::string failure() const;
    void stop();

private:
    ServerProcess(process::ChildProcess child, Options options);

    process::ChildProcess m_child;
    Options m_options;
    std::chrono::steady_clock::time_point m_started;
    int m_port = 0;
    bool m_ready = false;
    std::string m_reason;
};

} // namespace slipway::deploy
