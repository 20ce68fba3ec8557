#pragma once

#include <string>

#include "core/track/search_sql.h"

namespace slipway::track {

/// Where the fields of runs are stored: the row `r` of the table run, and the tables that name it. Conditions look up
/// one run's rows by primary key, so that a search costs what it visits.
class RunFields : public FieldStore {
public:
    /// `artifactUri`: an SQL expression over r for the place of a run's artifacts.
    explicit RunFields(std::string artifactUri);

    Result<Sql> condition(const Comparison& comparison) const override;
    /// Name, tags (a note is one), and the whole id.
    Result<Sql> wordCondition(std::string_view word) const override;
    Result<Sql> orderKey(const Order& order) const override;
    /// For metrics: numbers, NaN, missing.
    Result<Sql> orderRank(const Order& order) const override;

private:
    Result<std::string> column(std::string_view attribute) const;
    std::string m_artifactUri;
};

} // namespace slipway::track
