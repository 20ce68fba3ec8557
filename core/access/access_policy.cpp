#include "core/access/access_policy.h"

#include <algorithm>
#include <array>

namespace slipway::access {

namespace {

constexpr std::array kRoles{Role::Viewer, Role::DataScientist, Role::Reviewer, Role::ReleaseManager, Role::Admin};
constexpr std::string_view kDevelopment = "dev", kProduction = "production";

} // namespace

std::string_view name(Role role) {
    switch (role) {
    case Role::Viewer:
        return "viewer";
    case Role::DataScientist:
        return "data_scientist";
    case Role::Reviewer:
        return "reviewer";
    case Role::ReleaseManager:
        return "release_manager";
    case Role::Admin:
        return "admin";
    }
    return "viewer";
}

std::string_view name(Permission permission) {
    switch (permission) {
    case Permission::Read:
        return "read";
    case Permission::ChangeData:
        return "change_data";
    case Permission::Train:
        return "train";
    case Permission::RegisterModel:
        return "register_model";
    case Permission::ReviewLabels:
        return "review_labels";
    case Permission::DecideModel:
        return "decide_model";
    case Permission::Deploy:
        return "deploy";
    case Permission::RunPipeline:
        return "run_pipeline";
    case Permission::ManageMonitors:
        return "manage_monitors";
    case Permission::ManageWorkspace:
        return "manage_workspace";
    }
    return "read";
}

bool grants(Role role, Permission permission, std::string_view stage) {
    switch (permission) {
    case Permission::Read:
        return true;
    case Permission::ReviewLabels:
    case Permission::DecideModel:
        return role == Role::Reviewer;
    case Permission::ManageWorkspace:
        return role == Role::Admin;
    case Permission::Deploy:
        return role == Role::ReleaseManager || (role == Role::DataScientist && stage == kDevelopment);
    case Permission::RunPipeline:
    case Permission::ManageMonitors:
        return role == Role::ReleaseManager || (role == Role::DataScientist && stage != kProduction);
    case Permission::ChangeData:
    case Permission::Train:
    case Permission::RegisterModel:
        return role == (stage == kProduction ? Role::ReleaseManager : Role::DataScientist);
    }
    return false;
}

std::vector<Role> rolesFor(Permission permission, std::string_view stage) {
    std::vector<Role> roles;
    std::ranges::copy_if(kRoles, std::back_inserter(roles), [&](Role role) { return grants(role, permission, stage); });
    return roles;
}

std::optional<Role> roleFromName(std::string_view text) {
    const auto found = std::ranges::find(kRoles, text, [](Role role) { return name(role); });
    if (found == kRoles.end()) return {};
    return *found;
}

bool isRule(const Actor& actor) {
    return actor.name.starts_with("rule:");
}

} // namespace slipway::access
