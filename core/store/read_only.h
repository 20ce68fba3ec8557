#pragma once

namespace slipway::store {

class Database;

/// Was the database opened for reading only, so that every write would fail?
bool isReadOnly(const Database& db);

} // namespace slipway::store
