#include "core/ledger/membership.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/access/access_policy.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/ledger/ledger.h"

namespace slipway {

namespace {

constexpr std::string_view kHintRoles = "Roles are viewer, data_scientist, reviewer, release_manager and admin";

std::string namesOf(const std::vector<access::Role>& roles) {
    std::vector<std::string> names;
    for (const auto role : roles) names.emplace_back(access::name(role));
    return join(names, ", ");
}

bool manages(const access::Person& person) {
    return std::ranges::any_of(
        person.roles, [](access::Role role) { return access::grants(role, access::Permission::ManageWorkspace, {}); });
}

} // namespace

Status addPerson(Ledger& ledger, const access::Actor& actor, const access::Person& person) {
    if (person.roles.empty())
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' has no role", forMessage(person.name)),
            std::string(kHintRoles));
    SLIPWAY_ASSIGN(
        auto change, ledger.begin(actor, access::Permission::ManageWorkspace, "person.add", "person/" + person.name));
    SLIPWAY_TRY(ledger.people().add(person));
    change.note("roles", namesOf(person.roles));
    return change.commit();
}

Status setRoles(
    Ledger& ledger, const access::Actor& actor, std::string_view person, const std::vector<access::Role>& roles) {
    if (roles.empty())
        return fail(
            ErrorCode::InvalidArgument, fmt::format("'{}' has no role", forMessage(person)), std::string(kHintRoles));
    SLIPWAY_ASSIGN(auto change,
        ledger.begin(actor, access::Permission::ManageWorkspace, "person.set_roles", fmt::format("person/{}", person)));
    auto& people = ledger.people();
    SLIPWAY_ASSIGN(const auto before, people.find(person));
    SLIPWAY_TRY(people.setRoles(person, roles));
    SLIPWAY_ASSIGN(const auto all, people.all());
    if (std::ranges::none_of(all, manages))
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("without {} nobody would manage this workspace", forMessage(person)),
            "Make somebody else an admin first");
    change.note("before", namesOf(before.roles));
    change.note("roles", namesOf(roles));
    return change.commit();
}

Status setPersonal(Ledger& ledger, const access::Actor& actor, bool personal) {
    SLIPWAY_ASSIGN(
        auto change, ledger.begin(actor, access::Permission::ManageWorkspace, "workspace.set_personal", "workspace"));
    SLIPWAY_TRY(ledger.people().setPersonal(personal));
    change.note("personal", personal);
    return change.commit();
}

} // namespace slipway
