#define QT_NO_EMIT // Change::emit is called here
#include <QTest>

#include "core/base/json.h"
#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using access::Permission;
using testkit::LedgerFixture;

class TestLedger : public QObject {
    Q_OBJECT
private slots:
    void aChangeCarriesAuditEventsAndLineageTogether() {
        LedgerFixture f;
        {
            auto change = f.ledger.begin(f.owner(), Permission::ChangeData, "dataset.import", "dataset/census:1");
            QVERIFY(change.has_value());
            change->note("rows", 5);
            QVERIFY(change->addNode({"file/a", "file", "a"}));
            QVERIFY(change->addNode({"dataset/census:1", "dataset", "census:1"}));
            QVERIFY(change->link("file/a", "dataset/census:1", "Produced", "import"));
            QVERIFY(change->emit("dataset.imported", "dataset/census:1", Json{{"rows", 5}}));
            QVERIFY(change->commit());
        }
        const auto entry = f.audit.page(0, 1)->front();
        QCOMPARE(entry.action, std::string("dataset.import"));
        QCOMPARE(entry.actor, std::string("ada"));
        QCOMPARE(entry.details, std::string(R"({"rows":5})"));
        QCOMPARE(f.events.page(0, 1)->front().payload, std::string(R"({"rows":5})"));
        const auto graph = f.lineage.reach("file/a", lineage::Direction::Downstream);
        QCOMPARE(graph->edges.front().actor, std::string("ada"));
        QCOMPARE(graph->edges.front().at, f.clock.now());
    }
    void aChangeThatIsNotCommittedLeavesNothing() {
        LedgerFixture f;
        {
            auto change = f.ledger.begin(f.owner(), Permission::ChangeData, "dataset.import", "dataset/x");
            QVERIFY(change->addNode({"file/a", "file", "a"}));
            QVERIFY(change->emit("dataset.imported", "dataset/x", Json::object()));
        }
        QVERIFY(f.audit.page(0, 10)->empty());
        QVERIFY(f.events.page(0, 10)->empty());
        QVERIFY(f.lineage.nodes()->empty());
    }
    void withoutPermissionNothingBegins() {
        LedgerFixture f;
        QVERIFY(f.people.add({"vera", {access::Role::Viewer}}));
        const auto refused = f.ledger.begin({"vera"}, Permission::ChangeData, "dataset.import", "dataset/x");
        QCOMPARE(refused.error().code, ErrorCode::PermissionDenied);
        QVERIFY(!f.db.inTransaction());
        QVERIFY(!f.ledger.check({"vera"}, Permission::Deploy, "production"));
    }
    void anInnerChangeBelongsToTheOuterOne() {
        LedgerFixture f;
        {
            auto outer = f.ledger.begin(f.owner(), Permission::Deploy, "deploy", "endpoint/x", "production");
            {
                auto inner = f.ledger.begin(f.owner(), Permission::RegisterModel, "model.register", "model/m/1");
                QVERIFY(inner->emit("model.registered", "model/m/1", Json::object()));
                QVERIFY(inner->commit());
            }
        }
        QVERIFY(f.audit.page(0, 10)->empty());
        QVERIFY(f.events.page(0, 10)->empty());
        QVERIFY(f.audit.verify()->intact);
    }
    void twoConnectionsWriteOneUnbrokenTrail() {
        LedgerFixture f;
        auto db = store::Database::open(f.root() / "workspace.db");
        access::AuditTrail other(*db);
        for (int i = 0; i < 10; ++i) {
            auto change = f.ledger.begin(f.owner(), Permission::ChangeData, "a", "b");
            QVERIFY(change->commit());
            QVERIFY(other.append(f.clock.now(), "ada", "c", "d", "{}"));
        }
        QVERIFY(f.audit.verify()->intact);
        QCOMPARE(f.audit.verify()->entries, std::int64_t(20));
    }
};

QTEST_GUILESS_MAIN(TestLedger)
#include "tst_ledger.moc"
