#include <QTest>

#include "core/ledger/membership.h"
#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using access::Role;
using testkit::LedgerFixture;

class TestMembership : public QObject {
    Q_OBJECT
private slots:
    void aPersonIsAddedAndAudited() {
        LedgerFixture f;
        QVERIFY(addPerson(f.ledger, f.owner(), {"eve", {Role::DataScientist, Role::Reviewer}}));
        QCOMPARE(f.people.find("eve")->roles.size(), 2U);
        QCOMPARE(f.audit.page(0, 1)->front().action, std::string("person.add"));
        QCOMPARE(addPerson(f.ledger, f.owner(), {"eve", {Role::Viewer}}).error().code, ErrorCode::AlreadyExists);
        QCOMPARE(addPerson(f.ledger, f.owner(), {"bob", {}}).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(addPerson(f.ledger, f.owner(), {"no body", {Role::Viewer}}).error().code, ErrorCode::InvalidArgument);
    }
    void onlyWhoManagesTheWorkspaceMay() {
        LedgerFixture f;
        QVERIFY(addPerson(f.ledger, f.owner(), {"eve", {Role::DataScientist}}));
        QCOMPARE(addPerson(f.ledger, {"eve"}, {"bob", {Role::Admin}}).error().code, ErrorCode::PermissionDenied);
        QCOMPARE(setRoles(f.ledger, {"eve"}, "eve", {Role::Admin}).error().code, ErrorCode::PermissionDenied);
        QCOMPARE(setPersonal(f.ledger, {"eve"}, false).error().code, ErrorCode::PermissionDenied);
        QVERIFY(!f.people.find("bob"));
    }
    void rolesChangeButSomebodyAlwaysManages() {
        LedgerFixture f;
        QVERIFY(addPerson(f.ledger, f.owner(), {"eve", {Role::DataScientist}}));
        QVERIFY(setRoles(f.ledger, f.owner(), "eve", {Role::Reviewer}));
        QCOMPARE(f.people.find("eve")->roles.front(), Role::Reviewer);
        const auto owner = f.owner().name;
        const auto roles = f.people.find(owner)->roles;
        QCOMPARE(setRoles(f.ledger, f.owner(), owner, {Role::Viewer}).error().code, ErrorCode::FailedPrecondition);
        QCOMPARE(f.people.find(owner)->roles.size(), roles.size());
        QCOMPARE(setRoles(f.ledger, f.owner(), "nobody", {Role::Viewer}).error().code, ErrorCode::NotFound);
        QVERIFY(setPersonal(f.ledger, f.owner(), false));
        QVERIFY(!f.people.isPersonal());
    }
};

QTEST_GUILESS_MAIN(TestMembership)
#include "tst_membership.moc"
