#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/progress.h"
#include "core/base/result.h"

namespace slipway::pipeline {

using Values = std::map<std::string, std::string>;

/// What a step gets: its parameters with every ${…} put in, and who runs it.
struct StepContext {
    const access::Actor& actor;
    const Values& parameters;
    std::function<void(std::string_view line)> log; ///< a line for the step's log
    Progress& progress;
};

/// A kind of work that pipelines can do ("data.filter", "train.start", "model.register"). Domains implement it; the
/// runner knows only this. Implementations keep no state between runs.
class Step {
public:
    virtual ~Step() = default;
    virtual std::string kind() const = 0;
    virtual std::string help() const = 0;
    /// Names of the values that execute() returns: later steps use ${steps.NAME.VALUE}.
    virtual std::vector<std::string> outputs() const = 0;
    virtual Result<Values> execute(const StepContext& context) = 0;
    /// Text that changes when the result would (dataset hash, code version); with the parameters the cache key.
    /// Empty: never cached.
    virtual Result<std::string> fingerprint(const StepContext& context) {
        static_cast<void>(context);
        return std::string();
    }
};

} // namespace slipway::pipeline
