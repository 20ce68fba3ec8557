#pragma once

#include "core/track/search_sql.h"

namespace slipway::track {

/// Where the fields of traces are stored: the row `t` of the table trace with the client's JSON, and the tables that
/// name it.
class TraceFields : public FieldStore {
public:
    Result<Sql> condition(const Comparison& comparison) const override;
    Result<Sql> wordCondition(std::string_view word) const override;
    Result<Sql> orderKey(const Order& order) const override;
};

} // namespace slipway::track
