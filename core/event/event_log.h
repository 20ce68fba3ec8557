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

namespace slipway::event {

/// Something that happened. Types are "noun.verb": dataset.imported, run.finished, model.registered, model.approved,
/// deployment.finished, drift.detected, pipeline.finished …
struct Event {
    std::int64_t id = 0; ///< grows; the order in which things happened
    Timestamp at = 0;
    Timestamp effectiveAt = 0; ///< rules wait for it (undo window of an approval); usually == at
    std::string type;
    std::string subject; ///< "model/census-income/3"
    std::string actor;
    std::string payload; ///< a JSON object
};

/// The persisted event log. append() must run inside the change's transaction. Same thread as its Database.
class EventLog {
public:
    explicit EventLog(store::Database& db);

    /// Fills and returns the id. effectiveAt 0 means `at`.
    Result<std::int64_t> append(const Event& event);
    /// Oldest first, ids above `after`; `type` empty for all.
    Result<std::vector<Event>> after(std::int64_t after, int limit, std::string_view type = {}) const;
    /// Newest first, ids below `before` (0: from the end).
    Result<std::vector<Event>> page(std::int64_t before, int limit, std::string_view type = {}) const;
    Result<std::int64_t> lastId() const;
    /// An event whose effect has not started is withdrawn (undo of an approval): rules never fire on it.
    Status withdraw(std::int64_t id);
    Result<bool> isWithdrawn(std::int64_t id) const;

private:
    store::Database& m_db;
};

} // namespace slipway::event
