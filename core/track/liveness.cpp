#include "core/track/liveness.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/process_owner.h"
#include "core/ledger/ledger.h"
#include "core/store/transaction.h"
#include "core/track/experiment_store.h"
#include "core/track/run_events.h"

namespace slipway::track {

namespace {

Status record(Ledger& ledger, std::string_view run, const std::string& actor, std::string_view action,
    std::string_view event, const Json& payload) {
    const auto now = ledger.clock().now();
    const auto subject = fmt::format("run/{}", run);
    const auto text = dump(payload);
    SLIPWAY_TRY(ledger.events().append({0, now, 0, std::string(event), subject, actor, text}));
    return ledger.audit().append(now, actor, action, subject, text);
}

} // namespace

Result<int> Liveness::markDead(const FindHeir& heirOf) {
    RunStore runs(m_ledger.db());
    SLIPWAY_ASSIGN(const auto watched, runs.watched());
    int marked = 0;
    for (const auto& run : watched) {
        const auto now = m_ledger.clock().now();
        const auto silence = now - std::max(run.heartbeatAt, m_listeningSince);
        const bool beats = run.heartbeatAt > 0;
        std::string reason;
        if (run.owner.empty()) {
            if (!beats || silence <= kSilenceLimit) continue;
            reason = fmt::format("killed: no sign of life for {} s", silence / 1000);
        } else {
            if (isMarkAlive(run.owner)) continue;
            // Of a process on another machine only its heart tells.
            if (beats && !isMarkOfThisBoot(run.owner) && silence <= kSilenceLimit) continue;
            if (heirOf) {
                const auto heir = heirOf(run);
                if (!heir.process.empty()) {
                    SLIPWAY_TRY(runs.setOwner(run.number, heir.process));
                    continue;
                }
                if (heir.writing) continue;
            }
            reason = m_memoryWasShort
                         ? "out of memory: its process is gone, and the kernel has just ended one for want "
                           "of memory"
                         : "killed: its process is gone";
        }
        SLIPWAY_ASSIGN(const bool killed, kill(run, reason));
        marked += killed;
    }
    return marked;
}

Result<bool> Liveness::kill(const RunStore::Watched& run, const std::string& reason) {
    RunStore runs(m_ledger.db());
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_ledger.db()));
    SLIPWAY_ASSIGN(const auto now, runs.watchedAt(run.number));
    if (!now || now->owner != run.owner || now->heartbeatAt != run.heartbeatAt) return false; // it has stirred since
    SLIPWAY_ASSIGN(const auto key, runs.keyOf(run.id));
    SLIPWAY_TRY(runs.setStatus(key.number, RunStatus::Killed));
    SLIPWAY_TRY(runs.setEnded(key.number, m_ledger.clock().now()));
    SLIPWAY_TRY(
        runs.setTags(key.number, {{std::string(kErrorTag), reason}, {std::string(kPresumedKilledTag), reason}}));
    SLIPWAY_ASSIGN(const auto experiment, ExperimentStore(m_ledger.db()).nameOf(key.experiment));
    SLIPWAY_TRY(record(m_ledger, run.id, run.actor, "run.interrupted", "run.finished",
        finishedPayload(run.id, experiment, RunStatus::Killed)));
    SLIPWAY_TRY(transaction.commit());
    return true;
}

Result<bool> reviveRun(Ledger& ledger, const RunStore::Key& key, std::string_view run, const FindWriter& writer) {
    if (key.status != RunStatus::Killed) return false;
    RunStore runs(ledger.db());
    SLIPWAY_ASSIGN(const auto presumed, runs.tag(key.number, kPresumedKilledTag));
    if (!presumed) return false;
    SLIPWAY_TRY(runs.deleteTag(key.number, kPresumedKilledTag));
    SLIPWAY_ASSIGN(const auto error, runs.tag(key.number, kErrorTag));
    if (error == presumed) SLIPWAY_TRY(runs.deleteTag(key.number, kErrorTag));
    SLIPWAY_TRY(runs.setStatus(key.number, RunStatus::Running));
    SLIPWAY_TRY(runs.setEnded(key.number, 0));
    SLIPWAY_TRY(runs.setOwner(key.number, writer ? writer() : std::string()));
    SLIPWAY_TRY(runs.setHeartbeat(key.number, 0)); // until it beats again
    SLIPWAY_ASSIGN(const auto stored, runs.load(key.number));
    SLIPWAY_TRY(record(ledger, run, stored.actor, "run.revived", "run.revived",
        Json{{"run", run}, {"experiment", stored.experimentName}, {"was", *presumed}}));
    return true;
}

Result<RunStatus> beat(Ledger& ledger, std::string_view run, const FindWriter& writer) {
    RunStore runs(ledger.db());
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(ledger.db()));
    SLIPWAY_ASSIGN(auto key, runs.keyOf(run));
    SLIPWAY_ASSIGN(const bool revived, reviveRun(ledger, key, run, writer));
    if (revived) key.status = RunStatus::Running;
    if (key.status != RunStatus::Running || key.deleted) return key.status;
    SLIPWAY_TRY(runs.setHeartbeat(key.number, ledger.clock().now()));
    SLIPWAY_TRY(transaction.commit());
    return key.status;
}

} // namespace slipway::track
