#include <set>

#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/run_text.h"
#include "app/cli/usage.h"
#include "core/base/file.h"
#include "core/base/id.h"
#include "core/base/text.h"
#include "core/registry/bundle_copy.h"

namespace slipway::cli {

namespace {

using registry::ModelVersion;

/// "census 3", "census:3", "census latest" or "census".
struct VersionArguments {
    std::string model, version;
    std::string text;       ///< note or reason
    std::string undoWindow; ///< "" for the workspace's

    void addTo(CLI::App& verb) {
        verb.add_option("name", model, "Model, or NAME:VERSION")->required();
        verb.add_option("version", version, "Number, or latest");
    }
    std::string reference() const { return version.empty() ? model : model + ":" + version; }
};

Result<ModelVersion> find(workspace::Workspace& workspace, const VersionArguments& arguments) {
    return workspace.registry().find(arguments.reference());
}

Json numbers(const std::map<std::string, double>& metrics) {
    auto json = Json::object();
    for (const auto& [name, value] : metrics) json[name] = jsonNumber(value);
    return json;
}

Json toJson(const ModelVersion& version) {
    const auto time = [](Timestamp at) { return at == 0 ? Json() : Json(toIso8601(at)); };
    return {{"name", version.model}, {"version", version.version}, {"status", name(version.status)},
        {"stages", version.stages}, {"run_id", version.runId}, {"metrics", numbers(version.metrics)},
        {"created", toIso8601(version.createdAt)}, {"registered_by", version.registeredBy},
        {"decided_by", version.decidedBy.empty() ? Json() : Json(version.decidedBy)},
        {"decided", time(version.decidedAt)}, {"effective", time(version.effectiveAt)},
        {"self_approved", version.selfApproved}, {"note", version.note}, {"bundle_hash", version.bundleHash}};
}

Json toJson(const registry::Gate& gate) {
    Json json{{"open", gate.open()}, {"needs_note", gate.needsNote()}, {"evidence", Json::array()}};
    for (const auto& e : gate.evidence)
        json["evidence"].push_back(
            {{"check", e.check}, {"state", name(e.state)}, {"fact", e.fact}, {"required", e.required}});
    return json;
}

std::string line(const ModelVersion& version) {
    auto text = fmt::format("{} is {}", version.reference(), name(version.status));
    if (!version.decidedBy.empty())
        text += fmt::format(" by {}{}", version.decidedBy, version.selfApproved ? " (self-approved)" : "");
    if (!version.stages.empty()) text += ", runs in " + join(version.stages, ", ");
    return text;
}

std::string gateText(const registry::Gate& gate) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& e : gate.evidence) rows.push_back({std::string(name(e.state)), e.check, e.fact});
    return fmt::format("gate {}{}\n{}", gate.open() ? "open" : "CLOSED",
        gate.needsNote() ? ", approving needs a note" : "", textTable({"state", "check", "fact"}, rows));
}

Result<Outcome> registerModel(Session& session, const std::string& run, const std::string& model) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    SLIPWAY_ASSIGN(const auto version, workspace->registry().registerRun(actor, model, run));
    SLIPWAY_ASSIGN(const auto gate, workspace->registry().gate(version));
    Outcome outcome{toJson(version), line(version) + "\n" + gateText(gate)};
    outcome.json["gate"] = toJson(gate);
    return outcome;
}

Result<Outcome> listModels(Session& session, const std::string& model, bool pending) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    auto& registry = workspace->registry();
    SLIPWAY_ASSIGN(const auto versions, pending ? registry.pending() : registry.versions(model));
    const auto& minimums = registry.policy().atLeast;
    const auto metric = minimums.empty() ? std::string() : minimums.begin()->first;
    Outcome outcome;
    outcome.json = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& v : versions) {
        if (!model.empty() && v.model != model) continue;
        outcome.json.push_back(toJson(v));
        const auto value = v.metrics.find(metric);
        rows.push_back({v.reference(), std::string(name(v.status)), join(v.stages, ", "),
            value == v.metrics.end() ? "" : figure(value->second), timeText(v.createdAt), v.registeredBy, v.decidedBy});
    }
    outcome.text =
        rows.empty()
            ? std::string(pending ? "nothing waits for a decision" : "no versions; `slipway model register` makes one")
            : textTable({"version", "status", "stages", metric, "registered (UTC)", "by", "decided by"}, rows);
    return outcome;
}

Result<Outcome> showModel(Session& session, const VersionArguments& arguments) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    auto& registry = workspace->registry();
    SLIPWAY_ASSIGN(const auto version, find(*workspace, arguments));
    SLIPWAY_ASSIGN(const auto gate, registry.gate(version));
    SLIPWAY_ASSIGN(const auto history, registry.history(version.model, version.version));
    Outcome outcome{toJson(version), line(version) + "\n"};
    outcome.json["bundle"] = version.bundle.string();
    outcome.json["gate"] = toJson(gate);
    outcome.json["history"] = Json::array();
    std::vector<std::vector<std::string>> metrics, decisions;
    for (const auto& [name, value] : version.metrics) metrics.push_back({name, slipway::toText(value)});
    for (const auto& decision : history) {
        outcome.json["history"].push_back({{"at", toIso8601(decision.at)}, {"actor", decision.actor},
            {"kind", decision.kind}, {"note", decision.note}});
        decisions.push_back({timeText(decision.at), decision.actor, decision.kind, decision.note});
    }
    outcome.text += fmt::format("run {}\nfiles {}\n\n{}\n{}\n{}", version.runId, version.bundle.string(),
        textTable({"metric", "value"}, metrics), gateText(gate),
        textTable({"at (UTC)", "who", "what", "note"}, decisions));
    return outcome;
}

/// A verb that decides about one version.
template <class Decide> auto decision(Decide decide) {
    return [decide](Session& session, const VersionArguments& arguments) -> Result<Outcome> {
        SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
        SLIPWAY_ASSIGN(const auto actor, session.actor());
        SLIPWAY_ASSIGN(const auto version, find(*workspace, arguments));
        SLIPWAY_ASSIGN(const auto decided, decide(workspace->registry(), actor, version, arguments));
        auto text = line(decided);
        if (decided.effectiveAt > systemClock().now())
            text += fmt::format("\nTakes effect at {} UTC; until then `slipway model undo {} {}` takes it back.",
                timeText(decided.effectiveAt), decided.model, decided.version);
        return Outcome{toJson(decided), text};
    };
}

Result<ModelVersion> approve(registry::RegistryService& registry, const access::Actor& actor,
    const ModelVersion& version, const VersionArguments& arguments) {
    std::optional<std::int64_t> undo;
    if (!arguments.undoWindow.empty()) {
        SLIPWAY_ASSIGN(undo, parseDuration(arguments.undoWindow));
    }
    return registry.approve(actor, version.model, version.version, arguments.text, undo);
}

/// Rows of what differs, and all metrics.
Result<Outcome> compareModels(Session& session, const std::string& first, const std::string& second) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto a, workspace->registry().find(first));
    SLIPWAY_ASSIGN(const auto b, workspace->registry().find(second));
    Outcome outcome;
    outcome.json = {{"a", toJson(a)}, {"b", toJson(b)}, {"metrics", Json::array()}, {"parameters", Json::array()}};
    std::set<std::string> names;
    for (const auto* version : {&a, &b})
        for (const auto& [name, value] : version->metrics) names.insert(name);
    std::vector<std::vector<std::string>> rows;
    const auto value = [](const ModelVersion& version, const std::string& name) -> std::optional<double> {
        const auto found = version.metrics.find(name);
        return found == version.metrics.end() ? std::nullopt : std::optional(found->second);
    };
    for (const auto& name : names) {
        const auto left = value(a, name), right = value(b, name);
        const auto difference = left && right ? std::optional(*right - *left) : std::nullopt;
        const auto json = [](const std::optional<double>& number) { return number ? jsonNumber(*number) : Json(); };
        outcome.json["metrics"].push_back(
            {{"metric", name}, {"a", json(left)}, {"b", json(right)}, {"difference", json(difference)}});
        rows.push_back({name, figure(left), figure(right), figure(difference)});
    }
    outcome.text = textTable({"metric", a.reference(), b.reference(), "difference"}, rows);
    const auto runA = workspace->tracker().find(a.runId), runB = workspace->tracker().find(b.runId);
    if (!runA || !runB) return outcome; // a run may have been deleted; the versions keep their metrics
    rows.clear();
    std::set<std::string> parameters;
    for (const auto* run : {&*runA, &*runB})
        for (const auto& [name, text] : run->parameters) parameters.insert(name);
    const auto text = [](const track::Run& run, const std::string& name) {
        const auto found = run.parameters.find(name);
        return found == run.parameters.end() ? std::string() : found->second;
    };
    for (const auto& name : parameters) {
        if (text(*runA, name) == text(*runB, name)) continue;
        outcome.json["parameters"].push_back({{"parameter", name}, {"a", text(*runA, name)}, {"b", text(*runB, name)}});
        rows.push_back({name, text(*runA, name), text(*runB, name)});
    }
    if (!rows.empty()) outcome.text += "\n" + textTable({"parameter", a.reference(), b.reference()}, rows);
    return outcome;
}

Result<Outcome> exportModel(Session& session, const VersionArguments& arguments, const std::string& to) {
    namespace fs = std::filesystem;
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    SLIPWAY_TRY(workspace->ledger().check(actor, access::Permission::Read));
    SLIPWAY_ASSIGN(const auto version, find(*workspace, arguments));
    const fs::path folder = fs::absolute(to).lexically_normal();
    std::error_code failed;
    if (fs::exists(folder, failed))
        return fail(
            ErrorCode::AlreadyExists, fmt::format("{} is there already", folder.string()), "Choose a new folder");
    SLIPWAY_ASSIGN(const auto hash, registry::hashOfFolder(version.bundle));
    if (hash != version.bundleHash)
        return fail(ErrorCode::BadData,
            fmt::format("the files of {} were changed since it was registered", version.reference()),
            "Restore the workspace from a copy");
    auto temporary = folder;
    temporary += ".tmp-" + newShortId();
    fs::copy(version.bundle, temporary, fs::copy_options::recursive, failed);
    if (failed) {
        const auto error = failed.value();
        fs::remove_all(temporary, failed);
        return failFromErrno(error, "write " + folder.string());
    }
    SLIPWAY_TRY(publishFile(temporary, folder));
    return Outcome{
        Json{{"name", version.model}, {"version", version.version}, {"folder", folder.string()}, {"bundle_hash", hash}},
        fmt::format("{} is in {}", version.reference(), folder.string())};
}

/// A verb on one version, with a text option when `option` is given.
template <class Call>
CLI::App& addForVersion(Commands& commands, const std::string& name, const std::string& help,
    const std::string& example, Call call, const std::string& option = {}, const std::string& optionHelp = {}) {
    const auto arguments = std::make_shared<VersionArguments>();
    auto& verb = commands.verb(
        "model", name, help, example, [arguments, call](Session& session) { return call(session, *arguments); });
    arguments->addTo(verb);
    if (!option.empty()) verb.add_option(option, arguments->text, optionHelp);
    if (name == "approve")
        verb.add_option("--undo-window", arguments->undoWindow, "How long it can be taken back, 0s to 300s")
            ->check(checkedBy(parseDuration));
    return verb;
}

/// A verb that decides about a version: nothing is guessed, the version must be named.
template <class Decide>
CLI::App& addDecision(Commands& commands, const std::string& name, const std::string& help, const std::string& example,
    Decide decide, const std::string& option = {}, const std::string& optionHelp = {}) {
    auto& verb = addForVersion(commands, name, help, example, decision(decide), option, optionHelp);
    needVersion(verb);
    return verb;
}

void addDecisions(Commands& commands) {
    using registry::RegistryService;
    addDecision(commands, "approve", "Approves a version whose gate is open",
        "slipway model approve census-income 3 --note \"first one\"", approve, "--note", "Needed when a check warns");
    addDecision(
        commands, "reject", "Rejects a version, or revokes its approval",
        "slipway model reject census-income 3 --reason \"the test data leaked\"",
        [](RegistryService& r, const access::Actor& actor, const ModelVersion& v, const VersionArguments& a) {
            return r.reject(actor, v.model, v.version, a.text);
        },
        "--reason", "At least 10 characters")
        .get_option("--reason")
        ->required();
    addDecision(commands, "undo", "Takes an approval or a rejection back within its undo window",
        "slipway model undo census-income 3",
        [](RegistryService& r, const access::Actor& actor, const ModelVersion& v, const VersionArguments&) {
            return r.undo(actor, v.model, v.version);
        });
    addDecision(
        commands, "archive", "Puts a version away that runs nowhere", "slipway model archive census-income 1",
        [](RegistryService& r, const access::Actor& actor, const ModelVersion& v, const VersionArguments& a) {
            return r.archive(actor, v.model, v.version, a.text);
        },
        "--reason", "Why");
}

} // namespace

void addModelCommands(Commands& commands) {
    commands.noun("model", "Registered models: versions, their evidence, who decided what");
    const auto run = std::make_shared<std::string>(), model = std::make_shared<std::string>();
    auto& add = commands.verb("model", "register", "Registers a run's model as a new version that waits for a person",
        "slipway model register baseline --name census-income",
        [run, model](Session& session) { return registerModel(session, *run, *model); });
    add.add_option("run", *run, "Id, beginning of an id, or name")->required();
    add.add_option("--name", *model, "Model")->required();

    const auto only = std::make_shared<std::string>();
    const auto pending = std::make_shared<bool>(false);
    auto& list = commands.verb("model", "list", "Lists versions, newest first", "slipway model list --pending",
        [only, pending](Session& session) { return listModels(session, *only, *pending); });
    list.add_option("name", *only, "Only this model");
    list.add_flag("--pending", *pending, "Only what waits for a decision");
    addForVersion(commands, "show", "Shows a version with gate, metrics and history",
        "slipway model show census-income 3", showModel);
    addDecisions(commands);

    const auto first = std::make_shared<std::string>(), second = std::make_shared<std::string>();
    auto& compare = commands.verb("model", "compare", "Puts two versions side by side",
        "slipway model compare census-income:1 census-income:2",
        [first, second](Session& session) { return compareModels(session, *first, *second); });
    compare.add_option("first", *first, "NAME:VERSION")->required();
    compare.add_option("second", *second, "NAME:VERSION")->required();

    const auto folder = std::make_shared<std::string>();
    addForVersion(commands, "export", "Copies a version's files into a new folder",
        "slipway model export census-income 3 --to model/",
        [folder](
            Session& session, const VersionArguments& arguments) { return exportModel(session, arguments, *folder); })
        .add_option("--to", *folder, "Folder to make")
        ->required();
}

} // namespace slipway::cli
