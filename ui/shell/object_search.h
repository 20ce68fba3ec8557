#pragma once

#include <QString>
#include <vector>

#include "core/base/result.h"

namespace slipway::workspace {
class Workspace;
}

namespace slipway::ui {

/// An object of the workspace that the palette can open.
struct FoundObject {
    QString title; ///< "census-income v2"
    QString place; ///< "Model version, approved"
    QString kind;  ///< for the icon
    QString link;
};

/// Datasets, feature groups, runs, model versions, endpoints, pipelines and monitors whose name fits; metadata only.
/// `tags` looks for runs by tag. At most 40.
Result<std::vector<FoundObject>> findObjects(workspace::Workspace& workspace, const QString& query, bool tags);

} // namespace slipway::ui
