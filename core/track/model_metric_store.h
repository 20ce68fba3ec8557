#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/track/run.h"

namespace slipway::store {
class Database;
}

namespace slipway::track {

/// Metrics of logged models, each with the run and dataset that it was measured in. Same thread as its Database.
class ModelMetricStore {
public:
    explicit ModelMetricStore(store::Database& db) : m_db(db) {}

    /// Inside a transaction. NotFound for an unknown model; a repeated point is kept once.
    Status add(std::int64_t run, std::span<const ModelMetric> metrics);

    struct Measured {
        ModelMetric metric;
        std::string run; ///< its id
    };
    /// By key, then step and time.
    Result<std::vector<Measured>> of(std::int64_t model) const;

private:
    store::Database& m_db;
};

} // namespace slipway::track
