#include "core/event/rule_engine.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/log.h"
#include "core/base/process_owner.h"
#include "core/base/text.h"
#include "core/store/database.h"
#include "core/store/transaction.h"

namespace slipway::event {

namespace {

constexpr int kBatch = 1000;
constexpr int kAttempts = 2; ///< the first, and one more after an interruption

Result<std::int64_t> readNumber(store::Database& db, std::string_view sql) {
    SLIPWAY_ASSIGN(auto read, db.prepare(sql));
    SLIPWAY_ASSIGN(const bool found, read.step());
    return found ? read.integer(0) : 0;
}

Result<std::vector<std::int64_t>> readNumbers(store::Statement& read) {
    std::vector<std::int64_t> numbers;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, read.step());
        if (!more) return numbers;
        numbers.push_back(read.integer(0));
    }
}

Result<Event> readEvent(store::Database& db, std::int64_t id) {
    SLIPWAY_ASSIGN(
        auto read, db.prepare("SELECT id, at, effective_at, type, subject, actor, payload FROM event WHERE id = ?"));
    SLIPWAY_ASSIGN(const bool found, read.bind(1, id).step());
    if (!found) return fail(ErrorCode::NotFound, fmt::format("there is no event {}", id));
    return Event{
        read.integer(0), read.integer(1), read.integer(2), read.text(3), read.text(4), read.text(5), read.text(6)};
}

/// Stores a firing for every rule that acts on the event: from here on it will be started, once.
Status queue(store::Database& db, const RuleEngine& engine, const Event& event) {
    const auto rules = engine.wouldFire(event);
    if (rules.empty()) return {};
    SLIPWAY_ASSIGN(auto insert, db.prepare("INSERT OR IGNORE INTO firing (rule, event_id, state) "
                                           "SELECT ?1, id, 'waiting' FROM event WHERE id = ?2 AND withdrawn = 0"));
    for (const auto& rule : rules) SLIPWAY_TRY(insert.bindAll(rule.name, event.id).run());
    return {};
}

Status putAside(store::Database& db, const Event& event) {
    SLIPWAY_ASSIGN(
        auto insert, db.prepare("INSERT OR IGNORE INTO rule_waiting (event_id, effective_at) VALUES (?, ?)"));
    return insert.bindAll(event.id, event.effectiveAt).run();
}

/// Looks at one batch of new events; true when there were any.
Result<bool> takeNewEvents(store::Database& db, const EventLog& log, const RuleEngine& engine, Timestamp now) {
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(db));
    SLIPWAY_ASSIGN(const auto cursor, readNumber(db, "SELECT event_id FROM rule_cursor"));
    SLIPWAY_ASSIGN(const auto events, log.after(cursor, kBatch));
    if (events.empty()) return false;
    for (const auto& event : events) {
        if (event.effectiveAt > now)
            SLIPWAY_TRY(putAside(db, event));
        else
            SLIPWAY_TRY(queue(db, engine, event));
    }
    SLIPWAY_ASSIGN(auto move, db.prepare("UPDATE rule_cursor SET event_id = ?"));
    SLIPWAY_TRY(move.bind(1, events.back().id).run());
    SLIPWAY_TRY(transaction.commit());
    return true;
}

Status takeDueEvents(store::Database& db, const RuleEngine& engine, Timestamp now) {
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(db));
    SLIPWAY_ASSIGN(auto due, db.prepare("SELECT event_id FROM rule_waiting WHERE effective_at <= ? ORDER BY event_id"));
    due.bind(1, now);
    SLIPWAY_ASSIGN(const auto ids, readNumbers(due));
    SLIPWAY_ASSIGN(auto remove, db.prepare("DELETE FROM rule_waiting WHERE event_id = ?"));
    for (const auto id : ids) {
        SLIPWAY_ASSIGN(const auto event, readEvent(db, id));
        SLIPWAY_TRY(queue(db, engine, event));
        SLIPWAY_TRY(remove.bind(1, id).run());
    }
    return transaction.commit();
}

struct OpenFiring {
    std::int64_t id = 0, eventId = 0;
    std::string rule, state, owner;
    int attempts = 0;
};

Result<std::vector<OpenFiring>> openFirings(store::Database& db) {
    SLIPWAY_ASSIGN(auto read, db.prepare("SELECT id, event_id, rule, state, owner, attempts FROM firing "
                                         "WHERE state IN ('waiting', 'running') ORDER BY id"));
    std::vector<OpenFiring> firings;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, read.step());
        if (!more) return firings;
        firings.push_back({read.integer(0), read.integer(1), read.text(2), read.text(3), read.text(4),
            static_cast<int>(read.integer(5))});
    }
}

/// Takes the firing for this process; false when another one was quicker.
Result<bool> claim(store::Database& db, const OpenFiring& firing, Timestamp now) {
    SLIPWAY_ASSIGN(auto take, db.prepare("UPDATE firing SET state = 'running', owner = ?1, started_at = ?2, attempts = "
                                         "attempts + 1 WHERE id = ?3 AND state = ?4 AND owner = ?5"));
    SLIPWAY_TRY(take.bindAll(ownProcessMark(), now, firing.id, firing.state, firing.owner).run());
    return db.changes() == 1;
}

Status finish(store::Database& db, const OpenFiring& firing, Timestamp now, const Status& outcome) {
    SLIPWAY_ASSIGN(auto end, db.prepare("UPDATE firing SET state = ?, ended_at = ?, message = ? WHERE id = ?"));
    return end.bindAll(outcome ? "done" : "failed", now, outcome ? std::string() : toLine(outcome.error()), firing.id)
        .run();
}

} // namespace

void ActionRegistry::add(std::string name, std::string help, Action action) {
    m_actions.insert_or_assign(std::move(name), Entry{std::move(help), std::move(action)});
}

const Action* ActionRegistry::find(const std::string& name) const {
    const auto found = m_actions.find(name);
    return found == m_actions.end() ? nullptr : &found->second.action;
}

std::vector<std::pair<std::string, std::string>> ActionRegistry::list() const {
    std::vector<std::pair<std::string, std::string>> actions;
    for (const auto& [name, entry] : m_actions) actions.emplace_back(name, entry.help);
    return actions;
}

RuleEngine::RuleEngine(store::Database& db, EventLog& events, const ActionRegistry& actions, const Clock& clock)
    : m_db(db), m_events(events), m_actions(actions), m_clock(clock) {}

void RuleEngine::setRules(std::vector<Rule> rules) {
    m_rules = std::move(rules);
}

std::vector<Rule> RuleEngine::wouldFire(const Event& event) const {
    std::vector<Rule> firing;
    std::ranges::copy_if(m_rules, std::back_inserter(firing), [&](const Rule& rule) { return matches(rule, event); });
    return firing;
}

Status RuleEngine::act(const std::string& ruleName, std::int64_t eventId) const {
    const auto rule = std::ranges::find(m_rules, ruleName, &Rule::name);
    if (rule == m_rules.end())
        return fail(
            ErrorCode::NotFound, fmt::format("the rule is not there any more"), "Put it back into slipway.yaml");
    const auto* action = m_actions.find(rule->then);
    if (action == nullptr) {
        std::vector<std::string> known;
        for (const auto& [name, help] : m_actions.list()) known.push_back(name);
        return fail(ErrorCode::NotFound, fmt::format("there is no action '{}'", forMessage(rule->then)),
            "Known actions: " + join(known, ", "));
    }
    SLIPWAY_ASSIGN(const auto event, readEvent(m_db, eventId));
    SLIPWAY_ASSIGN(const auto arguments, argumentsFor(*rule, event));
    try {
        return (*action)(arguments, "rule:" + ruleName);
    } catch (const std::exception& e) { // one broken action must not stop the others
        return fail(
            ErrorCode::Internal, fmt::format("action '{}' stopped: {}", rule->then, e.what()), "Please report this");
    }
}

Result<int> RuleEngine::runPending() {
    const auto now = m_clock.now();
    SLIPWAY_ASSIGN(const auto last, m_events.lastId());
    SLIPWAY_ASSIGN(auto cursor, readNumber(m_db, "SELECT event_id FROM rule_cursor"));
    while (cursor < last) { // what the actions themselves cause waits for the next call, so that rules cannot loop here
        SLIPWAY_ASSIGN(const bool taken, takeNewEvents(m_db, m_events, *this, now));
        if (!taken) break;
        SLIPWAY_ASSIGN(cursor, readNumber(m_db, "SELECT event_id FROM rule_cursor"));
    }
    SLIPWAY_ASSIGN(
        const auto nextDue, readNumber(m_db, "SELECT effective_at FROM rule_waiting ORDER BY effective_at LIMIT 1"));
    if (nextDue != 0 && nextDue <= now) {
        SLIPWAY_TRY(takeDueEvents(m_db, *this, now));
    }

    int ran = 0;
    SLIPWAY_ASSIGN(const auto firings, openFirings(m_db));
    for (const auto& firing : firings) {
        if (firing.state == "running") {
            if (isMarkAlive(firing.owner)) continue;
            if (firing.attempts >= kAttempts) {
                SLIPWAY_TRY(finish(m_db, firing, now, fail(ErrorCode::Unavailable, "interrupted")));
                continue;
            }
            log::warning(
                fmt::format("rule '{}' was interrupted on event {} and is tried again", firing.rule, firing.eventId));
        }
        SLIPWAY_ASSIGN(const bool mine, claim(m_db, firing, m_clock.now()));
        if (!mine) continue;
        const auto outcome = act(firing.rule, firing.eventId);
        if (!outcome) log::warning(fmt::format("rule '{}': {}", firing.rule, toLine(outcome.error())));
        SLIPWAY_TRY(finish(m_db, firing, m_clock.now(), outcome));
        ++ran;
    }
    return ran;
}

Result<std::vector<Firing>> RuleEngine::firings(int limit) const {
    SLIPWAY_ASSIGN(
        auto read, m_db.prepare("SELECT id, rule, event_id, started_at, ended_at, state, message FROM firing "
                                "ORDER BY id DESC LIMIT ?"));
    read.bind(1, limit);
    std::vector<Firing> firings;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, read.step());
        if (!more) return firings;
        firings.push_back({read.integer(0), read.text(1), read.integer(2), read.integer(3), read.integer(4),
            read.text(5), read.text(6)});
    }
}

} // namespace slipway::event
