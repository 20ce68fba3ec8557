#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/table/value.h"

namespace slipway::store {
class Database;
}

namespace slipway::feature {

/// The latest row of each key, for reading one at a time. Same thread as its Database.
class OnlineStore {
public:
    explicit OnlineStore(store::Database& db) : m_db(db) {}

    struct Row {
        Timestamp eventTime = 0;
        Timestamp created = 0;
        std::map<std::string, table::Value> values;
    };
    /// An older (event time, created) never overwrites a newer one; an equal one does. Inside the change's transaction.
    Status put(std::string_view group, std::string_view key, const Row& row);
    Result<std::optional<Row>> get(std::string_view group, std::string_view key) const;

private:
    store::Database& m_db;
};

} // namespace slipway::feature
