#include <QTest>

#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using testkit::LedgerFixture;

class TestEventLog : public QObject {
    Q_OBJECT
private slots:
    void eventsComeBackInTheOrderTheyHappened() {
        LedgerFixture f;
        for (const char* type : {"run.finished", "model.registered", "run.finished"})
            QVERIFY(f.events.append({0, f.clock.now(), 0, type, "s", "ada", R"({"a":1})"}));
        const auto all = f.events.after(0, 10);
        QCOMPARE(all->size(), std::size_t(3));
        QVERIFY(all->at(0).id < all->at(1).id);
        QCOMPARE(all->at(1).type, std::string("model.registered"));
        QCOMPARE(all->at(0).effectiveAt, f.clock.now());
        QCOMPARE(all->at(0).payload, std::string(R"({"a":1})"));
        QCOMPARE(f.events.after(all->at(0).id, 10)->size(), std::size_t(2));
        QCOMPARE(f.events.after(0, 10, "run.finished")->size(), std::size_t(2));
        QCOMPARE(f.events.page(0, 2)->front().id, all->back().id);
        QCOMPARE(f.events.page(all->at(2).id, 10, "run.finished")->size(), std::size_t(1));
        QCOMPARE(*f.events.lastId(), all->back().id);
    }
    void anEventNeedsATypeAndJson() {
        LedgerFixture f;
        QVERIFY(!f.events.append({0, 1, 0, "", "s", "ada", "{}"}));
        QVERIFY(!f.events.append({0, 1, 0, "a.b", "s", "ada", "{"}));
        QVERIFY(f.events.append({0, 1, 0, "a.b", "s", "ada", ""}));
        QCOMPARE(f.events.after(0, 10)->size(), std::size_t(1));
    }
    void withdrawingMarksTheEvent() {
        LedgerFixture f;
        const auto id = f.events.append({0, 1, 0, "a.b", "s", "ada", "{}"});
        QVERIFY(!*f.events.isWithdrawn(*id));
        QVERIFY(f.events.withdraw(*id));
        QVERIFY(*f.events.isWithdrawn(*id));
        QCOMPARE(f.events.withdraw(999).error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestEventLog)
#include "tst_event_log.moc"
