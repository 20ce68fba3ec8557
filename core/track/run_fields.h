#pragma once

#include <string>

#include "core/track/search_sql.h"

namespace slipway::track {

/// Where the fields of runs are stored: the row `r` of the table run, and the tables that name it.
class RunFields : public FieldStore {
public:
    /// How conditions are looked up. EachRun: one run's rows by primary key, so that a search that ends early costs
    /// what it visits. Sets: all runs that fit, from an index, once: for searches that go over all runs. Best: sets for
    /// comparisons that few runs meet; they are counted in the database while conditions are made.
    enum class Lookup { EachRun, Sets, Best };

    /// `artifactUri`: an SQL expression over r for the place of a run's artifacts.
    explicit RunFields(std::string artifactUri, Lookup lookup = Lookup::EachRun, store::Database* counted = nullptr);

    Result<Sql> condition(const Comparison& comparison) const override;
    /// Name, tags (a note is one), and the whole id.
    Result<Sql> wordCondition(std::string_view word) const override;
    Result<Sql> orderKey(const Order& order) const override;
    /// For metrics: numbers, NaN, missing.
    Result<Sql> orderRank(const Order& order) const override;

private:
    struct Rows;
    Result<Sql> anyRow(const Rows& rows, const Comparison& comparison) const;
    Result<Sql> datasetCondition(const Comparison& comparison) const;
    Result<std::string> column(std::string_view attribute) const;
    Result<bool> asSet(const Comparison& comparison, const Sql& rows) const;
    std::string m_artifactUri;
    Lookup m_lookup;
    store::Database* m_counted;
};

} // namespace slipway::track
