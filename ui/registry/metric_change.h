#pragma once

#include <QString>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ui/widgets/pill.h"
#include "ui/widgets/table_cell.h"

namespace slipway::ui {

enum class Better { Higher, Lower, Unknown };

/// Which way a metric gets better, told by its name: "test_log_loss" is better when lower.
Better betterOf(const std::string& metric);
/// "test_roc_auc" -> "ROC AUC", for people; what is not known keeps its words.
QString metricTitle(const std::string& metric);

/// One metric of a version beside the same metric of another.
struct MetricChange {
    enum class Verdict { Better, Worse, Same, Unknown };

    std::string metric;
    std::optional<double> value, base;
    Verdict verdict = Verdict::Unknown;

    double delta() const { return value && base ? *value - *base : 0; }
    QString text() const; ///< "▲ +0.0021"; missing() when one side lacks it
    PillLook look() const;
};

/// Metrics measured on held-out data ("test_…") of either side, or all when there are none; headline metrics first.
std::vector<MetricChange> metricChanges(
    const std::map<std::string, double>& mine, const std::map<std::string, double>* base);

std::vector<TableColumn> metricColumns(const QString& mine, const QString& base);
std::vector<TableRow> metricRows(const std::vector<MetricChange>& changes);

} // namespace slipway::ui
