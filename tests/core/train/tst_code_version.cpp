#include <filesystem>

#include <QProcess>
#include <QTest>

#include "core/base/file.h"
#include "core/train/code_version.h"

using namespace slipway;
using namespace slipway::train;
namespace fs = std::filesystem;

namespace {

const std::string kSecond(40, 'b');

struct Repository {
    TemporaryFolder folder = *TemporaryFolder::create("slipway-git");
    fs::path root = fs::canonical(folder.path());

    bool git(const QStringList& words) const {
        QProcess process;
        process.setWorkingDirectory(QString::fromStdString(root.string()));
        process.start("git", QStringList{"-c", "user.name=ada", "-c", "user.email=ada@git.example", "-c",
                                 "init.defaultBranch=main", "-c", "commit.gpgsign=false"} +
                                 words);
        return process.waitForFinished(20000) && process.exitCode() == 0;
    }
    bool write(const std::string& file, const std::string& text) const {
        return writeFileAtomically(root / file, text).has_value();
    }
    /// One commit with train.py.
    bool begin() const {
        return git({"init", "-q"}) && write("train.py", "rate = 1\n") && git({"add", "."}) &&
               git({"commit", "-q", "-m", "Begin"});
    }
    std::string head() const {
        QProcess process;
        process.setWorkingDirectory(QString::fromStdString(root.string()));
        process.start("git", {"rev-parse", "HEAD"});
        return process.waitForFinished(20000) ? process.readAll().trimmed().toStdString() : std::string();
    }
};

} // namespace

class TestCodeVersion : public QObject {
    Q_OBJECT
private slots:
    void aCleanCheckoutIsItsCommitAndBranch() {
        Repository r;
        QVERIFY(r.begin());
        fs::create_directories(r.root / "src/deep");
        const auto code = codeVersion(r.root / "src/deep");
        QVERIFY(code);
        QCOMPARE(code->commit, r.head());
        QCOMPARE(code->branch, std::string("main"));
        QCOMPARE(fs::canonical(code->root), r.root);
        QVERIFY(!code->dirty && code->diff.empty() && code->untracked.empty() && !code->diffIsCut);
    }
    void whatWasChangedIsInTheDiffAndWhatIsNewIsNamed() {
        Repository r;
        QVERIFY(r.begin());
        QVERIFY(r.write("train.py", "rate = 2\n"));
        QVERIFY(r.write("notes.txt", "secret of nobody\n"));
        QVERIFY(r.write("staged.py", "x = 1\n"));
        QVERIFY(r.git({"add", "staged.py"}));
        QVERIFY(r.write(".git/info/exclude", "ignored.bin\n"));
        QVERIFY(r.write("ignored.bin", "x"));
        const auto code = codeVersion(r.root);
        QVERIFY(code && code->dirty);
        QVERIFY(code->diff.find("-rate = 1\n+rate = 2\n") != std::string::npos);
        QVERIFY(code->diff.find("+x = 1\n") != std::string::npos);
        QVERIFY(code->diff.find("secret of nobody") == std::string::npos);
        QCOMPARE(code->untracked, std::vector<std::string>{"notes.txt"});
        // What is stored makes the tree again.
        QVERIFY(r.write("../change.patch", code->diff));
        QVERIFY(r.git({"reset", "-q", "--hard"}));
        QVERIFY(r.git({"apply", "../change.patch"}));
        QCOMPARE(*readFile(r.root / "train.py"), std::string("rate = 2\n"));
        fs::remove(r.root.parent_path() / "change.patch");
    }
    void aDiffThatIsTooLongIsCut() {
        Repository r;
        QVERIFY(r.begin());
        std::string text;
        for (int i = 0; i < 400000; ++i) text += "another line of many\n";
        QVERIFY(r.write("train.py", text));
        const auto code = codeVersion(r.root);
        QVERIFY(code && code->diffIsCut);
        QVERIFY(code->diff.size() > 4000000 && code->diff.size() <= (5u << 20));
        QVERIFY(code->diff.ends_with("\n"));
    }
    void readsADetachedHeadAndAWorktree() {
        Repository r;
        QVERIFY(r.begin());
        QVERIFY(r.git({"worktree", "add", "-q", "-b", "feature/x", "other"}));
        const auto tree = codeVersion(r.root / "other");
        QVERIFY(tree);
        QCOMPARE(tree->branch, std::string("feature/x"));
        QCOMPARE(tree->commit, r.head());
        QVERIFY(r.git({"checkout", "-q", "--detach"}));
        const auto detached = codeVersion(r.root);
        QCOMPARE(detached->branch, std::string());
        QCOMPARE(detached->commit, r.head());
    }
    void theRepositorysAddressHoldsNoSecret() {
        Repository r;
        QVERIFY(r.begin());
        QVERIFY(r.git({"remote", "add", "backup", "https://git.example/other.git"}));
        QVERIFY(r.git({"remote", "add", "origin", "https://ada:ghp_secret@git.example/team/model.git?token=x"}));
        QCOMPARE(codeVersion(r.root)->repositoryUrl, std::string("https://git.example/team/model.git"));
        QCOMPARE(withoutCredentials("ssh://git:pw@git.example:22/x"), std::string("ssh://git.example:22/x"));
        QCOMPARE(withoutCredentials("git@git.example:team/model.git"), std::string("git@git.example:team/model.git"));
        QCOMPARE(withoutCredentials("/srv/git/model.git"), std::string("/srv/git/model.git"));
        QCOMPARE(withoutCredentials("https://a@b:c@git.example"), std::string("https://git.example"));
    }
    void aRepositoryWithoutACommitHasNone() {
        Repository r;
        QVERIFY(r.git({"init", "-q"}));
        QVERIFY(r.write("train.py", "x\n"));
        const auto code = codeVersion(r.root);
        QVERIFY(code);
        QCOMPARE(code->commit, std::string());
        QCOMPARE(code->branch, std::string("main"));
        QVERIFY(code->dirty);
        QCOMPARE(code->untracked, std::vector<std::string>{"train.py"});
    }
    void brokenRepositoriesHarmNobody() {
        Repository r;
        QVERIFY(r.begin());
        QVERIFY(r.write(".git/HEAD", kSecond + "\n")); // a commit that is not there
        QCOMPARE(codeVersion(r.root)->commit, kSecond);
        for (const char* head : {"ref: refs/../../../../etc/hostname\n", "zzzz", ""}) {
            QVERIFY(r.write(".git/HEAD", head));
            const auto code = codeVersion(r.root);
            QVERIFY2(!code || code->commit.empty(), head);
        }
        QVERIFY(!codeVersion("/"));
        QVERIFY(!codeVersion("/no/such/folder"));
    }
};

QTEST_GUILESS_MAIN(TestCodeVersion)
#include "tst_code_version.moc"
