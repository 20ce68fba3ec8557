#include "core/store/transaction.h"

#include <atomic>
#include <utility>

#include <fmt/format.h>

#include "core/base/log.h"
#include "core/store/database.h"

namespace slipway::store {

Result<Transaction> Transaction::begin(Database& db) {
    if (!db.inTransaction()) {
        SLIPWAY_TRY(db.exec("BEGIN IMMEDIATE"));
        return Transaction(db, {});
    }
    static std::atomic<std::uint64_t> number = 0;
    auto savepoint = fmt::format("nested_{}", ++number);
    SLIPWAY_TRY(db.exec("SAVEPOINT " + savepoint));
    return Transaction(db, std::move(savepoint));
}

Transaction::Transaction(Database& db, std::string savepoint) : m_db(&db), m_savepoint(std::move(savepoint)) {}

Transaction::Transaction(Transaction&& other) noexcept
    : m_db(std::exchange(other.m_db, nullptr)), m_savepoint(std::move(other.m_savepoint)) {}

Transaction::~Transaction() {
    // After a full disk SQLite has rolled back by itself, and nothing is left to undo.
    if (m_db == nullptr || !m_db->inTransaction()) return;
    const auto undone =
        m_db->exec(m_savepoint.empty() ? "ROLLBACK" : fmt::format("ROLLBACK TO {0}; RELEASE {0}", m_savepoint));
    if (!undone) log::error("rolling back failed: " + toLine(undone.error()));
}

Status Transaction::commit() {
    if (m_db == nullptr) return fail(ErrorCode::Internal, "the transaction has ended already");
    if (!m_db->inTransaction())
        return fail(ErrorCode::FailedPrecondition, "the database took the change back", "Try again");
    SLIPWAY_TRY(m_db->exec(m_savepoint.empty() ? "COMMIT" : "RELEASE " + m_savepoint));
    m_db = nullptr;
    return {};
}

} // namespace slipway::store
