#include <QTest>

#include <random>

#include "core/track/transfer/artifact_merge.h"
#include "tests/core/track/transfer/transfer_bench.h"

using namespace slipway;
using namespace slipway::track::transfer;
using namespace slipway::testkit;

namespace {

struct Folder {
    TemporaryFolder folder = std::move(*TemporaryFolder::create("artifact-merge-test"));
    Progress progress;
    Problems problems;
    Conflicts conflicts;

    Result<ArtifactMerge::Counts> add(const std::string& path, const std::string& bytes, bool keep = true) {
        PortableFile file;
        file.path = path;
        file.bytes = bytes;
        ArtifactMerge merge(progress, problems, conflicts);
        auto counts = merge.merge(folder.path() / "artifacts", {&file, 1}, "run 1");
        if (keep) merge.keep();
        return counts;
    }
    std::string tree() const {
        std::map<std::string, std::string> found;
        if (fs::exists(folder.path() / "artifacts"))
            for (const auto& entry : fs::recursive_directory_iterator(folder.path() / "artifacts"))
                if (entry.is_regular_file())
                    found[entry.path().lexically_relative(folder.path()).generic_string()] =
                        readFile(entry.path()).value_or("?");
        std::string text;
        for (const auto& [path, bytes] : found) text += path + "=" + bytes + "\n";
        return text;
    }
};

} // namespace

class TestArtifactMerge : public QObject {
    Q_OBJECT
private slots:
    void orderAndRepetitionMakeNoDifference() {
        std::mt19937 random(7);
        const std::vector<std::string> paths{"x.txt", "x.txt/y", "x.txt/y/z", "d/log"};
        const std::vector<std::string> contents{"", "a", "ab", "abc", "b", "bx", "cc", "ca"};
        for (int round = 0; round < 25; ++round) {
            std::vector<std::pair<std::string, std::string>> files;
            for (int i = 0; i < 5; ++i)
                files.emplace_back(paths[random() % paths.size()], contents[random() % contents.size()]);
            std::string first;
            for (int order = 0; order < 3; ++order) {
                Folder folder;
                for (const auto& [path, bytes] : files) QVERIFY(folder.add(path, bytes));
                if (order == 2) QVERIFY(folder.add(files.front().first, files.front().second));
                if (first.empty()) first = folder.tree();
                std::string told;
                for (const auto& [path, bytes] : files) told += path + " '" + bytes + "', ";
                QVERIFY2(folder.tree() == first, (told + "\n" + first + "--- is not\n" + folder.tree()).c_str());
                std::ranges::shuffle(files, random);
            }
        }
    }

    void differentContentsAreBothKept() {
        Folder folder;
        QVERIFY(folder.add("plot.png", "short"));
        QVERIFY(folder.add("plot.png", "a longer one"));
        QVERIFY(folder.tree().starts_with("artifacts/plot.png=a longer one\n"));
        QVERIFY(folder.tree().find("artifacts/plot~") != std::string::npos);
        QCOMPARE(folder.conflicts.count(), std::int64_t(1));
    }

    void aFileThatGrewIsReplaced() {
        Folder folder;
        QVERIFY(folder.add("out.log", "line 1\n"));
        QVERIFY(folder.add("out.log", "line 1\nline 2\n"));
        QVERIFY(folder.add("out.log", "line 1\n"));
        QCOMPARE(folder.tree(), std::string("artifacts/out.log=line 1\nline 2\n\n"));
        QCOMPARE(folder.conflicts.count(), std::int64_t(0));
    }

    void namesThatLeadOutAreLeftOut() {
        Folder folder;
        for (const char* path : {"../out", "/etc/out", "a/../../out", "a\\b", "%2e%2e/out", ""}) {
            const auto counts = folder.add(path, "x");
            QVERIFY(counts && counts->added == 0);
        }
        QCOMPARE(folder.problems.count(), std::int64_t(6));
        QCOMPARE(folder.tree(), std::string());
    }

    void whatIsNotKeptIsTakenBack() {
        Folder folder;
        QVERIFY(folder.add("a/b/c.txt", "x", false));
        QCOMPARE(folder.tree(), std::string());
        QVERIFY(!fs::exists(folder.folder.path() / "artifacts/a"));
    }
};

QTEST_GUILESS_MAIN(TestArtifactMerge)
#include "tst_artifact_merge.moc"
