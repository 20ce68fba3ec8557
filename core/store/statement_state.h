#pragma once

// For core/store only: what a Statement shares with its Database.
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <sqlite3.h>

#include "core/store/statement.h"

namespace slipway::store {

struct FinalizeStatement {
    void operator()(sqlite3_stmt* stmt) const noexcept { sqlite3_finalize(stmt); }
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

/// Prepared statements that nobody uses at the moment, by their text.
class StatementCache {
public:
    /// Null when there is none.
    StatementHandle take(std::string_view sql);
    void giveBack(StatementHandle handle);

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    static constexpr std::size_t kLimit = 500; ///< texts; programs have fewer, generated SQL could have any number
    std::unordered_map<std::string, std::vector<StatementHandle>, Hash, std::equal_to<>> m_idle;
};

struct Statement::State {
    State(StatementCache& owner, StatementHandle statement) : cache(owner), handle(std::move(statement)) {}
    ~State();
    void bound(int resultCode);

    StatementCache& cache;
    StatementHandle handle;
    int bindError = SQLITE_OK;
    bool finished = false;
};

} // namespace slipway::store
