#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/track/run.h"
#include "core/track/tracker.h"

namespace slipway::track::mlflow {

/// Histories that clients read page by page: sorted once, not for every page. Knows by the number of points whether one
/// is still true, since points are only ever added. Thread-safe.
class HistoryCache {
public:
    using Points = std::shared_ptr<const std::vector<MetricPoint>>;

    /// By time, step, value. NotFound when there is no such run; empty for a key that it does not have.
    Result<Points> history(Tracker& tracker, const std::string& run, const std::string& key);

private:
    struct Entry {
        std::string run, key;
        Points points;
    };
    static constexpr std::size_t kMostEntries = 8, kFewPoints = 10000; ///< few are read again faster than kept
    std::mutex m_mutex;
    std::list<Entry> m_entries; ///< last used first
};

} // namespace slipway::track::mlflow
