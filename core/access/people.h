#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/result.h"

namespace slipway::store {
class Database;
}

namespace slipway::access {

/// The people of a workspace and what each may do: the one permission check of the program.
/// A personal workspace (the default of `slipway init`) has one owner who holds every role and may approve their own
/// versions, which is then marked as self-approved. Same thread as its Database.
class People {
public:
    explicit People(store::Database& db);

    Status add(const Person& person);
    Status setRoles(std::string_view person, const std::vector<Role>& roles);
    Result<Person> find(std::string_view name) const;
    Result<std::vector<Person>> all() const;

    /// PermissionDenied with a hint that names the roles that would do. `stage` is "", "dev", "staging" or
    /// "production". Actors "rule:…" hold every permission that needs no person: all but DecideModel and ReviewLabels.
    Status check(const Actor& actor, Permission permission, std::string_view stage = {}) const;

    bool isPersonal() const;
    Status setPersonal(bool personal);

private:
    store::Database& m_db;
};

} // namespace slipway::access
