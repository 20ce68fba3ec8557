#include <fstream>

#include <QTest>

#include "core/base/file.h"
#include "core/workspace/workspace.h"

using namespace slipway;
using namespace slipway::workspace;
namespace fs = std::filesystem;

class TestWorkspace : public QObject {
    Q_OBJECT
private slots:
    void aNewWorkspaceHasAnOwnerWhoMayDoEverything() {
        const auto folder = TemporaryFolder::create();
        const auto made = Workspace::create(folder->path() / "w", "ada");
        QVERIFY2(made.has_value(), made ? "" : made.error().message.c_str());
        QCOMPARE((*made)->actor()->name, std::string("ada"));
        QVERIFY((*made)->ledger().check({"ada"}, access::Permission::Deploy, "production"));
        QVERIFY(!(*made)->ledger().check({"stranger"}, access::Permission::Read));
        for (const char* part : {"slipway.yaml", "workspace.db", "data", "artifacts", "logs"})
            QVERIFY2(fs::exists(folder->path() / "w" / part), part);
    }

    void anotherThreadsWorkspaceSeesWhatWasCommitted() {
        const auto folder = TemporaryFolder::create();
        const auto first = Workspace::create(folder->path() / "w", "ada");
        const auto second = Workspace::open(folder->path() / "w");
        QVERIFY(second.has_value());
        QVERIFY((*first)->tracker().experiment({"ada"}, "trial").has_value());
        QCOMPARE((*second)->tracker().experiments()->size(), std::size_t(1));
        QCOMPARE((*second)->counts()->experiments, 1);
    }

    void creatingTwiceIsRefusedAndHarmless() {
        const auto folder = TemporaryFolder::create();
        QVERIFY(Workspace::create(folder->path() / "w", "ada").has_value());
        const auto again = Workspace::create(folder->path() / "w", "eve");
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::AlreadyExists);
        QCOMPARE((*Workspace::open(folder->path() / "w"))->actor()->name, std::string("ada"));
    }

    void whatAKilledInitLeftIsFinishedByTheNext() {
        const auto folder = TemporaryFolder::create();
        fs::create_directories(folder->path() / "w" / "data");
        std::ofstream(folder->path() / "w" / "workspace.db.new") << "half";
        std::ofstream(folder->path() / "w" / "slipway.yaml.tmp-1234") << "half";
        const auto made = Workspace::create(folder->path() / "w", "ada");
        QVERIFY2(made.has_value(), made ? "" : made.error().message.c_str());
    }

    void aFolderWithoutWorkspaceSaysHowToMakeOne() {
        const auto folder = TemporaryFolder::create();
        const auto opened = Workspace::open(folder->path());
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::NotFound);
        QVERIFY(opened.error().hint.find("slipway init") != std::string::npos);
    }

    void strangersAreNamedTogetherWithWhoIsKnown() {
        const auto folder = TemporaryFolder::create();
        const auto made = Workspace::create(folder->path() / "w", "ada");
        const auto actor = (*made)->actor("bob");
        QVERIFY(!actor);
        QVERIFY(actor.error().hint.find("ada") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestWorkspace)
#include "tst_workspace.moc"
