#include "core/access/audit_trail.h"

#include <limits>

#include <pwd.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/hash.h"
#include "core/store/database.h"
#include "core/store/transaction.h"

namespace slipway::access {

namespace {

/// Account and host, as the machine knows them: what a person says with --as does not change it.
const std::string& machineUser() {
    static const std::string user = [] {
        char host[256] = "";
        ::gethostname(host, sizeof host - 1);
        const auto* account = ::getpwuid(::geteuid());
        const auto login = account && account->pw_name ? std::string(account->pw_name) : std::to_string(::geteuid());
        return fmt::format("{}@{}", login, host);
    }();
    return user;
}

/// SHA-256 over the fields in this order, each as its length in bytes, a colon and the bytes: no two different entries
/// make the same text. Numbers are decimal. The first entry's previous hash is empty.
std::string hashOf(const AuditEntry& entry) {
    Sha256 sha;
    const auto add = [&](std::string_view field) {
        sha.update(fmt::format("{}:", field.size()));
        sha.update(field);
    };
    add(entry.previousHash);
    add(std::to_string(entry.number));
    add(std::to_string(entry.at));
    add(entry.actor);
    add(entry.machineUser);
    add(entry.action);
    add(entry.subject);
    add(entry.details);
    return sha.hex();
}

#define SLIPWAY_AUDIT_COLUMNS                                                                                          \
    "a.number, a.at, a.actor, a.machine_user, a.action, a.subject, a.details, a.previous_hash, a.hash"

AuditEntry readEntry(const store::Statement& row) {
    return {row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6),
        row.text(7), row.text(8)};
}

/// Why `entry` cannot follow an entry with this number and hash; empty when it does.
std::string misfit(const AuditEntry& entry, std::int64_t number, const std::string& hash) {
    if (entry.number != number + 1) return fmt::format("entry {} is missing", number + 1);
    if (entry.previousHash != hash) return fmt::format("entry {} does not continue the one before it", entry.number);
    if (entry.hash != hashOf(entry)) return fmt::format("entry {} was changed", entry.number);
    return {};
}

} // namespace

AuditTrail::AuditTrail(store::Database& db) : m_db(db) {}

Status AuditTrail::append(Timestamp at, std::string_view actor, std::string_view action, std::string_view subject,
    std::string_view detailsJson) {
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_db));
    AuditEntry entry;
    {
        SLIPWAY_ASSIGN(auto head, m_db.prepare("SELECT number, hash FROM audit_head"));
        SLIPWAY_ASSIGN(const bool found, head.step());
        if (!found)
            return fail(
                ErrorCode::BadData, "the end of the audit trail is missing", "`slipway audit verify` tells more");
        entry.number = head.integer(0) + 1;
        entry.previousHash = head.text(1);
    }
    entry.at = at;
    entry.actor = actor;
    entry.machineUser = machineUser();
    entry.action = action;
    entry.subject = subject;
    entry.details = detailsJson;
    entry.hash = hashOf(entry);
    SLIPWAY_ASSIGN(auto insert, m_db.prepare("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    SLIPWAY_TRY(insert
            .bindAll(entry.number, entry.at, entry.actor, entry.machineUser, entry.action, entry.subject, entry.details,
                entry.previousHash, entry.hash)
            .run());
    SLIPWAY_ASSIGN(auto move, m_db.prepare("UPDATE audit_head SET number = ?, hash = ?"));
    SLIPWAY_TRY(move.bindAll(entry.number, entry.hash).run());
    return transaction.commit();
}

Result<std::vector<AuditEntry>> AuditTrail::page(std::int64_t before, int limit, std::string_view subject) const {
    const bool prefix = subject.ends_with('/');
    // '0' is the character after '/': the range holds exactly the subjects that start with the prefix.
    std::string upper(subject);
    if (prefix) upper.back() = '0';
    SLIPWAY_ASSIGN(
        auto read, m_db.prepare(subject.empty() ? "SELECT " SLIPWAY_AUDIT_COLUMNS " FROM audit a WHERE number < ?1 "
                                                  "ORDER BY number DESC LIMIT ?2"
                                : prefix        ? "SELECT " SLIPWAY_AUDIT_COLUMNS " FROM audit a WHERE number < ?1 "
                                                  "AND subject >= ?3 AND subject < ?4 ORDER BY number DESC LIMIT ?2"
                                                : "SELECT " SLIPWAY_AUDIT_COLUMNS " FROM audit a WHERE number < ?1 "
                                                  "AND subject = ?3 ORDER BY number DESC LIMIT ?2"));
    read.bind(1, before > 0 ? before : std::numeric_limits<std::int64_t>::max()).bind(2, limit);
    if (!subject.empty()) read.bind(3, subject);
    if (prefix) read.bind(4, upper);
    std::vector<AuditEntry> entries;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, read.step());
        if (!more) return entries;
        entries.push_back(readEntry(read));
    }
}

Result<AuditVerification> AuditTrail::verify() const {
    // One statement, so that the entries and the end of the chain come from the same moment.
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT " SLIPWAY_AUDIT_COLUMNS ", h.number, h.hash FROM audit_head h "
                                           "LEFT JOIN audit a ORDER BY a.number"));
    AuditVerification result;
    const auto broken = [&](std::int64_t at, std::string reason) {
        if (result.brokenAt != 0 || at == 0) return;
        result.brokenAt = at;
        result.reason = std::move(reason);
    };
    std::string hash, headHash;
    std::int64_t number = 0, headNumber = -1;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, read.step());
        if (!more) break;
        headNumber = read.integer(9);
        headHash = read.text(10);
        if (read.isNull(0)) break; // no entry at all
        const auto entry = readEntry(read);
        ++result.entries;
        if (auto reason = misfit(entry, number, hash); !reason.empty()) broken(number + 1, std::move(reason));
        number = entry.number;
        hash = entry.hash;
    }
    if (headNumber != number || headHash != hash) broken(number + 1, "entries are missing at the end");
    result.intact = result.brokenAt == 0;
    return result;
}

} // namespace slipway::access
