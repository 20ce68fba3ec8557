#include "core/train/metric_buffer.h"

namespace slipway::train {

namespace {

constexpr std::chrono::milliseconds kInterval(250);

} // namespace

Status MetricBuffer::add(int step, const std::map<std::string, double>& metrics, Timestamp at) {
    for (const auto& [key, value] : metrics) m_points.push_back({key, value, step, at});
    return SteadyClock::now() - m_stored < kInterval ? Status() : flush();
}

Status MetricBuffer::flush() {
    if (m_points.empty()) return {};
    SLIPWAY_TRY(m_tracker.logMetrics(m_run, m_points));
    m_points.clear();
    m_stored = SteadyClock::now();
    return {};
}

} // namespace slipway::train
