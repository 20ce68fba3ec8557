#include <map>
#include <set>

#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/run_text.h"
#include "core/base/text.h"

namespace slipway::cli {

namespace {

struct ShowArguments {
    std::string name;
    bool upstream = false, downstream = false;
    int depth = -1;
};

struct AuditArguments {
    std::string subject;
    std::int64_t before = 0;
    int limit = 50;
};

/// What lies on one side of a node, indented by distance; a node that was shown is named again but not opened.
class TreeText {
public:
    TreeText(const lineage::Graph& graph, bool upstream) : m_graph(graph), m_upstream(upstream) {
        for (const auto& node : graph.nodes) m_nodes.emplace(node.id, &node);
        for (const auto& edge : graph.edges) m_next[upstream ? edge.to : edge.from].push_back(&edge);
    }
    std::string of(const std::string& id) {
        add(id, 1);
        return m_text;
    }

private:
    void add(const std::string& id, std::size_t depth) {
        constexpr std::size_t deepest = 200; // deeper than that nobody reads, and the stack has an end
        if (depth > deepest || !m_opened.insert(id).second) return;
        for (const auto* edge : m_next[id]) {
            const auto& other = m_upstream ? edge->from : edge->to;
            const auto* node = m_nodes.contains(other) ? m_nodes[other] : nullptr;
            m_text += fmt::format("{}{} {} [{}] by {}{}\n", std::string(2 * depth, ' '), m_upstream ? "<-" : "->",
                node && node->name != other ? fmt::format("{} ({})", other, node->name) : other, edge->action,
                edge->actor, m_opened.contains(other) && !m_next[other].empty() ? " …" : "");
            add(other, depth + 1);
        }
    }

    const lineage::Graph& m_graph;
    bool m_upstream;
    std::map<std::string, const lineage::Node*> m_nodes;
    std::map<std::string, std::vector<const lineage::Edge*>> m_next;
    std::set<std::string> m_opened;
    std::string m_text;
};

Json toJson(const lineage::Graph& graph) {
    Json json{{"nodes", Json::array()}, {"edges", Json::array()}};
    for (const auto& node : graph.nodes)
        json["nodes"].push_back({{"id", node.id}, {"kind", node.kind}, {"name", node.name}});
    for (const auto& edge : graph.edges)
        json["edges"].push_back({{"from", edge.from}, {"to", edge.to}, {"relation", edge.relation},
            {"action", edge.action}, {"actor", edge.actor}, {"at", toIso8601(edge.at)}});
    return json;
}

Result<Outcome> showLineage(Session& session, const ShowArguments& arguments) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    auto& lineage = workspace->ledger().lineage();
    SLIPWAY_ASSIGN(const auto node, lineage.find(arguments.name));
    using lineage::Direction;
    const bool both = arguments.upstream == arguments.downstream;
    const auto direction = both ? Direction::Both : arguments.upstream ? Direction::Upstream : Direction::Downstream;
    SLIPWAY_ASSIGN(const auto graph, lineage.reach(node.id, direction, arguments.depth));
    Outcome outcome;
    outcome.json = toJson(graph);
    outcome.text = fmt::format("{} {}\n", node.kind, node.id);
    if (direction != Direction::Downstream) outcome.text += "came from\n" + TreeText(graph, true).of(node.id);
    if (direction != Direction::Upstream) outcome.text += "led to\n" + TreeText(graph, false).of(node.id);
    return outcome;
}

Json toJson(const access::AuditEntry& entry) {
    const auto details = parseJson(entry.details, "audit details");
    return {{"number", entry.number}, {"at", toIso8601(entry.at)}, {"actor", entry.actor},
        {"machine_user", entry.machineUser}, {"action", entry.action}, {"subject", entry.subject},
        {"details", details ? *details : Json(entry.details)}, {"previous_hash", entry.previousHash},
        {"hash", entry.hash}};
}

Result<Outcome> listAudit(Session& session, const AuditArguments& arguments) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(
        const auto entries, workspace->ledger().audit().page(arguments.before, arguments.limit, arguments.subject));
    Outcome outcome;
    outcome.json = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& entry : entries) {
        outcome.json.push_back(toJson(entry));
        rows.push_back({std::to_string(entry.number), timeText(entry.at), entry.actor, entry.machineUser, entry.action,
            entry.subject, entry.hash.substr(0, 12)});
    }
    outcome.text = textTable({"no", "at (UTC)", "who", "account", "action", "subject", "hash"}, rows);
    return outcome;
}

Result<Outcome> verifyAudit(Session& session) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto verified, workspace->ledger().audit().verify());
    Outcome outcome;
    outcome.json = {{"intact", verified.intact}, {"entries", verified.entries},
        {"broken_at", verified.intact ? Json() : Json(verified.brokenAt)},
        {"reason", verified.intact ? Json() : Json(verified.reason)}};
    if (verified.intact) {
        outcome.text =
            fmt::format("intact: {} entries, each continues the one before", withThousands(verified.entries));
    } else {
        outcome.text =
            fmt::format("NOT INTACT: {} (entry {} of {})", verified.reason, verified.brokenAt, verified.entries);
        outcome.exitCode = 3;
    }
    return outcome;
}

} // namespace

void addLineageCommands(Commands& commands) {
    commands.noun("lineage", "What was made from what, by whom and when");
    const auto show = std::make_shared<ShowArguments>();
    auto& verb = commands.verb("lineage", "show", "Shows what something came from and what came of it",
        "slipway lineage show endpoint/census-income-production --upstream",
        [show](Session& session) { return showLineage(session, *show); });
    verb.add_option("name", show->name, "Id such as model/census-income/3, or a name that only one thing has")
        ->required();
    verb.add_flag("--upstream", show->upstream, "Only what it came from");
    verb.add_flag("--downstream", show->downstream, "Only what came of it");
    verb.add_option("--depth", show->depth, "Steps to follow; all without it")->check(CLI::Range(0, 1000000));

    commands.noun("audit", "Who changed what: a trail that cannot be changed unnoticed");
    const auto list = std::make_shared<AuditArguments>();
    auto& entries = commands.verb("audit", "list", "Lists the trail, newest first",
        "slipway audit list --subject model/census-income/",
        [list](Session& session) { return listAudit(session, *list); });
    entries.add_option("--subject", list->subject, "Only this subject, or all that start with it when it ends in /");
    entries.add_option("--before", list->before, "Only entries with a lower number")->check(CLI::NonNegativeNumber);
    entries.add_option("--limit", list->limit, "Entries")->check(CLI::Range(1, 1000000));
    commands.verb("audit", "verify", "Checks every entry against the chain of hashes; exit code 3 when it is broken",
        "slipway audit verify --json", verifyAudit);
}

} // namespace slipway::cli
