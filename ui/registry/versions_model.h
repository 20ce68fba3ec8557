#pragma once

#include <string>
#include <vector>

#include "core/registry/model_version.h"
#include "core/registry/registry_service.h"
#include "ui/widgets/list_table_model.h"

namespace slipway::ui {

/// Versions of all models, newest first, with their metrics beside production's.
class VersionsModel : public ListTableModel {
    Q_OBJECT
public:
    /// `policy` names the metric that versions are judged by: the first metric column.
    VersionsModel(const registry::GatePolicy& policy, QObject* parent = nullptr);

    /// Rows whose model, status, stage, run or person contains `filter`.
    void setVersions(const std::vector<registry::ModelVersion>& versions, const QString& filter);

private:
    void chooseMetrics(const std::vector<registry::ModelVersion>& versions);
    TableRow rowOf(const registry::ModelVersion& version, const registry::ModelVersion* production) const;

    std::vector<std::string> m_wanted;  ///< from the policy
    std::vector<std::string> m_metrics; ///< shown as columns
};

} // namespace slipway::ui
