#include "ui/label/label_facts.h"

#include <QObject>
#include <algorithm>

#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr std::size_t kMostDatasets = 12;
constexpr std::int64_t kMostClasses = 10; ///< as many values as a profile keeps counts of

bool looksLikeLabels(const data::ColumnProfile& column) {
    const bool words = column.type == "text" || column.type == "boolean";
    return words && column.distinct >= 2 && column.distinct <= kMostClasses;
}

LabelledDataset describe(const data::DatasetVersion& version, const data::ColumnProfile& column) {
    LabelledDataset found;
    found.reference = format::text(version.reference());
    found.link = format::text(version.lineageId());
    found.column = format::text(column.name);
    found.rows = version.rows;
    found.missing = column.missing;
    found.classes = static_cast<int>(column.distinct);
    const double labelled = static_cast<double>(std::max<std::int64_t>(1, version.rows - column.missing));
    for (const auto& top : column.top) {
        found.balance.categories.push_back(format::text(top.value));
        found.balance.current.push_back(static_cast<double>(top.count) / labelled);
    }
    const auto [low, high] = std::ranges::minmax(found.balance.current);
    found.smallestShare = low;
    found.largestShare = high;
    return found;
}

} // namespace

Result<std::vector<LabelledDataset>> readLabelled(workspace::Workspace& workspace, Progress& progress) {
    std::vector<LabelledDataset> found;
    SLIPWAY_ASSIGN(const auto datasets, workspace.datasets().list());
    for (const data::DatasetVersion& version : datasets) {
        if (found.size() == kMostDatasets) break;
        SLIPWAY_ASSIGN(const auto profile, workspace.datasets().profile(version, progress));
        if (!profile.columns.empty() && looksLikeLabels(profile.columns.back()) && !profile.columns.back().top.empty())
            found.push_back(describe(version, profile.columns.back()));
    }
    return found;
}

} // namespace slipway::ui
