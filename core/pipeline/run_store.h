#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/pipeline/pipeline_service.h"

namespace slipway::store {
class Database;
}

namespace slipway::pipeline {

/// Pipelines, their runs and the step cache in the database: SQL in, structs out. Same thread as the database.
class RunStore {
public:
    explicit RunStore(store::Database& db) : m_db(db) {}

    Status saveDefinition(const Definition& definition, Timestamp at, std::string_view by);
    Result<std::optional<Definition>> definition(std::string_view name) const;
    Result<std::vector<Definition>> definitions() const;

    /// Stores the run and its steps, all waiting; returns the run's id.
    Result<std::int64_t> addRun(const PipelineRun& run, std::string_view owner);
    Status updateStep(std::int64_t run, std::size_t position, const StepRun& step);
    Status endRun(std::int64_t run, std::string_view state, Timestamp at);
    /// Steps in `from` become `to`; used where many change at once.
    Status moveSteps(
        std::int64_t run, std::string_view from, std::string_view to, std::string_view error, Timestamp at);

    Result<std::vector<PipelineRun>> runs(std::string_view pipeline, int limit) const;
    Result<std::optional<PipelineRun>> run(std::int64_t id) const;

    Status requestCancel(std::int64_t run);
    Result<bool> cancelRequested(std::int64_t run) const;
    struct OpenRun {
        std::int64_t id = 0;
        std::string pipeline, owner;
    };
    Result<std::vector<OpenRun>> openRuns() const;

    struct CacheEntry {
        Values outputs;
        std::int64_t run = 0;
    };
    Result<std::optional<CacheEntry>> cached(std::string_view key) const;
    Status addToCache(std::string_view key, std::int64_t run, const StepRun& step);

private:
    Result<std::vector<StepRun>> steps(std::int64_t run) const;

    store::Database& m_db;
};

} // namespace slipway::pipeline
