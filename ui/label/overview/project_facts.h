#pragma once

#include <QStringList>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/label/people_agreement.h"
#include "core/workspace/workspace.h"

namespace slipway::ui {

/// What the page of a labeling project shows besides its tasks. A few look-ups, whatever the project's size.
struct ProjectFacts {
    label::Project project;
    std::vector<std::int64_t> counts; ///< by label::TaskState
    std::vector<label::LabelStore::Person> people;
    QStringList names; ///< of them and of everybody in the workspace
    label::AgreementTotals agreement;
};

Result<ProjectFacts> readProjectFacts(workspace::Workspace& workspace, const std::string& project);

} // namespace slipway::ui
