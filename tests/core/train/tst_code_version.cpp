#include <filesystem>

#include <QTest>

#include "core/base/file.h"
#include "core/train/code_version.h"

using namespace slipway;
using namespace slipway::train;
namespace fs = std::filesystem;

namespace {

const std::string kFirst(40, 'a'), kSecond(40, 'b');

struct Repository {
    TemporaryFolder folder = *TemporaryFolder::create("slipway-git");
    fs::path git = folder.path() / ".git";
    Repository() { fs::create_directories(git / "refs/heads/feature"); }
    bool write(const fs::path& file, const std::string& text) const {
        return writeFileAtomically(file, text).has_value();
    }
};

} // namespace

class TestCodeVersion : public QObject {
    Q_OBJECT
private slots:
    void readsTheBranchFromAnyFolderInside() {
        Repository r;
        fs::create_directories(r.folder.path() / "src/deep");
        QVERIFY(r.write(r.git / "HEAD", "ref: refs/heads/feature/x\n"));
        QVERIFY(r.write(r.git / "refs/heads/feature/x", kFirst + "\n"));
        QCOMPARE(gitCommit(r.folder.path() / "src/deep"), kFirst);
    }
    void readsPackedBranches() {
        Repository r;
        QVERIFY(r.write(r.git / "HEAD", "ref: refs/heads/main\n"));
        QVERIFY(
            r.write(r.git / "packed-refs", "# pack-refs with: peeled\n" + kFirst + " refs/heads/old/refs/heads/main\n" +
                                               kSecond + " refs/heads/main\n"));
        QCOMPARE(gitCommit(r.folder.path()), kSecond);
    }
    void readsADetachedHead() {
        Repository r;
        QVERIFY(r.write(r.git / "HEAD", kSecond + "\n"));
        QCOMPARE(gitCommit(r.folder.path()), kSecond);
    }
    void readsAWorktree() {
        Repository r;
        const auto place = r.git / "worktrees/other", tree = r.folder.path() / "other";
        fs::create_directories(place);
        fs::create_directories(tree);
        QVERIFY(r.write(tree / ".git", "gitdir: " + place.string() + "\n"));
        QVERIFY(r.write(place / "HEAD", "ref: refs/heads/feature/x\n"));
        QVERIFY(r.write(place / "commondir", "../..\n"));
        QVERIFY(r.write(r.git / "refs/heads/feature/x", kSecond + "\n"));
        QCOMPARE(gitCommit(tree), kSecond);
    }
    void saysNothingWhenThereIsNothingToSay() {
        Repository r;
        QCOMPARE(gitCommit(r.folder.path()), std::string()); // no HEAD
        QVERIFY(r.write(r.git / "HEAD", "ref: refs/heads/main\n"));
        QCOMPARE(gitCommit(r.folder.path()), std::string()); // no commit yet
        QVERIFY(r.write(r.git / "HEAD", "ref: refs/../../../../etc/hostname\n"));
        QCOMPARE(gitCommit(r.folder.path()), std::string());
        QVERIFY(r.write(r.git / "HEAD", std::string(40, 'z')));
        QCOMPARE(gitCommit(r.folder.path()), std::string());
        QCOMPARE(gitCommit("/"), std::string());
    }
};

QTEST_GUILESS_MAIN(TestCodeVersion)
#include "tst_code_version.moc"
