#include "tests/testkit/ledger_fixture.h"

#include <cstdio>
#include <cstdlib>

#include "core/access/access_schema.h"
#include "core/event/event_schema.h"
#include "core/lineage/lineage_schema.h"

namespace slipway::testkit {

namespace {

template <class T> T orAbort(Result<T> result) {
    if (result) return std::move(*result);
    std::fprintf(stderr, "the ledger fixture cannot be made: %s\n", toLine(result.error()).c_str());
    std::abort();
}

void orAbort(const Status& status) {
    if (status) return;
    std::fprintf(stderr, "the ledger fixture cannot be made: %s\n", toLine(status.error()).c_str());
    std::abort();
}

store::Database makeDatabase(const std::filesystem::path& root, std::initializer_list<std::string_view> schemas) {
    for (const char* part : {"data", "artifacts", "logs"}) orAbort(makeFolders(root / part));
    auto db = orAbort(store::Database::open(root / "workspace.db", store::Database::Mode::Create));
    for (const auto schema : {access::kSchemaV1, event::kSchemaV1, lineage::kSchemaV1}) orAbort(db.exec(schema));
    for (const auto schema : schemas) orAbort(db.exec(schema));
    return db;
}

} // namespace

LedgerFixture::LedgerFixture(std::initializer_list<std::string_view> schemas)
    : m_folder(orAbort(TemporaryFolder::create("slipway-test"))),
      db(makeDatabase(m_folder.path(), schemas)),
      people(db),
      audit(db),
      events(db),
      lineage(db),
      ledger(db, people, audit, events, lineage, clock) {
    using access::Role;
    orAbort(
        people.add({"ada", {Role::Viewer, Role::DataScientist, Role::Reviewer, Role::ReleaseManager, Role::Admin}}));
    orAbort(people.setPersonal(true));
}

} // namespace slipway::testkit
