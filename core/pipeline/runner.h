#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/progress.h"
#include "core/pipeline/plan.h"
#include "core/pipeline/run_store.h"

namespace slipway {
class Ledger;
}

namespace slipway::pipeline {

/// One run of a plan, step after step, each state stored as it changes. What the cache answers is stored in batches, so
/// that thousands of unchanged steps cost a few commits. A step that fails stops only those that need it.
class Runner {
public:
    Runner(Ledger& ledger, RunStore& store, const Plan& plan, PipelineRun& run, const access::Actor& actor,
        Progress& progress);

    /// "done", "failed" or "cancelled"; an error only when the workspace itself cannot be written.
    Result<std::string> execute();

private:
    Status handle(std::size_t position);
    Status runStep(std::size_t position, const Values& parameters, const std::string& cacheKey);
    Result<std::string> cacheKey(std::size_t position, const Values& parameters);
    Result<Values> attempt(std::size_t position, const Values& parameters);
    void failStep(StepRun& step, const Error& error);
    void settle(std::size_t position);
    Status flush();
    double fraction() const;

    Ledger& m_ledger;
    RunStore& m_store;
    const Plan& m_plan;
    PipelineRun& m_run;
    const access::Actor& m_actor;
    Progress& m_progress;
    std::vector<Values> m_outputs;
    std::vector<std::size_t> m_unsaved; ///< decided, not stored yet
    std::size_t m_handled = 0;
};

} // namespace slipway::pipeline
