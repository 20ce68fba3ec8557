#pragma once

#include "core/track/search_sql.h"

namespace slipway::registry {

/// Where the fields of registered models are stored: the row `m` of registered_model.
class ModelFields : public track::FieldStore {
public:
    Result<track::Sql> condition(const track::Comparison& comparison) const override;
    Result<track::Sql> wordCondition(std::string_view word) const override;
    Result<track::Sql> orderKey(const track::Order& order) const override;
};

/// Where the fields of versions are stored: the row `v` of model_version. The tags that say what was decided are
/// searched like the others.
class VersionFields : public track::FieldStore {
public:
    Result<track::Sql> condition(const track::Comparison& comparison) const override;
    Result<track::Sql> wordCondition(std::string_view word) const override;
    Result<track::Sql> orderKey(const track::Order& order) const override;
};

} // namespace slipway::registry
