#include <QTest>

#include <cmath>

#include "tests/core/track/transfer/transfer_bench.h"

using namespace slipway;
using namespace slipway::track;
using namespace slipway::testkit;

namespace {

struct Fixture : TransferBench {
    TemporaryFolder folder = std::move(*TemporaryFolder::create("export-test"));
    fs::path target() const { return folder.path() / "mlruns"; }

    std::string start(const std::string& name) {
        const auto experiment = tracker.experiment(owner(), "census: \"1\"");
        const auto run = tracker.start(owner(), experiment->id, name, {{"colour", "grün\n\"x\""}});
        return run ? run->id : std::string();
    }
    Result<transfer::ExportReport> write(const std::vector<std::string>& runs) {
        return transfer::exportRuns(ledger, root(), runs, target(), progress);
    }
    std::vector<std::string> below() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder.path())) names.push_back(entry.path().filename());
        return names;
    }
};

} // namespace

class TestMlrunsExport : public QObject {
    Q_OBJECT
private slots:
    void whatIsExportedComesBackTheSame() {
        Fixture f;
        const auto run = f.start("null");
        QVERIFY(f.tracker.logParameters(run, {{"lr", "0.1"}, {"deep/key", ""}, {"lines", "a\nb"}}));
        const MetricPoint points[] = {{"loss", 0.1, 0, 10}, {"loss", std::nan(""), 1, 11}, {"loss", -INFINITY, 2, 12},
            {"train/acc", 5e-324, -3, 13}};
        QVERIFY(f.tracker.logMetrics(run, points));
        QVERIFY(f.tracker.logArtifactBytes(run, "plots/größe+%20.txt", "text"));
        QVERIFY(f.tracker.finish(f.owner(), run, RunStatus::Killed));
        const auto gone = f.start("gone");
        QVERIFY(f.tracker.setDeleted(f.owner(), gone, true));
        const auto report = f.write({run, gone});
        QVERIFY2(report, report ? "" : toLine(report.error()).c_str());
        QCOMPARE(report->runs, std::int64_t(2));
        QCOMPARE(report->points, std::int64_t(4));
        QCOMPARE(report->problems.count(), std::int64_t(0));
        QCOMPARE(f.below(), std::vector<std::string>{"mlruns"});

        const auto again = f.import(f.target());
        QVERIFY(again);
        QCOMPARE(again->problems.count(), std::int64_t(0));
        QCOMPARE(again->runsAdded + again->runsChanged + again->pointsAdded + again->filesAdded, std::int64_t(0));
        TransferBench other;
        QVERIFY(other.import(f.target()));
        QCOMPARE(QString::fromStdString(other.dump()), QString::fromStdString(f.dump()));
    }

    void keysThatCannotStandSideBySideAreRenamedAndTold() {
        Fixture f;
        const auto run = f.start("keys");
        const MetricPoint points[] = {{"a", 1, 0, 1}, {"a/b", 2, 0, 1}, {"a_", 3, 0, 1}};
        QVERIFY(f.tracker.logMetrics(run, points));
        const auto report = f.write({run});
        QVERIFY(report);
        QCOMPARE(report->problems.count(), std::int64_t(1));
        TransferBench other;
        QVERIFY(other.import(f.target()));
        QCOMPARE(other.tracker.find(run)->metrics.size(), std::size_t(3));
        QCOMPARE(other.tracker.find(run)->metrics.at("a__").latest, 1.0);
    }

    void aFolderWithContentIsLeftAlone() {
        Fixture f;
        writeText(f.target() / "mine.txt", "mine");
        const auto refused = f.write({f.start("one")});
        QVERIFY(!refused);
        QVERIFY(refused.error().code == ErrorCode::AlreadyExists);
        QCOMPARE(readFile(f.target() / "mine.txt").value_or(""), std::string("mine"));
    }

    void aCancelledExportLeavesNothing() {
        Fixture f;
        const std::vector<std::string> runs{f.start("one"), f.start("two"), f.start("three")};
        Progress progress([&](double, const std::string&) { progress.cancel(); });
        const auto stopped = transfer::exportRuns(f.ledger, f.root(), runs, f.target(), progress);
        QVERIFY(!stopped);
        QVERIFY(stopped.error().code == ErrorCode::Cancelled);
        QVERIFY(f.below().empty());
    }
};

QTEST_GUILESS_MAIN(TestMlrunsExport)
#include "tst_mlruns_export.moc"
