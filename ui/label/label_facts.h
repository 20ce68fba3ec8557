#pragma once

#include <QString>
#include <vector>

#include "core/base/progress.h"
#include "core/workspace/workspace.h"
#include "ui/widgets/bar_compare_chart.h"

namespace slipway::ui {

/// A dataset that arrived with labels: its last column has few values.
struct LabelledDataset {
    QString reference, column, link;
    std::int64_t rows = 0, missing = 0;
    Distributions balance; ///< share of each class
    double largestShare = 0, smallestShare = 0;
    int classes = 0;
};

/// From the stored profiles, newest version of each dataset. At most 12.
Result<std::vector<LabelledDataset>> readLabelled(workspace::Workspace& workspace, Progress& progress);

} // namespace slipway::ui
