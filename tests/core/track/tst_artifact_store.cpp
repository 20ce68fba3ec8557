#include <filesystem>

#include <QTest>

#include "core/base/file.h"
#include "core/track/track_schema.h"
#include "core/track/tracker.h"
#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using namespace slipway::track;
namespace fs = std::filesystem;

namespace {

struct Fixture : testkit::LedgerFixture {
    Fixture()
        : testkit::LedgerFixture({track::kSchemaV1, track::kSchemaV4, track::kSchemaV5}), tracker(ledger, root()) {
        const auto experiment = tracker.experiment(owner(), "census");
        run = tracker.start(owner(), experiment->id, "baseline", {})->id;
        folder = root() / "artifacts" / std::to_string(experiment->id) / run / "artifacts";
    }
    Tracker tracker;
    std::string run;
    fs::path folder;
};

} // namespace

class TestArtifactStore : public QObject {
    Q_OBJECT
private slots:
    void filesAreListedByFolderWithTheirSizes() {
        Fixture f;
        QVERIFY(f.tracker.artifacts(f.run)->empty());
        QVERIFY(f.tracker.logArtifactBytes(f.run, "model/model.json", "{}"));
        QVERIFY(f.tracker.logArtifactBytes(f.run, "model/more/notes.txt", ""));
        QVERIFY(f.tracker.logArtifactBytes(f.run, "evaluation.json", "12345"));
        const auto top = f.tracker.artifacts(f.run);
        QCOMPARE(top->size(), std::size_t(2));
        QCOMPARE((*top)[0].path, std::string("evaluation.json"));
        QCOMPARE((*top)[0].bytes, std::int64_t(5));
        QVERIFY((*top)[1].folder);
        const auto inside = f.tracker.artifacts(f.run, "model");
        QCOMPARE(inside->size(), std::size_t(2));
        QCOMPARE((*inside)[0].path, std::string("model/model.json"));
        QVERIFY(!f.tracker.artifacts(f.run, "nothing"));
    }

    void aFileIsCopiedAndReplacedWhole() {
        Fixture f;
        const auto source = f.root() / "source.bin";
        QVERIFY(writeFileAtomically(source, std::string(100000, 'x')));
        QVERIFY(f.tracker.logArtifact(f.run, "data/source.bin", source));
        QVERIFY(f.tracker.logArtifactBytes(f.run, "data/source.bin", "new"));
        const auto stored = f.tracker.artifactFile(f.run, "data/source.bin");
        QVERIFY(stored);
        QCOMPARE(*readFile(*stored), std::string("new"));
        QCOMPARE(std::distance(fs::directory_iterator(f.folder / "data"), {}), std::ptrdiff_t(1));
        QVERIFY(fs::exists(source));
    }

    void pathsThatLeaveTheFolderAreRefused() {
        Fixture f;
        QVERIFY(f.tracker.logArtifactBytes(f.run, "kept/file.txt", "x"));
        fs::create_directory_symlink(f.root(), f.folder / "way-out");
        for (const char* path : {"../x", "a/../../x", "/etc/passwd", "", "C:x", "a\\..\\x", "way-out/workspace.db",
                 "kept", "folder/", "line\nbreak", "bad\xff"}) {
            QVERIFY2(!f.tracker.logArtifactBytes(f.run, path, "y"), path);
            QVERIFY2(!f.tracker.artifactFile(f.run, path), path);
        }
        QVERIFY(!f.tracker.artifacts(f.run, ".."));
        QVERIFY(!f.tracker.artifacts(f.run, "way-out"));
        QCOMPARE(f.tracker.artifacts(f.run)->size(), std::size_t(1)); // the link is not shown
        QVERIFY(!f.tracker.logArtifactBytes(std::string(32, '0'), "x", "y"));
    }

    void whatCannotBeCopiedIsSaidAndLeavesNothing() {
        Fixture f;
        QVERIFY(!f.tracker.logArtifact(f.run, "x.bin", f.root() / "no such file"));
        QVERIFY(!f.tracker.logArtifact(f.run, "x.bin", f.root()));
        QVERIFY(f.tracker.artifacts(f.run)->empty());
    }
};

QTEST_GUILESS_MAIN(TestArtifactStore)
#include "tst_artifact_store.moc"
