#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/time.h"

namespace slipway::store {
class Database;
}

namespace slipway::access {

struct AuditEntry {
    std::int64_t number = 0; ///< 1, 2, 3 … without gaps
    Timestamp at = 0;
    std::string actor;
    std::string machineUser; ///< operating system account and host
    std::string action;      ///< "model.approve"
    std::string subject;     ///< "model/census-income/3"
    std::string details;     ///< a JSON object
    std::string previousHash;
    std::string hash; ///< SHA-256 over previousHash and the fields above, see audit_trail.cpp
};

struct AuditVerification {
    std::int64_t entries = 0;
    bool intact = false;
    std::int64_t brokenAt = 0; ///< number of the first entry that does not fit; 0 when intact
    std::string reason;
};

/// Append-only and hash-chained: an entry that was changed, removed or put in later is found by verify(); triggers in
/// the schema refuse UPDATE and DELETE. append() must run inside the change's transaction. Same thread as its Database.
class AuditTrail {
public:
    explicit AuditTrail(store::Database& db);

    Status append(Timestamp at, std::string_view actor, std::string_view action, std::string_view subject,
        std::string_view detailsJson);
    /// Newest first; entries with a number below `before` (0: from the end). `subject` filters by exact match or,
    /// ending in "/", by prefix; empty for all.
    Result<std::vector<AuditEntry>> page(std::int64_t before, int limit, std::string_view subject = {}) const;
    Result<AuditVerification> verify() const;

private:
    store::Database& m_db;
};

} // namespace slipway::access
