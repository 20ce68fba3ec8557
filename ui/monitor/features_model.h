#pragma once

#include "core/monitor/drift.h"
#include "ui/widgets/list_table_model.h"

namespace slipway::ui {

/// One row a column of a drift report, most drifted first.
class FeaturesModel : public ListTableModel {
    Q_OBJECT
public:
    explicit FeaturesModel(QObject* parent = nullptr);
    void setReport(const monitor::DriftReport& report);
};

/// The selected column in figures: reference and current side by side.
class FeatureStatsModel : public ListTableModel {
    Q_OBJECT
public:
    explicit FeatureStatsModel(QObject* parent = nullptr);
    void setColumn(const monitor::ColumnDrift& column);
};

} // namespace slipway::ui
