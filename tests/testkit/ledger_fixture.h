#pragma once

#include <filesystem>
#include <string_view>

#include "core/base/file.h"
#include "core/ledger/ledger.h"
#include "tests/testkit/fake_clock.h"

namespace slipway::testkit {

/// A workspace folder (data/, artifacts/, logs/ and workspace.db) with the schema of access, event and lineage plus
/// those the test names, a personal owner "ada", and a ledger on it. For tests of one domain; aborts when it cannot be
/// made.
class LedgerFixture {
public:
    explicit LedgerFixture(std::initializer_list<std::string_view> schemas = {});

    const std::filesystem::path& root() const { return m_folder.path(); }
    access::Actor owner() const { return {"ada"}; }

private:
    TemporaryFolder m_folder;

public:
    FakeClock clock;
    store::Database db;
    access::People people;
    access::AuditTrail audit;
    event::EventLog events;
    lineage::LineageStore lineage;
    Ledger ledger;
};

} // namespace slipway::testkit
