#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/progress.h"
#include "core/base/time.h"
#include "core/pipeline/step.h"

namespace slipway {
class Ledger;
}

namespace slipway::pipeline {

struct StepDefinition {
    std::string name, kind;
    Values parameters;              ///< may hold ${parameters.X} and ${steps.NAME.VALUE}
    std::vector<std::string> after; ///< besides the steps its parameters name
    int retries = 0;
};

struct Definition {
    std::string name, description;
    Values parameters; ///< with their defaults
    std::vector<StepDefinition> steps;
};

/// From YAML text; errors name line and field. Cycles, unknown kinds and references are found by validate().
Result<Definition> parseDefinition(std::string_view yaml, std::string_view what);
std::string toYaml(const Definition& definition);

struct StepRun {
    std::string name, kind, state; ///< "waiting", "running", "done", "cached", "failed", "skipped", "cancelled"
    Timestamp startedAt = 0, endedAt = 0;
    Values outputs;
    std::string log, error;
    int attempts = 0;
};

struct PipelineRun {
    std::int64_t id = 0;
    std::string pipeline, state; ///< "running", "done", "failed", "cancelled"
    std::string trigger;         ///< "by hand", "rule:NAME", "schedule"
    std::string actor;
    Values parameters;
    Timestamp startedAt = 0, endedAt = 0;
    std::vector<StepRun> steps;
    std::string lineageId() const { return "pipeline_run/" + std::to_string(id); }
};

class StepRegistry {
public:
    void add(std::unique_ptr<Step> step);
    Step* find(std::string_view kind) const;
    std::vector<Step*> list() const;

private:
    std::vector<std::unique_ptr<Step>> m_steps;
};

/// Definitions and their runs. Same thread as the ledger's database.
class PipelineService {
public:
    PipelineService(Ledger& ledger, const StepRegistry& steps);

    Status save(const access::Actor& actor, const Definition& definition);
    Status validate(const Definition& definition) const;
    Result<Definition> find(std::string_view name) const;
    Result<std::vector<Definition>> list() const;
    /// Runs to the end. State of every step is stored as it changes, so a killed run shows where it was; running again
    /// with the same parameters takes finished steps from the cache. Failed steps leave what the others did.
    Result<PipelineRun> run(const access::Actor& actor, std::string_view name, const Values& parameters,
        std::string_view trigger, Progress& progress);
    Result<std::vector<PipelineRun>> runs(std::string_view pipeline, int limit) const; ///< newest first; all when empty
    Result<PipelineRun> findRun(std::int64_t id) const;
    Status requestCancel(const access::Actor& actor, std::int64_t run); ///< from any process
    Result<int> markOrphans(); ///< runs whose process is gone become failed: "interrupted"

private:
    Ledger& m_ledger;
    const StepRegistry& m_steps;
};

} // namespace slipway::pipeline
