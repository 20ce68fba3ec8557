#include "core/track/mlflow/history_cache.h"

#include <algorithm>

#include "core/ledger/ledger.h"
#include "core/track/metric_store.h"
#include "core/track/run_store.h"
#include "core/track/runs.h"

namespace slipway::track::mlflow {

Result<HistoryCache::Points> HistoryCache::history(Tracker& tracker, const std::string& run, const std::string& key) {
    auto& db = tracker.ledger().db();
    SLIPWAY_ASSIGN(const auto found, RunStore(db).keyOf(run));
    SLIPWAY_ASSIGN(const auto count, MetricStore(db).pointsOf(found.number, key));
    if (count > static_cast<std::int64_t>(kFewPoints)) {
        const std::lock_guard lock(m_mutex);
        const auto known =
            std::ranges::find_if(m_entries, [&](const Entry& entry) { return entry.run == run && entry.key == key; });
        if (known != m_entries.end() && std::ssize(*known->points) == count) {
            m_entries.splice(m_entries.begin(), m_entries, known);
            return known->points;
        }
    }
    SLIPWAY_ASSIGN(auto read, Runs(tracker.ledger()).history(run, key));
    auto points = std::make_shared<const std::vector<MetricPoint>>(std::move(read));
    if (points->size() > kFewPoints) {
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_entries, [&](const Entry& entry) { return entry.run == run && entry.key == key; });
        m_entries.push_front({run, key, points});
        if (m_entries.size() > kMostEntries) m_entries.pop_back();
    }
    return points;
}

} // namespace slipway::track::mlflow
