#include "ui/label/overview/project_facts.h"

#include <set>

#include "ui/widgets/formatting.h"

namespace slipway::ui {

Result<ProjectFacts> readProjectFacts(workspace::Workspace& workspace, const std::string& project) {
    const auto& labels = workspace.labels();
    ProjectFacts facts;
    SLIPWAY_ASSIGN(facts.project, labels.find(project));
    SLIPWAY_ASSIGN(facts.counts, labels.store().taskCounts(facts.project.id));
    SLIPWAY_ASSIGN(facts.people, labels.store().people(facts.project.id));
    SLIPWAY_ASSIGN(facts.agreement, labels.agreement(facts.project));
    SLIPWAY_ASSIGN(const auto members, workspace.ledger().people().all());
    std::set<std::string> names;
    for (const auto& person : facts.people)
        if (label::isPerson(person.name)) names.insert(person.name);
    for (const auto& member : members) names.insert(member.name);
    for (const auto& name : names) facts.names << format::text(name);
    return facts;
}

} // namespace slipway::ui
