#pragma once

#include <string>

#include "core/base/result.h"

namespace slipway::store {

class Database;

/// Rolls back when destroyed unless commit() succeeded. The outermost is BEGIN IMMEDIATE (takes the write lock at
/// once, so that it cannot fail half-way with "busy"); one inside another is a savepoint. Movable.
class Transaction {
public:
    static Result<Transaction> begin(Database& db);
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();

    /// After Ok of the outermost the changes are on disk.
    Status commit();

private:
    Transaction(Database& db, std::string savepoint);
    Database* m_db;
    std::string m_savepoint; ///< empty for the outermost
};

} // namespace slipway::store
