#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/run_text.h"
#include "core/base/text.h"
#include "core/ledger/custom_event.h"

namespace slipway::cli {

namespace {

struct ListArguments {
    std::string type;
    std::int64_t before = 0;
    int limit = 50;
};

struct EmitArguments {
    std::string type, subject, payload;
};

struct TestArguments {
    std::int64_t id = 0;
    EmitArguments event;
};

Json payloadJson(const event::Event& event) {
    auto payload = parseJson(event.payload, "payload");
    return payload ? std::move(*payload) : Json(event.payload);
}

Json toJson(const event::Event& event) {
    return {{"id", event.id}, {"at", toIso8601(event.at)}, {"effective_at", toIso8601(event.effectiveAt)},
        {"type", event.type}, {"subject", event.subject}, {"actor", event.actor}, {"payload", payloadJson(event)}};
}

Result<Outcome> listEvents(Session& session, const ListArguments& arguments) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    auto& log = workspace->ledger().events();
    SLIPWAY_ASSIGN(const auto events, log.page(arguments.before, arguments.limit, arguments.type));
    Outcome outcome;
    outcome.json = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& event : events) {
        SLIPWAY_ASSIGN(const bool withdrawn, log.isWithdrawn(event.id));
        auto json = toJson(event);
        json["withdrawn"] = withdrawn;
        outcome.json.push_back(std::move(json));
        rows.push_back({std::to_string(event.id), timeText(event.at), event.type + (withdrawn ? " (withdrawn)" : ""),
            event.subject, event.actor, forMessage(event.payload)});
    }
    outcome.text = textTable({"id", "at (UTC)", "type", "subject", "who", "payload"}, rows);
    return outcome;
}

Result<Outcome> emitEvent(Session& session, const EmitArguments& arguments) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    SLIPWAY_ASSIGN(const auto id,
        emitCustomEvent(workspace->ledger(), actor, arguments.type, arguments.subject, arguments.payload));
    return Outcome{Json{{"id", id}, {"type", arguments.type}, {"subject", arguments.subject}},
        fmt::format("event {} is stored; rules act on it when `slipway serve` or `slipway rule run` comes by", id)};
}

Json toJson(const event::Rule& rule) {
    return {{"name", rule.name}, {"when", rule.when}, {"where", rule.where}, {"then", rule.then}, {"with", rule.with},
        {"enabled", rule.enabled}};
}

Json toJson(const event::Firing& firing) {
    return {{"id", firing.id}, {"rule", firing.rule}, {"event", firing.eventId}, {"state", firing.state},
        {"started", firing.startedAt == 0 ? Json() : Json(toIso8601(firing.startedAt))},
        {"ended", firing.endedAt == 0 ? Json() : Json(toIso8601(firing.endedAt))}, {"message", firing.message}};
}

Result<Outcome> listRules(Session& session, int limit) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto firings, workspace->rules().firings(limit));
    Outcome outcome;
    outcome.json = {{"rules", Json::array()}, {"actions", Json::array()}, {"firings", Json::array()}};
    std::vector<std::vector<std::string>> rules, fired;
    for (const auto& rule : workspace->rules().rules()) {
        outcome.json["rules"].push_back(toJson(rule));
        rules.push_back({rule.name, rule.when, rule.then, rule.enabled ? "on" : "off"});
    }
    for (const auto& [name, help] : workspace->actions().list())
        outcome.json["actions"].push_back({{"name", name}, {"help", help}});
    for (const auto& firing : firings) {
        outcome.json["firings"].push_back(toJson(firing));
        fired.push_back(
            {firing.rule, std::to_string(firing.eventId), firing.state, timeText(firing.startedAt), firing.message});
    }
    outcome.text = textTable({"rule", "when", "then", "state"}, rules);
    if (!fired.empty()) outcome.text += "\n" + textTable({"rule", "event", "state", "started (UTC)", "message"}, fired);
    return outcome;
}

/// The stored event, or one as it would be.
Result<event::Event> eventFor(workspace::Workspace& workspace, const TestArguments& arguments) {
    if (arguments.id > 0) {
        SLIPWAY_ASSIGN(auto found, workspace.ledger().events().after(arguments.id - 1, 1));
        if (!found.empty() && found.front().id == arguments.id) return std::move(found.front());
        return fail(
            ErrorCode::NotFound, fmt::format("there is no event {}", arguments.id), "`slipway event list` lists them");
    }
    if (arguments.event.type.empty())
        return fail(ErrorCode::InvalidArgument, "nothing to test", "Give the id of an event, or --type");
    SLIPWAY_ASSIGN(
        const auto payload, parseJson(arguments.event.payload.empty() ? "{}" : arguments.event.payload, "payload"));
    event::Event event;
    event.type = arguments.event.type;
    event.subject = arguments.event.subject;
    event.payload = dump(payload);
    return event;
}

Result<Outcome> testRules(Session& session, const TestArguments& arguments) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto event, eventFor(*workspace, arguments));
    Outcome outcome;
    outcome.json = {{"event", toJson(event)}, {"would_fire", Json::array()}};
    for (const auto& rule : workspace->rules().wouldFire(event)) {
        const auto filled = event::argumentsFor(rule, event);
        Json json{{"rule", rule.name}, {"then", rule.then}, {"with", filled ? Json(*filled) : Json()},
            {"known_action", workspace->actions().find(rule.then) != nullptr}};
        json["error"] = filled ? Json() : Json(toLine(filled.error()));
        outcome.json["would_fire"].push_back(json);
        outcome.text +=
            fmt::format("{}: {} {}\n", rule.name, rule.then, filled ? dump(Json(*filled)) : toLine(filled.error()));
    }
    if (outcome.text.empty()) outcome.text = fmt::format("no rule acts on {}", event.type);
    return outcome;
}

Result<Outcome> runRules(Session& session) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    SLIPWAY_TRY(workspace->ledger().check(actor, access::Permission::RunPipeline));
    SLIPWAY_ASSIGN(const int ran, workspace->rules().runPending());
    return Outcome{Json{{"ran", ran}}, fmt::format("{} actions ran", ran)};
}

void addRules(Commands& commands) {
    commands.noun("rule", "When this happens, then do that: rules from slipway.yaml");
    const auto limit = std::make_shared<int>(20);
    auto& list = commands.verb("rule", "list", "Lists rules, actions and what rules did lately", "slipway rule list",
        [limit](Session& session) { return listRules(session, *limit); });
    list.add_option("--limit", *limit, "How many of the last firings")->check(CLI::Range(0, 100000));

    const auto test = std::make_shared<TestArguments>();
    auto& verb = commands.verb("rule", "test", "Shows which rules would act on an event, and runs nothing",
        R"(slipway rule test --type model.approved --payload '{"model":"census","version":3}')",
        [test](Session& session) { return testRules(session, *test); });
    verb.add_option("event", test->id, "Id of a stored event")->check(CLI::PositiveNumber);
    verb.add_option("--type", test->event.type, "Type of an event that did not happen");
    verb.add_option("--subject", test->event.subject, "Its subject");
    verb.add_option("--payload", test->event.payload, "Its payload, a JSON object");
    commands.verb(
        "rule", "run", "Acts on what has happened, once, without `slipway serve`", "slipway rule run", runRules);
}

} // namespace

void addEventCommands(Commands& commands) {
    commands.noun("event", "What has happened in this workspace");
    const auto list = std::make_shared<ListArguments>();
    auto& events = commands.verb("event", "list", "Lists events, newest first",
        "slipway event list --type model.approved", [list](Session& session) { return listEvents(session, *list); });
    events.add_option("--type", list->type, "Only this type");
    events.add_option("--before", list->before, "Only events with a lower id")->check(CLI::NonNegativeNumber);
    events.add_option("--limit", list->limit, "Events")->check(CLI::Range(1, 1000000));

    const auto add = std::make_shared<EmitArguments>();
    auto& verb = commands.verb("event", "emit", "Tells the workspace that something happened outside",
        R"(slipway event emit tag.pushed --payload '{"tag":"v1.2"}')",
        [add](Session& session) { return emitEvent(session, *add); });
    verb.add_option("type", add->type, "noun.verb")->required();
    verb.add_option("--subject", add->subject, "What it is about");
    verb.add_option("--payload", add->payload, "A JSON object that rules can look into");
    addRules(commands);
}

} // namespace slipway::cli
