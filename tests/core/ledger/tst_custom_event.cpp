#include <QTest>

#include "core/ledger/custom_event.h"
#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using testkit::LedgerFixture;

class TestCustomEvent : public QObject {
    Q_OBJECT
private slots:
    void anEventFromOutsideIsStoredAndAudited() {
        LedgerFixture f;
        const auto id = emitCustomEvent(f.ledger, f.owner(), "tag.pushed", "repo/x", R"({"tag":"v1"})");
        QVERIFY(id.has_value());
        const auto event = f.events.page(0, 1)->front();
        QCOMPARE(event.id, *id);
        QCOMPARE(event.payload, std::string(R"({"tag":"v1"})"));
        QCOMPARE(f.audit.page(0, 1)->front().action, std::string("event.emit"));
    }
    void whatIsNoEventIsRefused() {
        LedgerFixture f;
        for (const char* bad : {"", "tag", "Tag.pushed", "tag.", ".x", "a..b", "a b.c", "a.b\n"})
            QCOMPARE(emitCustomEvent(f.ledger, f.owner(), bad, "", "").error().code, ErrorCode::InvalidArgument);
        QVERIFY(!emitCustomEvent(f.ledger, f.owner(), "tag.pushed", "", "[1]"));
        QVERIFY(!emitCustomEvent(f.ledger, f.owner(), "tag.pushed", "", "{"));
        QVERIFY(f.events.page(0, 1)->empty());
    }
    void onlyAnAdminMaySpeakForOurOwnDomains() {
        LedgerFixture f;
        QVERIFY(f.people.add({"dan", {access::Role::DataScientist}}));
        QVERIFY(emitCustomEvent(f.ledger, {"dan"}, "tag.pushed", "", "").has_value());
        QCOMPARE(
            emitCustomEvent(f.ledger, {"dan"}, "model.approved", "", "").error().code, ErrorCode::PermissionDenied);
        QVERIFY(emitCustomEvent(f.ledger, f.owner(), "model.approved", "", "").has_value());
    }
};

QTEST_GUILESS_MAIN(TestCustomEvent)
#include "tst_custom_event.moc"
