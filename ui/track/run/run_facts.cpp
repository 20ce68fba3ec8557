#include "ui/track/run/run_facts.h"

#include <algorithm>
#include <bit>

#include "core/track/logged_models.h"
#include "core/track/runs.h"
#include "core/workspace/workspace.h"

namespace slipway::ui {

namespace {

/// FNV-1a over everything that a page shows.
class Mark {
public:
    void add(std::string_view text) {
        for (const char c : text) step(static_cast<unsigned char>(c));
        step(0xff); // no text ends like this one's neighbour begins
    }
    void add(std::int64_t value) {
        for (int i = 0; i < 8; ++i) step(static_cast<unsigned char>(static_cast<std::uint64_t>(value) >> (8 * i)));
    }
    void add(double value) { add(std::bit_cast<std::int64_t>(value)); }
    void add(const std::map<std::string, std::string>& pairs) {
        for (const auto& [key, value] : pairs) {
            add(key);
            add(value);
        }
    }
    std::uint64_t value() const { return std::max<std::uint64_t>(1, m_hash); }

private:
    void step(unsigned char byte) { m_hash = (m_hash ^ byte) * 0x100000001b3ULL; }
    std::uint64_t m_hash = 0xcbf29ce484222325ULL;
};

std::uint64_t markOf(const RunFacts& facts) {
    const auto& run = facts.run;
    Mark mark;
    for (const auto* text : {&run.id, &run.name, &run.experimentName, &run.actor, &run.userId, &facts.parentName})
        mark.add(*text);
    mark.add(static_cast<std::int64_t>(run.status));
    mark.add(run.startedAt);
    mark.add(run.endedAt);
    mark.add(static_cast<std::int64_t>(run.deleted));
    mark.add(static_cast<std::int64_t>(facts.hasLog) * 2 + static_cast<std::int64_t>(facts.hasEvaluation));
    mark.add(run.parameters);
    mark.add(run.tags);
    for (const auto& [key, metric] : run.metrics) {
        mark.add(key);
        mark.add(metric.points);
        mark.add(metric.latestAt);
        mark.add(metric.latest);
    }
    for (const auto& input : run.inputs) mark.add(input.name + input.digest);
    for (const auto* uses : {&run.inputModels, &run.outputModels})
        for (const auto& use : *uses) mark.add(use.model);
    for (const auto& child : facts.children) {
        mark.add(child.id + child.name);
        mark.add(static_cast<std::int64_t>(child.status));
    }
    for (const auto& version : facts.versions) {
        mark.add(version.reference());
        mark.add(static_cast<std::int64_t>(version.status));
        for (const auto& stage : version.stages) mark.add(stage);
    }
    return mark.value();
}

/// Lineage knows what was registered from a run by index; the registry would have to look at every version.
Status readVersions(workspace::Workspace& workspace, RunFacts& facts) {
    auto graph = workspace.ledger().lineage().reach(facts.run.lineageId(), lineage::Direction::Downstream, 1);
    if (!graph) return {}; // an imported run may have no place in the lineage
    for (const auto& node : graph->nodes) {
        if (node.kind != "model_version") continue;
        if (auto version = workspace.registry().find(node.name)) facts.versions.push_back(std::move(*version));
    }
    std::ranges::sort(facts.versions, std::greater{}, &registry::ModelVersion::createdAt);
    return {};
}

/// Runs of a search or a cross-validation name the run that they are part of in a tag.
Status readChildren(workspace::Workspace& workspace, RunFacts& facts) {
    track::Runs::Search search;
    search.experiments = {facts.run.experiment};
    SLIPWAY_ASSIGN(search.filter, track::parseFilter("tags.`mlflow.parentRunId` = '" + facts.run.id + "'",
                                      track::FilterTable::runs(), track::Dialect::Mlflow));
    search.limit = RunFacts::kMostChildren;
    SLIPWAY_ASSIGN(const auto page, track::Runs(workspace.ledger()).search(search));
    for (const auto& run : page.runs) facts.children.push_back({run.id, run.name, run.status});
    facts.moreChildren = page.more;
    return {};
}

void readModelNames(workspace::Workspace& workspace, RunFacts& facts) {
    const track::LoggedModels models(workspace.ledger());
    for (const auto* uses : {&facts.run.inputModels, &facts.run.outputModels})
        for (const auto& use : *uses)
            if (auto model = models.find(use.model, track::LoggedModels::Deleted::Shown))
                facts.modelNames[use.model] = model->name;
}

bool hasArtifact(workspace::Workspace& workspace, const std::string& run, std::string_view path) {
    return workspace.tracker().artifactFile(run, path).has_value();
}

} // namespace

std::string tagOf(const track::Run& run, std::string_view key) {
    const auto it = run.tags.find(std::string(key));
    return it == run.tags.end() ? std::string() : it->second;
}

Result<RunFacts> readRunFacts(workspace::Workspace& workspace, const std::string& id) {
    RunFacts facts;
    SLIPWAY_ASSIGN(facts.run, workspace.tracker().find(id));
    SLIPWAY_TRY(readVersions(workspace, facts));
    readModelNames(workspace, facts);
    SLIPWAY_TRY(readChildren(workspace, facts));
    if (const auto parent = tagOf(facts.run, "mlflow.parentRunId"); !parent.empty())
        if (auto run = workspace.tracker().find(parent)) facts.parentName = run->name;
    facts.hasLog = hasArtifact(workspace, facts.run.id, "logs/output.log");
    facts.hasEvaluation = hasArtifact(workspace, facts.run.id, "evaluation.json");
    facts.hasMedia =
        !tagOf(facts.run, "mlflow.loggedImages").empty() || !tagOf(facts.run, "mlflow.loggedArtifacts").empty();
    facts.mark = markOf(facts);
    return facts;
}

} // namespace slipway::ui
