#include <QTest>

#include "core/access/access_policy.h"
#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using namespace slipway::access;
using testkit::LedgerFixture;

namespace {

constexpr Permission kAll[] = {Permission::Read, Permission::ChangeData, Permission::Train, Permission::RegisterModel,
    Permission::ReviewLabels, Permission::DecideModel, Permission::Deploy, Permission::RunPipeline,
    Permission::ManageMonitors, Permission::ManageWorkspace};

} // namespace

class TestPeople : public QObject {
    Q_OBJECT
private slots:
    void theOwnerOfAPersonalWorkspaceMayDoEverything() {
        LedgerFixture f;
        QVERIFY(f.people.isPersonal());
        for (const auto permission : kAll)
            for (const char* stage : {"", "dev", "staging", "production"})
                QVERIFY2(f.people.check(f.owner(), permission, stage), std::string(name(permission)).c_str());
    }
    void eachRoleMayDoItsPartOnly() {
        LedgerFixture f;
        QVERIFY(f.people.add({"vera", {Role::Viewer}}));
        QVERIFY(f.people.add({"dan", {Role::DataScientist}}));
        QVERIFY(f.people.add({"rita", {Role::Reviewer}}));
        QVERIFY(f.people.add({"max", {Role::ReleaseManager}}));
        QVERIFY(f.people.add({"root", {Role::Admin}}));
        const auto may = [&](const char* who, Permission permission, const char* stage = "") {
            return f.people.check({who}, permission, stage).has_value();
        };
        for (const char* who : {"vera", "dan", "rita", "max", "root"})
            QVERIFY(may(who, Permission::Read, "production"));
        for (const auto permission : kAll)
            if (permission != Permission::Read) QVERIFY(!may("vera", permission, "dev"));
        QVERIFY(may("dan", Permission::ChangeData));
        QVERIFY(may("dan", Permission::RegisterModel));
        QVERIFY(may("dan", Permission::Deploy, "dev"));
        QVERIFY(!may("dan", Permission::Deploy, "staging"));
        QVERIFY(!may("dan", Permission::Deploy, "production"));
        QVERIFY(!may("dan", Permission::Deploy));
        QVERIFY(!may("dan", Permission::RunPipeline, "production"));
        QVERIFY(!may("dan", Permission::DecideModel));
        QVERIFY(may("rita", Permission::DecideModel));
        QVERIFY(!may("rita", Permission::Deploy, "dev"));
        QVERIFY(may("max", Permission::Deploy, "production"));
        QVERIFY(!may("max", Permission::DecideModel));
        QVERIFY(may("root", Permission::ManageWorkspace));
        QVERIFY(!may("root", Permission::Deploy, "production"));
        QVERIFY(!may("max", Permission::ManageWorkspace));
    }
    void aRefusalNamesTheRolesThatWouldDo() {
        LedgerFixture f;
        QVERIFY(f.people.add({"dan", {Role::DataScientist}}));
        const auto refused = f.people.check({"dan"}, Permission::Deploy, "production");
        QCOMPARE(refused.error().code, ErrorCode::PermissionDenied);
        QVERIFY(refused.error().message.find("production") != std::string::npos);
        QVERIFY(refused.error().hint.find("release_manager") != std::string::npos);
    }
    void strangersAndPeopleWithoutARoleMayNotEvenRead() {
        LedgerFixture f;
        QVERIFY(f.people.add({"nil", {}}));
        for (const char* who : {"nobody", "nil", "", "ada'; --"})
            QCOMPARE(f.people.check({who}, Permission::Read).error().code, ErrorCode::PermissionDenied);
    }
    void rulesDoEverythingButDecide() {
        LedgerFixture f;
        for (const auto permission : kAll)
            QCOMPARE(f.people.check({"rule:nightly"}, permission, "production").has_value(),
                permission != Permission::DecideModel && permission != Permission::ReviewLabels);
    }
    void nobodyCanBeNamedLikeARule() {
        LedgerFixture f;
        for (const char* bad : {"rule:x", "", "a b", "../x"})
            QCOMPARE(f.people.add({bad, {Role::Admin}}).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(f.people.add({"ada", {Role::Viewer}}).error().code, ErrorCode::AlreadyExists);
        QCOMPARE(f.people.find("ada")->roles.size(), std::size_t(5));
    }
    void peopleAreListedInTheOrderTheyCame() {
        LedgerFixture f;
        QVERIFY(f.people.add({"zoe", {Role::Viewer, Role::Reviewer}}));
        QVERIFY(f.people.add({"abe", {}}));
        const auto all = f.people.all();
        QCOMPARE(all->size(), std::size_t(3));
        QCOMPARE(all->at(1).name, std::string("zoe"));
        QCOMPARE(all->at(1).roles.size(), std::size_t(2));
        QVERIFY(all->at(2).roles.empty());
    }
};

QTEST_GUILESS_MAIN(TestPeople)
#include "tst_people.moc"
