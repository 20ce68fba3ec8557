#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slipway::access {

/// Roles as in core/decisions and the guide. A person may have several.
enum class Role { Viewer, DataScientist, Reviewer, ReleaseManager, Admin };

/// What a change needs. Which role grants it, per stage, is decided in one place: access_policy.cpp.
enum class Permission {
    Read,
    ChangeData,    ///< datasets, filters, features, labels
    Train,         ///< runs, experiments, artifacts
    RegisterModel, ///< propose a version
    ReviewLabels,  ///< accept people's labels or send them back
    DecideModel,   ///< approve or reject; never one's own unless the workspace is personal
    Deploy,        ///< to the stage named; production wants a release manager
    RunPipeline,
    ManageMonitors,
    ManageWorkspace, ///< settings, people, rules
};

std::string_view name(Role role);             ///< "viewer", "data_scientist", …
std::string_view name(Permission permission); ///< "decide_model", …

/// Who does it. A rule or a schedule acts as "rule:NAME" on behalf of the person who wrote it.
struct Actor {
    std::string name;
};

struct Person {
    std::string name;
    std::vector<Role> roles;
};

} // namespace slipway::access
