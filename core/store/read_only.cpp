#include "core/store/read_only.h"

#include <sqlite3.h>

#include "core/store/database.h"

namespace slipway::store {

bool isReadOnly(const Database& db) {
    return sqlite3_db_readonly(db.handle(), "main") == 1;
}

} // namespace slipway::store
