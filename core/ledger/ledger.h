#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/access/audit_trail.h"
#include "core/access/people.h"
#include "core/base/clock.h"
#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/event/event_log.h"
#include "core/lineage/lineage_store.h"
#include "core/store/database.h"
#include "core/store/transaction.h"

// Qt makes `emit` a macro; programs with Qt include this header as well.
#pragma push_macro("emit")
#undef emit

namespace slipway {

/// One state change in the making: a transaction that will carry the change's rows, its audit entry, its events and
/// its lineage, all or nothing. Rolls back when destroyed before commit().
class Change {
public:
    Change(Change&&) noexcept;
    ~Change();

    Timestamp at() const { return m_at; }
    const access::Actor& actor() const { return m_actor; }

    /// Members of the audit entry's details.
    void note(const std::string& key, const Json& value);
    /// effectiveAt 0: at once. Returns the event's id.
    Result<std::int64_t> emit(
        std::string_view type, std::string_view subject, const Json& payload, Timestamp effectiveAt = 0);
    Status addNode(const lineage::Node& node);
    /// Actor and time are filled in.
    Status link(std::string_view from, std::string_view to, std::string_view relation, std::string_view action);

    /// Appends the audit entry and commits. After Ok everything is on disk.
    Status commit();

private:
    friend class Ledger;
    struct Notes;
    Change(class Ledger& ledger, store::Transaction transaction, access::Actor actor, std::string action,
        std::string subject, Timestamp at);
    class Ledger* m_ledger;
    store::Transaction m_transaction;
    access::Actor m_actor;
    std::string m_action;
    std::string m_subject;
    Timestamp m_at;
    std::unique_ptr<Notes> m_notes;
};

/// The one way in which every domain changes the workspace: checks the permission, then opens a Change.
/// Owned by the workspace; same thread as its Database.
class Ledger {
public:
    Ledger(store::Database& db, access::People& people, access::AuditTrail& audit, event::EventLog& events,
        lineage::LineageStore& lineage, const Clock& clock);

    /// begin(actor, Permission::DecideModel, "model.approve", "model/census-income/3")
    Result<Change> begin(const access::Actor& actor, access::Permission permission, std::string_view action,
        std::string_view subject, std::string_view stage = {});

    /// The same check without a change, for work that takes long before it writes.
    Status check(const access::Actor& actor, access::Permission permission, std::string_view stage = {}) const;

    store::Database& db() { return m_db; }
    access::People& people() { return m_people; }
    access::AuditTrail& audit() { return m_audit; }
    event::EventLog& events() { return m_events; }
    lineage::LineageStore& lineage() { return m_lineage; }
    const Clock& clock() const { return m_clock; }

private:
    store::Database& m_db;
    access::People& m_people;
    access::AuditTrail& m_audit;
    event::EventLog& m_events;
    lineage::LineageStore& m_lineage;
    const Clock& m_clock;
};

} // namespace slipway

#pragma pop_macro("emit")
