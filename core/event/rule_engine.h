#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/event/event_log.h"
#include "core/event/rule.h"

namespace slipway::event {

/// What a rule may do. Domains register theirs by name when the workspace opens.
using Arguments = std::map<std::string, std::string>;
using Action = std::function<Status(const Arguments& arguments, const std::string& actor)>;

class ActionRegistry {
public:
    void add(std::string name, std::string help, Action action);
    const Action* find(const std::string& name) const;
    std::vector<std::pair<std::string, std::string>> list() const; ///< name, help

private:
    struct Entry {
        std::string help;
        Action action;
    };
    std::map<std::string, Entry> m_actions;
};

/// One time a rule acted on an event, for the record.
struct Firing {
    std::int64_t id = 0;
    std::string rule;
    std::int64_t eventId = 0;
    Timestamp startedAt = 0;
    Timestamp endedAt = 0; ///< 0 while it runs
    std::string state;     ///< "waiting", "running", "done", "failed"
    std::string message;   ///< error line when failed
};

/// Runs rules over the event log. Each (rule, event) is started at most once: the firing is stored before the action
/// starts, and one that was running when the process died is retried once and then marked "failed: interrupted", so
/// actions must be idempotent. Same thread as its Database.
class RuleEngine {
public:
    RuleEngine(store::Database& db, EventLog& events, const ActionRegistry& actions, const Clock& clock);

    void setRules(std::vector<Rule> rules);
    const std::vector<Rule>& rules() const { return m_rules; }

    /// Handles every event that was stored before the call, is effective and was not handled yet; returns how many
    /// actions ran. Events that the actions cause are handled by the next call. Several processes may call it.
    Result<int> runPending();
    /// Which rules would act on this event; runs nothing (`slipway rule test`).
    std::vector<Rule> wouldFire(const Event& event) const;
    Result<std::vector<Firing>> firings(int limit) const; ///< newest first

private:
    Status act(const std::string& ruleName, std::int64_t eventId) const;

    store::Database& m_db;
    EventLog& m_events;
    const ActionRegistry& m_actions;
    const Clock& m_clock;
    std::vector<Rule> m_rules;
};

} // namespace slipway::event
