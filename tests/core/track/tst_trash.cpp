#include <QTest>

#include "core/track/run_views.h"
#include "core/track/track_schema.h"
#include "core/track/tracker.h"
#include "core/track/trash.h"
#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using namespace slipway::track;

namespace {

struct Fixture : testkit::LedgerFixture {
    Fixture() : testkit::LedgerFixture({kSchemaV1, kSchemaV4, kSchemaV5}), tracker(ledger, root()) {}
    Tracker tracker;
    Trash trash{ledger, root()};
    Progress progress;

    std::string add(const std::string& name) {
        const auto run = tracker.start(owner(), tracker.experiment(owner(), "trial")->id, name, {{"a", "b"}});
        std::vector<MetricPoint> points;
        for (int i = 0; i < 3000; ++i) points.push_back({"loss", 1.0 * i, i, i});
        if (!tracker.logMetrics(run->id, points) || !tracker.logParameters(run->id, {{"lr", "1"}}) ||
            !tracker.logArtifactBytes(run->id, "notes/a.txt", "12345"))
            qFatal("the run is not whole");
        return run->id;
    }
    std::int64_t rows() {
        std::int64_t all = 0;
        for (const char* table :
            {"run", "run_parameter", "run_tag", "metric_point", "metric_summary", "metric_sketch"}) {
            auto count = db.prepare(std::string("SELECT count(*) FROM ") + table);
            if (!count->step()) qFatal("no answer");
            all += count->integer(0);
        }
        return all;
    }
};

} // namespace

class TestTrash : public QObject {
    Q_OBJECT
private slots:
    void deletedRunsAreListedWithTheirSizes() {
        Fixture f;
        const auto kept = f.add("kept"), gone = f.add("gone");
        QVERIFY(f.tracker.setDeleted(f.owner(), gone, true));
        const auto list = f.trash.list(f.progress);
        QVERIFY(list);
        QCOMPARE(list->size(), std::size_t(1));
        QCOMPARE(list->front().name, std::string("gone"));
        QCOMPARE(list->front().points, std::int64_t(3000));
        QCOMPARE(list->front().artifactFiles, std::int64_t(1));
        QCOMPARE(list->front().artifactBytes, std::int64_t(5));
        QVERIFY(list->front().deletedAt > 0);
    }

    void whatIsPurgedIsGoneAndNothingElse() {
        Fixture f;
        const auto kept = f.add("kept");
        const auto before = f.rows();
        const auto gone = f.add("gone");
        QVERIFY(f.tracker.setDeleted(f.owner(), gone, true));
        const auto folder = f.root() / "artifacts" / "1" / gone;
        QVERIFY(std::filesystem::exists(folder));
        const std::vector<std::string> ids{gone};
        const auto purged = f.trash.purge(f.owner(), ids, f.progress);
        QVERIFY2(purged.has_value(), purged ? "" : toLine(purged.error()).c_str());
        QCOMPARE(purged->runs, std::int64_t(1));
        QCOMPARE(purged->points, std::int64_t(3000));
        QCOMPARE(purged->bytes, std::int64_t(5));
        QCOMPARE(f.rows(), before);
        QVERIFY(!std::filesystem::exists(folder));
        QVERIFY(!f.tracker.find(gone));
        QVERIFY(f.tracker.artifactFile(kept, "notes/a.txt"));
        QVERIFY(f.audit.verify());
    }

    void aRunThatIsNotDeletedIsNeverPurged() {
        Fixture f;
        const auto kept = f.add("kept"), gone = f.add("gone");
        QVERIFY(f.tracker.setDeleted(f.owner(), gone, true));
        const std::vector<std::string> ids{gone, kept};
        const auto purged = f.trash.purge(f.owner(), ids, f.progress);
        QVERIFY(!purged && purged.error().code == ErrorCode::FailedPrecondition);
        QVERIFY(f.tracker.find(gone) && f.tracker.find(kept));
    }

    void viewsAreKeptByNameAndRenamed() {
        Fixture f;
        RunViews views(f.ledger);
        QVERIFY(views.save(f.owner(), "best", R"({"filter":"metrics.auc > 0.9"})"));
        QVERIFY(views.save(f.owner(), "best", R"({"filter":"metrics.auc > 0.95"})"));
        QVERIFY(views.save(f.owner(), "Another", "{}"));
        QVERIFY(!views.save(f.owner(), "", "{}"));
        QVERIFY(!views.save(f.owner(), "list", "[]"));
        QVERIFY(!views.save(f.owner(), "broken", "{"));
        QCOMPARE(views.all()->size(), std::size_t(2));
        QCOMPARE(views.all()->back().definition, std::string(R"({"filter":"metrics.auc > 0.95"})"));
        QCOMPARE(views.all()->back().savedBy, std::string("ada"));
        const auto taken = views.rename(f.owner(), "best", "Another");
        QVERIFY(!taken && taken.error().code == ErrorCode::AlreadyExists);
        QVERIFY(views.rename(f.owner(), "best", "top"));
        QVERIFY(views.remove(f.owner(), "Another"));
        QVERIFY(views.remove(f.owner(), "Another"));
        QCOMPARE(views.all()->front().name, std::string("top"));
    }
};

QTEST_GUILESS_MAIN(TestTrash)
#include "tst_trash.moc"
