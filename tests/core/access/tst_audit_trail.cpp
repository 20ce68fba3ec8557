#include <QTest>

#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using namespace slipway::access;
using testkit::LedgerFixture;

namespace {

void fill(LedgerFixture& f, int entries) {
    for (int i = 1; i <= entries; ++i) {
        f.clock.advance(1000);
        if (!f.audit.append(f.clock.now(), "ada", "model.approve", "model/m/" + std::to_string(i), R"({"n":1})"))
            qFatal("append failed");
    }
}

/// What somebody with the file and an editor could do.
void tamper(LedgerFixture& f, const std::string& sql) {
    auto intruder = store::Database::open(f.root() / "workspace.db");
    const auto done = intruder->exec("DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_deleted;" + sql);
    if (!done) qFatal("%s", done.error().message.c_str());
}

} // namespace

class TestAuditTrail : public QObject {
    Q_OBJECT
private slots:
    void anUntouchedTrailIsIntact() {
        LedgerFixture f;
        QVERIFY(f.audit.verify()->intact);
        QCOMPARE(f.audit.verify()->entries, std::int64_t(0));
        fill(f, 20);
        const auto verified = f.audit.verify();
        QVERIFY2(verified->intact, verified->reason.c_str());
        QCOMPARE(verified->entries, std::int64_t(20));
        QCOMPARE(verified->brokenAt, std::int64_t(0));
    }
    void theDatabaseItselfRefusesChanges() {
        LedgerFixture f;
        fill(f, 3);
        QVERIFY(!f.db.exec("UPDATE audit SET actor = 'eve' WHERE number = 2"));
        QVERIFY(!f.db.exec("DELETE FROM audit WHERE number = 3"));
        QVERIFY(!f.db.exec("DELETE FROM audit_head"));
        QVERIFY(f.audit.verify()->intact);
    }
    void tamperingIsFound_data() {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<int>("brokenAt");
        for (const char* column : {"at = at + 1", "actor = 'eve'", "machine_user = 'x@y'", "action = 'model.reject'",
                 "subject = 'model/m/9'", "details = '{\"n\":2}'", "hash = replace(hash, substr(hash, 1, 1), 'z')"})
            QTest::newRow(column) << QString("UPDATE audit SET %1 WHERE number = 4").arg(column) << 4;
        QTest::newRow("link") << "UPDATE audit SET previous_hash = '' WHERE number = 4" << 4;
        QTest::newRow("first removed") << "DELETE FROM audit WHERE number = 1" << 1;
        QTest::newRow("middle removed") << "DELETE FROM audit WHERE number = 5" << 5;
        QTest::newRow("last removed") << "DELETE FROM audit WHERE number = 10" << 10;
        QTest::newRow("all removed") << "DELETE FROM audit" << 1;
        QTest::newRow("removed and closed up")
            << "DELETE FROM audit WHERE number = 5; UPDATE audit SET number = number - 1 WHERE number > 5" << 5;
        QTest::newRow("put in later")
            << "INSERT INTO audit SELECT 11, at, actor, machine_user, action, subject, details, "
               "hash, hash FROM audit WHERE number = 10"
            << 11;
        QTest::newRow("moved between fields")
            << "UPDATE audit SET actor = actor || substr(machine_user, 1, 1), machine_user = substr(machine_user, 2) "
               "WHERE number = 2"
            << 2;
    }
    void tamperingIsFound() {
        QFETCH(QString, sql);
        QFETCH(int, brokenAt);
        LedgerFixture f;
        fill(f, 10);
        tamper(f, sql.toStdString());
        const auto verified = f.audit.verify();
        QVERIFY(verified.has_value());
        QVERIFY(!verified->intact);
        QCOMPARE(verified->brokenAt, std::int64_t(brokenAt));
        QVERIFY(!verified->reason.empty());
    }
    void pagesGoBackwardsAndFilterBySubject() {
        LedgerFixture f;
        fill(f, 12);
        QVERIFY(f.audit.append(f.clock.now(), "ada", "x", "model/m", "{}"));
        const auto first = f.audit.page(0, 5);
        QCOMPARE(first->size(), std::size_t(5));
        QCOMPARE(first->front().number, std::int64_t(13));
        const auto second = f.audit.page(first->back().number, 100);
        QCOMPARE(second->size(), std::size_t(8));
        QCOMPARE(f.audit.page(0, 100, "model/m/1")->size(), std::size_t(1));
        QCOMPARE(f.audit.page(0, 100, "model/m/")->size(), std::size_t(12));
        QCOMPARE(f.audit.page(0, 100, "model/")->size(), std::size_t(13));
        QVERIFY(f.audit.page(0, 100, "%")->empty());
        QVERIFY(first->front().machineUser.find('@') != std::string::npos);
    }
    void detailsMustBeJson() {
        LedgerFixture f;
        QVERIFY(!f.audit.append(1, "ada", "x", "y", "not json"));
        QVERIFY(f.audit.verify()->intact);
    }
};

QTEST_GUILESS_MAIN(TestAuditTrail)
#include "tst_audit_trail.moc"
