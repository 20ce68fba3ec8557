#include "app/cli/terminal_progress.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <mutex>
#include <thread>

#include <unistd.h>

#include <fmt/format.h>

namespace slipway::cli {

namespace {

volatile std::sig_atomic_t stopSignals = 0;
std::atomic<bool> barShown = false;

void onSignal(int) {
    stopSignals = stopSignals + 1;
    if (stopSignals > 1) ::_exit(130);
}

void showBar(double fraction, const std::string& message) {
    constexpr int width = 24;
    const int full = std::clamp(static_cast<int>(fraction * width), 0, width);
    const auto bar =
        std::string(static_cast<std::size_t>(full), '#') + std::string(static_cast<std::size_t>(width - full), '.');
    std::fputs(fmt::format("\r\033[K[{}] {:3.0f} %  {}", bar, std::max(0.0, fraction) * 100, message).c_str(), stderr);
    std::fflush(stderr);
    barShown = true;
}

/// Cancels its progress when a stop signal came; checks ten times a second.
class InterruptibleProgress : public Progress {
public:
    InterruptibleProgress()
        : Progress(listener()), m_watch([this](std::stop_token token) {
              std::unique_lock lock(m_mutex);
              while (!token.stop_requested()) {
                  if (stopSignals > 0) cancel();
                  m_wake.wait_for(lock, token, std::chrono::milliseconds(100), [] { return false; });
              }
          }) {}

private:
    static Listener listener() {
        const bool terminal = ::isatty(STDERR_FILENO) != 0;
        return [terminal, last = terminal ? std::chrono::steady_clock::time_point{} : std::chrono::steady_clock::now()](
                   double fraction, const std::string& message) mutable {
            const auto now = std::chrono::steady_clock::now();
            if (now - last < (terminal ? std::chrono::milliseconds(80) : std::chrono::milliseconds(10000))) return;
            last = now;
            if (terminal)
                showBar(fraction, message);
            else if (fraction >= 0)
                std::fputs(fmt::format("{:.0f} % {}\n", fraction * 100, message).c_str(), stderr);
            else
                std::fputs((message + "\n").c_str(), stderr);
        };
    }
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::jthread m_watch; // last: ends before what it uses
};

} // namespace

std::unique_ptr<Progress> terminalProgress() {
    std::signal(SIGINT, onSignal);
    std::signal(SIGTERM, onSignal);
    return std::make_unique<InterruptibleProgress>();
}

void endProgressLine() {
    if (!barShown.exchange(false)) return;
    std::fputs("\r\033[K", stderr);
    std::fflush(stderr);
}

bool stopRequested() {
    return stopSignals > 0;
}

} // namespace slipway::cli
