#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/access/actor.h"

namespace slipway::access {

/// The whole policy: does this role grant this permission in this stage ("" when no stage is concerned)?
bool grants(Role role, Permission permission, std::string_view stage);

/// Roles that grant it, for the hint of a refusal.
std::vector<Role> rolesFor(Permission permission, std::string_view stage);

std::optional<Role> roleFromName(std::string_view text);

/// "rule:NAME": acts for a rule or a schedule, not for a person.
bool isRule(const Actor& actor);

} // namespace slipway::access
