#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/registry/model_version.h"
#include "core/track/run.h"

namespace slipway::workspace {
class Workspace;
}

namespace slipway::ui {

/// A run, and what other parts of the workspace say about it.
struct RunFacts {
    track::Run run;
    std::vector<registry::ModelVersion> versions;  ///< registered from it, newest first
    std::map<std::string, std::string> modelNames; ///< of the logged models that it read or made, by id
    std::string parentName;                        ///< of the run in tag "mlflow.parentRunId", "" without one
    struct Child {
        std::string id, name;
        track::RunStatus status = track::RunStatus::Running;
    };
    std::vector<Child> children; ///< runs that say they are part of this one, newest first, at most kMostChildren
    bool moreChildren = false;
    static constexpr int kMostChildren = 30;
    bool hasLog = false, hasEvaluation = false, hasMedia = false;
    std::uint64_t mark = 0; ///< changes when anything of it does; never 0
};

Result<RunFacts> readRunFacts(workspace::Workspace& workspace, const std::string& id);

/// A tag's value; "" when it has none.
std::string tagOf(const track::Run& run, std::string_view key);

} // namespace slipway::ui
