#include "core/access/people.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/access/access_policy.h"
#include "core/base/text.h"
#include "core/store/database.h"
#include "core/store/transaction.h"

namespace slipway::access {

People::People(store::Database& db) : m_db(db) {}

Status People::add(const Person& person) {
    if (!isValidName(person.name))
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no name for a person", forMessage(person.name)),
            "Use letters, digits, dot, dash and underscore");
    if (const auto known = find(person.name))
        return fail(ErrorCode::AlreadyExists, fmt::format("'{}' is known already", person.name), "Choose another name");
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_db));
    SLIPWAY_ASSIGN(auto insert, m_db.prepare("INSERT INTO person (name) VALUES (?)"));
    SLIPWAY_TRY(insert.bind(1, person.name).run());
    const auto id = m_db.lastInsertId();
    SLIPWAY_ASSIGN(auto grant, m_db.prepare("INSERT OR IGNORE INTO person_role (person, role) VALUES (?, ?)"));
    for (const auto role : person.roles) SLIPWAY_TRY(grant.bindAll(id, name(role)).run());
    return transaction.commit();
}

Status People::setRoles(std::string_view person, const std::vector<Role>& roles) {
    SLIPWAY_TRY(find(person));
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_db));
    SLIPWAY_ASSIGN(
        auto clear, m_db.prepare("DELETE FROM person_role WHERE person = (SELECT id FROM person WHERE name = ?)"));
    SLIPWAY_TRY(clear.bind(1, person).run());
    SLIPWAY_ASSIGN(auto grant, m_db.prepare("INSERT OR IGNORE INTO person_role (person, role) "
                                            "SELECT id, ? FROM person WHERE name = ?"));
    for (const auto role : roles) SLIPWAY_TRY(grant.bindAll(name(role), person).run());
    return transaction.commit();
}

Result<Person> People::find(std::string_view wanted) const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT r.role FROM person p LEFT JOIN person_role r ON r.person = p.id "
                                           "WHERE p.name = ? ORDER BY r.role"));
    read.bind(1, wanted);
    SLIPWAY_ASSIGN(bool more, read.step());
    if (!more)
        return fail(ErrorCode::NotFound, fmt::format("this workspace knows nobody called '{}'", forMessage(wanted)),
            "Check the name given with --as");
    Person person{std::string(wanted), {}};
    while (more) {
        if (const auto role = roleFromName(read.view(0))) person.roles.push_back(*role);
        SLIPWAY_ASSIGN(more, read.step());
    }
    return person;
}

Result<std::vector<Person>> People::all() const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT p.name, r.role FROM person p LEFT JOIN person_role r "
                                           "ON r.person = p.id ORDER BY p.id, r.role"));
    std::vector<Person> people;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, read.step());
        if (!more) return people;
        if (people.empty() || people.back().name != read.view(0)) people.push_back({read.text(0), {}});
        if (const auto role = roleFromName(read.view(1))) people.back().roles.push_back(*role);
    }
}

Status People::check(const Actor& actor, Permission permission, std::string_view stage) const {
    const auto where = stage.empty() ? std::string() : fmt::format(" in {}", forMessage(stage));
    if (isRule(actor)) {
        if (permission != Permission::DecideModel && permission != Permission::ReviewLabels) return {};
        return fail(ErrorCode::PermissionDenied,
            fmt::format("{} may not decide about {}", forMessage(actor.name),
                permission == Permission::DecideModel ? "a model" : "people's labels"),
            "A person with the role reviewer decides");
    }
    auto person = find(actor.name);
    if (!person) {
        if (person.error().code == ErrorCode::NotFound) person.error().code = ErrorCode::PermissionDenied;
        return std::unexpected(std::move(person.error()));
    }
    const auto allows = [&](Role role) { return grants(role, permission, stage); };
    if (!person->roles.empty() && std::ranges::any_of(person->roles, allows)) return {};
    std::vector<std::string> wanted;
    for (const auto role : rolesFor(permission, stage)) wanted.emplace_back(name(role));
    return fail(ErrorCode::PermissionDenied,
        fmt::format("{} lacks the permission {}{}", actor.name, name(permission), where),
        fmt::format("Someone with the role {} may do it", join(wanted, " or ")));
}

bool People::isPersonal() const {
    auto read = m_db.prepare("SELECT value FROM access_setting WHERE name = 'personal'");
    if (!read) return false;
    const auto found = read->step();
    return found && *found && read->view(0) == "yes";
}

Status People::setPersonal(bool personal) {
    SLIPWAY_ASSIGN(auto write, m_db.prepare("INSERT INTO access_setting (name, value) VALUES ('personal', ?) "
                                            "ON CONFLICT (name) DO UPDATE SET value = excluded.value"));
    return write.bind(1, personal ? "yes" : "no").run();
}

} // namespace slipway::access
