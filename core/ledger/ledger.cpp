#include "core/ledger/ledger.h"

#include "core/base/json.h"
#include "core/store/read_only.h"

namespace slipway {

struct Change::Notes {
    Json members = Json::object();
};

Change::Change(Ledger& ledger, store::Transaction transaction, access::Actor actor, std::string action,
    std::string subject, Timestamp at)
    : m_ledger(&ledger),
      m_transaction(std::move(transaction)),
      m_actor(std::move(actor)),
      m_action(std::move(action)),
      m_subject(std::move(subject)),
      m_at(at),
      m_notes(std::make_unique<Notes>()) {}

Change::Change(Change&&) noexcept = default;
Change::~Change() = default;

void Change::note(const std::string& key, const Json& value) {
    m_notes->members[key] = value;
}

Result<std::int64_t> Change::emit(
    std::string_view type, std::string_view subject, const Json& payload, Timestamp effectiveAt) {
    event::Event event;
    event.at = m_at;
    event.effectiveAt = effectiveAt;
    event.type = type;
    event.subject = subject;
    event.actor = m_actor.name;
    event.payload = payload.is_null() ? "{}" : dump(payload);
    return m_ledger->events().append(event);
}

Status Change::addNode(const lineage::Node& node) {
    return m_ledger->lineage().addNode(node);
}

Status Change::link(std::string_view from, std::string_view to, std::string_view relation, std::string_view action) {
    return m_ledger->lineage().addEdge(
        {std::string(from), std::string(to), std::string(relation), std::string(action), m_actor.name, m_at});
}

Status Change::commit() {
    SLIPWAY_TRY(m_ledger->audit().append(m_at, m_actor.name, m_action, m_subject, dump(m_notes->members)));
    return m_transaction.commit();
}

Ledger::Ledger(store::Database& db, access::People& people, access::AuditTrail& audit, event::EventLog& events,
    lineage::LineageStore& lineage, const Clock& clock)
    : m_db(db), m_people(people), m_audit(audit), m_events(events), m_lineage(lineage), m_clock(clock) {}

Result<Change> Ledger::begin(const access::Actor& actor, access::Permission permission, std::string_view action,
    std::string_view subject, std::string_view stage) {
    SLIPWAY_TRY(check(actor, permission, stage));
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_db));
    return Change(*this, std::move(transaction), actor, std::string(action), std::string(subject), m_clock.now());
}

Status Ledger::check(const access::Actor& actor, access::Permission permission, std::string_view stage) const {
    if (permission != access::Permission::Read && store::isReadOnly(m_db))
        return fail(ErrorCode::PermissionDenied, "this workspace can only be read",
            "Make its folder and workspace.db writable for your account");
    return m_people.check(actor, permission, stage);
}

} // namespace slipway
