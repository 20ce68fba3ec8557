#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/result.h"

namespace slipway {

class Ledger;

// Who belongs to a workspace, audited. All want the permission to manage the workspace.

/// AlreadyExists for a known name; InvalidArgument for a bad one or without a role.
Status addPerson(Ledger& ledger, const access::Actor& actor, const access::Person& person);
/// In place of the roles that the person had. FailedPrecondition when nobody would be left who manages the workspace.
Status setRoles(
    Ledger& ledger, const access::Actor& actor, std::string_view person, const std::vector<access::Role>& roles);
/// In a personal workspace people may decide about what they made themselves; that is marked.
Status setPersonal(Ledger& ledger, const access::Actor& actor, bool personal);

} // namespace slipway
