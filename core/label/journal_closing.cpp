#include "core/label/journal_closing.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace slipway::label {

namespace {

constexpr std::size_t kMostWaiting = 32; // each holds a file open

class Closing {
public:
    /// False when the caller is to do it.
    bool add(std::move_only_function<void()>& close) {
        const std::scoped_lock lock(m_mutex);
        if (m_ended || m_waiting.size() >= kMostWaiting) return false;
        m_waiting.push_back(std::move(close));
        if (!m_thread.joinable()) m_thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
        m_wake.notify_one();
        return true;
    }

    void end() {
        {
            const std::scoped_lock lock(m_mutex);
            m_ended = true;
        }
        m_thread = {}; // does what waits, then stops
    }

private:
    void run(const std::stop_token& stop) {
        std::unique_lock lock(m_mutex);
        while (m_wake.wait(lock, stop, [this] { return !m_waiting.empty(); })) {
            auto close = std::move(m_waiting.front());
            m_waiting.pop_front();
            lock.unlock();
            close();
            close = {};
            lock.lock();
        }
    }

    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::deque<std::move_only_function<void()>> m_waiting;
    bool m_ended = false;
    std::jthread m_thread;
};

struct Closer {
    Closing* closing = new Closing; // stays: a journal that a static object holds is closed after this one is gone
    ~Closer() { closing->end(); }
};

Closing& closing() {
    static const Closer closer;
    static auto& closing = *closer.closing;
    return closing;
}

} // namespace

void closeLater(std::move_only_function<void()> close) {
    if (!closing().add(close)) close();
}

} // namespace slipway::label
