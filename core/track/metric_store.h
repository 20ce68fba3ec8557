#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/track/run.h"

namespace slipway::store {
class Database;
}

namespace slipway::track {

/// Points of all runs and their summaries. Runs go by number. Same thread as its Database.
class MetricStore {
public:
    explicit MetricStore(store::Database& db) : m_db(db) {}

    /// Inside a transaction. A point that is there already (same key, step, time and value) is left as it is. The
    /// latest point is the one with the highest step, then time, then value (NaN counts as
    /// 0 there); minimum and maximum leave NaN out.
    Status add(std::int64_t run, std::int64_t experiment, std::span<const MetricPoint> points);

    Result<std::map<std::string, MetricSummary>> summaries(std::int64_t run) const;
    /// By step, then time; both ends included.
    Result<std::vector<MetricPoint>> history(
        std::int64_t run, std::string_view key, std::int64_t fromStep, std::int64_t toStep) const;
    /// The same points one after the other, until `visit` says false. Runs and keys go by number, points have no key.
    using Visit = std::function<bool(const MetricPoint&)>;
    Status eachPoint(
        std::int64_t run, std::int64_t key, std::int64_t fromStep, std::int64_t toStep, const Visit& visit) const;
    /// Those behind this step and time.
    Status eachPointAfter(
        std::int64_t run, std::int64_t key, std::int64_t step, Timestamp at, const Visit& visit) const;
    Result<std::int64_t> pointsOf(std::int64_t run, std::string_view key) const; ///< how many
    Result<std::optional<std::int64_t>> keyId(std::string_view key) const;

private:
    Result<std::int64_t> keyIdOrNew(std::string_view key);

    store::Database& m_db;
};

} // namespace slipway::track
