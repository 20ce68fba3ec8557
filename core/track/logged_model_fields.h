#pragma once

#include <vector>

#include "core/track/logged_models.h"
#include "core/track/search_sql.h"

namespace slipway::track {

/// Where the fields of logged models are stored: the row `l` of the table logged_model, and the tables that name it.
class LoggedModelFields : public FieldStore {
public:
    /// Metrics count only when they were measured on one of `datasets`, if there are any.
    explicit LoggedModelFields(std::vector<LoggedModels::Dataset> datasets) : m_datasets(std::move(datasets)) {}

    Result<Sql> condition(const Comparison& comparison) const override;
    Result<Sql> wordCondition(std::string_view word) const override;
    Result<Sql> orderKey(const Order& order) const override;
    /// For metrics: numbers, NaN, missing.
    Result<Sql> orderRank(const Order& order) const override;

    /// The model has any metric on one of the datasets.
    Sql measured() const;

private:
    Sql onDatasets() const;
    Sql latestMetric(std::string_view expression, const std::string& key) const;
    std::vector<LoggedModels::Dataset> m_datasets;
};

} // namespace slipway::track
