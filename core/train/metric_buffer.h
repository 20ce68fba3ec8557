#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/track/tracker.h"

namespace slipway::train {

/// Collects the metrics of rounds and stores them a few times a second, since every stored batch waits for the disk.
/// flush() stores the rest. Same thread as the tracker.
class MetricBuffer {
public:
    MetricBuffer(track::Tracker& tracker, std::string run) : m_tracker(tracker), m_run(std::move(run)) {}

    Status add(int step, const std::map<std::string, double>& metrics, Timestamp at);
    Status flush();

private:
    using SteadyClock = std::chrono::steady_clock;

    track::Tracker& m_tracker;
    std::string m_run;
    std::vector<track::MetricPoint> m_points;
    SteadyClock::time_point m_stored = SteadyClock::now();
};

} // namespace slipway::train
