#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>

namespace slipway {

/// How a long operation tells how far it is, and learns that it should stop. The caller owns it and passes it
/// down; one operation runs on it at a time. update() and cancelled() may be called from any thread; the listener
/// is called on the thread that calls update().
class Progress {
public:
    using Listener = std::function<void(double fraction, const std::string& message)>;

    Progress() = default;
    explicit Progress(Listener listener);
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// `fraction` of the whole in 0 … 1; negative when it is not known.
    void update(double fraction, const std::string& message);

    void cancel() { m_stop.request_stop(); }
    bool cancelled() const { return m_stop.stop_requested(); }
    /// For std::stop_callback, so that a blocking engine is interrupted instead of polled.
    std::stop_token token() const { return m_stop.get_token(); }

private:
    std::mutex m_mutex;
    Listener m_listener;
    std::stop_source m_stop;
};

/// A part of a parent's range: fraction 0 … 1 here is `from` … `to` there; cancel comes from the parent.
class SubProgress : public Progress {
public:
    SubProgress(Progress& parent, double from, double to);

private:
    std::stop_callback<std::function<void()>> m_forward;
};

} // namespace slipway
