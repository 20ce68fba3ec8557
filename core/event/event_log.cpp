#include "core/event/event_log.h"

#include <limits>

#include <fmt/format.h>

#include "core/store/database.h"

namespace slipway::event {

namespace {

#define SLIPWAY_EVENT_COLUMNS "id, at, effective_at, type, subject, actor, payload"

Result<std::vector<Event>> readAll(store::Statement& read) {
    std::vector<Event> events;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, read.step());
        if (!more) return events;
        events.push_back({read.integer(0), read.integer(1), read.integer(2), read.text(3), read.text(4), read.text(5),
            read.text(6)});
    }
}

} // namespace

EventLog::EventLog(store::Database& db) : m_db(db) {}

Result<std::int64_t> EventLog::append(const Event& event) {
    SLIPWAY_ASSIGN(auto insert, m_db.prepare("INSERT INTO event (at, effective_at, type, subject, actor, payload) "
                                             "VALUES (?, ?, ?, ?, ?, ?)"));
    const auto effective = event.effectiveAt == 0 ? event.at : event.effectiveAt;
    SLIPWAY_TRY(insert
            .bindAll(event.at, effective, event.type, event.subject, event.actor,
                event.payload.empty() ? std::string("{}") : event.payload)
            .run());
    return m_db.lastInsertId();
}

Result<std::vector<Event>> EventLog::after(std::int64_t after, int limit, std::string_view type) const {
    SLIPWAY_ASSIGN(auto read,
        m_db.prepare(type.empty() ? "SELECT " SLIPWAY_EVENT_COLUMNS " FROM event WHERE id > ? ORDER BY id LIMIT ?"
                                  : "SELECT " SLIPWAY_EVENT_COLUMNS
                                    " FROM event WHERE id > ? AND type = ?3 ORDER BY id LIMIT ?2"));
    read.bind(1, after).bind(2, limit);
    if (!type.empty()) read.bind(3, type);
    return readAll(read);
}

Result<std::vector<Event>> EventLog::page(std::int64_t before, int limit, std::string_view type) const {
    SLIPWAY_ASSIGN(auto read,
        m_db.prepare(type.empty() ? "SELECT " SLIPWAY_EVENT_COLUMNS " FROM event WHERE id < ? ORDER BY id DESC LIMIT ?"
                                  : "SELECT " SLIPWAY_EVENT_COLUMNS
                                    " FROM event WHERE id < ? AND type = ?3 ORDER BY id DESC LIMIT ?2"));
    read.bind(1, before > 0 ? before : std::numeric_limits<std::int64_t>::max()).bind(2, limit);
    if (!type.empty()) read.bind(3, type);
    return readAll(read);
}

Result<std::int64_t> EventLog::lastId() const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT coalesce(max(id), 0) FROM event"));
    SLIPWAY_TRY(read.step());
    return read.integer(0);
}

Status EventLog::withdraw(std::int64_t id) {
    SLIPWAY_ASSIGN(auto mark, m_db.prepare("UPDATE event SET withdrawn = 1 WHERE id = ?1 "
                                           "AND NOT EXISTS (SELECT 1 FROM firing WHERE event_id = ?1)"));
    SLIPWAY_TRY(mark.bind(1, id).run());
    if (m_db.changes() == 1) return {};
    SLIPWAY_TRY(isWithdrawn(id)); // NotFound when there is no such event
    return fail(ErrorCode::FailedPrecondition, fmt::format("a rule has acted on event {} already", id),
        "`slipway rule list` shows what it did");
}

Result<bool> EventLog::isWithdrawn(std::int64_t id) const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT withdrawn FROM event WHERE id = ?"));
    SLIPWAY_ASSIGN(const bool found, read.bind(1, id).step());
    if (!found)
        return fail(ErrorCode::NotFound, fmt::format("there is no event {}", id), "`slipway event list` lists them");
    return read.integer(0) != 0;
}

} // namespace slipway::event
