#include <fmt/format.h>

#include "app/cli/command.h"
#include "core/access/access_policy.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/ledger/membership.h"

namespace slipway::cli {

namespace {

struct PersonArguments {
    std::string name;
    std::vector<std::string> roles;
};

Result<std::vector<access::Role>> rolesOf(const std::vector<std::string>& names) {
    std::vector<access::Role> roles;
    for (const auto& name : names) {
        const auto role = access::roleFromName(name);
        if (!role)
            return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no role", forMessage(name)),
                "Roles are viewer, data_scientist, reviewer, release_manager and admin");
        roles.push_back(*role);
    }
    return roles;
}

Json toJson(const access::Person& person) {
    Json roles = Json::array();
    for (const auto role : person.roles) roles.push_back(access::name(role));
    return {{"name", person.name}, {"roles", std::move(roles)}};
}

Result<Outcome> list(Session& session) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    auto& people = workspace->ledger().people();
    SLIPWAY_ASSIGN(const auto all, people.all());
    Json json = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& person : all) {
        json.push_back(toJson(person));
        std::vector<std::string> names;
        for (const auto role : person.roles) names.emplace_back(access::name(role));
        rows.push_back({person.name, join(names, ", ")});
    }
    return Outcome{{{"personal", people.isPersonal()}, {"people", std::move(json)}},
        textTable({"person", "roles"}, rows) +
            (people.isPersonal() ? "\nA personal workspace: people may decide about their own work."
                                 : "\nA team's workspace: somebody else decides about one's work."),
        0};
}

Result<Outcome> add(Session& session, const PersonArguments& arguments) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    SLIPWAY_ASSIGN(const auto roles, rolesOf(arguments.roles));
    const access::Person person{arguments.name, roles};
    SLIPWAY_TRY(addPerson(workspace->ledger(), actor, person));
    return Outcome{toJson(person),
        fmt::format("{} belongs to the workspace; work as them with --as {}", person.name, person.name), 0};
}

Result<Outcome> roles(Session& session, const PersonArguments& arguments) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    SLIPWAY_ASSIGN(const auto wanted, rolesOf(arguments.roles));
    SLIPWAY_TRY(setRoles(workspace->ledger(), actor, arguments.name, wanted));
    return Outcome{toJson(access::Person{arguments.name, wanted}),
        fmt::format("{}: {}", arguments.name, join(arguments.roles, ", ")), 0};
}

Result<Outcome> team(Session& session, const std::string& answer) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    const bool isTeam = answer == "on";
    SLIPWAY_TRY(setPersonal(workspace->ledger(), actor, !isTeam));
    return Outcome{{{"personal", !isTeam}},
        isTeam ? "Nobody decides about their own work any more." : "People may decide about their own work.", 0};
}

} // namespace

void addPersonCommands(Commands& commands) {
    commands.noun("person", "People of the workspace and their roles");
    commands.verb("person", "list", "Lists the people and their roles", "slipway person list", list);

    const auto added = std::make_shared<PersonArguments>();
    auto& addVerb =
        commands.verb("person", "add", "Adds a person", "slipway person add ada --role data_scientist --role reviewer",
            [added](Session& session) { return add(session, *added); });
    addVerb.add_option("NAME", added->name, "Letters, digits, dot, dash and underscore")->required();
    addVerb.add_option("--role", added->roles, "viewer, data_scientist, reviewer, release_manager or admin")
        ->default_val(std::vector<std::string>{"data_scientist"});

    const auto changed = std::make_shared<PersonArguments>();
    auto& rolesVerb = commands.verb("person", "roles", "Gives a person other roles",
        "slipway person roles ada --role reviewer", [changed](Session& session) { return roles(session, *changed); });
    rolesVerb.add_option("NAME", changed->name, "The person")->required();
    rolesVerb.add_option("--role", changed->roles, "viewer, data_scientist, reviewer, release_manager or admin")
        ->required();

    const auto answer = std::make_shared<std::string>();
    commands
        .verb("person", "team", "Whether somebody else has to decide about one's work", "slipway person team on",
            [answer](Session& session) { return team(session, *answer); })
        .add_option("ON", *answer, "on or off")
        ->required()
        ->check(CLI::IsMember({"on", "off"}));
}

} // namespace slipway::cli
