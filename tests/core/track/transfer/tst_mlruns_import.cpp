#include <QTest>

#include "tests/core/track/transfer/transfer_bench.h"

using namespace slipway;
using namespace slipway::track;
using namespace slipway::testkit;

namespace {

struct Store : MlrunsDraft {
    TemporaryFolder folder = std::move(*TemporaryFolder::create("mlruns-test"));
    Store() { root = folder.path() / "mlruns"; }
};

/// Two stores that know the same run at different times, and one run more each.
void fillEarlier(const MlrunsDraft& store) {
    store.experiment(0, "Default");
    store.experiment(7, "census");
    writeText(store.root / "7/tags/team", "red");
    const auto run = store.run(7, id('a'), "status: 1\n");
    writeText(run / "params/lr", "0.1");
    writeText(run / "tags/mlflow.runName", "bright");
    writeText(run / "tags/stage", "begin");
    writeText(run / "metrics/loss", "6000 0.5 0\n6001 0.4 1\n");
    writeText(run / "artifacts/log.txt", "line 1\n");
    writeText(run / "artifacts/plots/a.txt", "first");
    store.run(0, id('b'));
}

void fillLater(const MlrunsDraft& store) {
    store.experiment(3, "census");
    writeText(store.root / "3/tags/team", "blue");
    const auto run = store.run(3, id('a'), "status: 3\nend_time: 9000\n");
    writeText(run / "params/lr", "0.1");
    writeText(run / "params/model/depth", "6");
    writeText(run / "tags/mlflow.runName", "bright");
    writeText(run / "tags/stage", "finished");
    writeText(run / "metrics/loss", "6000 0.5 0\n6001 0.4 1\n6002 nan 2\n6003 -inf 3\n");
    writeText(run / "metrics/val/auc", "6000 0.7\n");
    writeText(run / "artifacts/log.txt", "line 1\nline 2\n");
    writeText(run / "artifacts/plots/a.txt", "other");
    store.run(3, id('c'), "status: 4\nend_time: 8000\nlifecycle_stage: deleted\ndeleted_time: 8500\n", "dull");
}

} // namespace

class TestMlrunsImport : public QObject {
    Q_OBJECT
private slots:
    void aRunComesWithAllThatItHas() {
        Store store;
        fillLater(store);
        TransferBench bench;
        const auto report = bench.import(store.root);
        QVERIFY2(report, report ? "" : toLine(report.error()).c_str());
        QCOMPARE(report->format, std::string("mlruns"));
        QCOMPARE(report->runsAdded, std::int64_t(2));
        QCOMPARE(report->pointsAdded, std::int64_t(5));
        QCOMPARE(report->problems.count(), std::int64_t(0));
        const auto run = bench.tracker.find(id('a'));
        QVERIFY(run);
        QCOMPARE(run->name, std::string("bright"));
        QCOMPARE(run->experimentName, std::string("census"));
        QVERIFY(run->status == RunStatus::Finished);
        QCOMPARE(run->startedAt, Timestamp(5000));
        QCOMPARE(run->endedAt, Timestamp(9000));
        QCOMPARE(run->userId, std::string("ann"));
        QCOMPARE(run->parameters.at("model/depth"), std::string("6"));
        QCOMPARE(run->metrics.at("val/auc").latest, 0.7);
        QCOMPARE(run->metrics.at("loss").points, std::int64_t(4));
        const auto file = bench.tracker.artifactFile(id('a'), "plots/a.txt");
        QVERIFY(file);
        QCOMPARE(readFile(*file).value_or(""), std::string("other"));
        QVERIFY(bench.tracker.find(id('c'))->deleted);
        QCOMPARE(bench.audit(), std::string("run.import|import/mlruns\n"));
    }

    void anyOrderAndAnyRepetitionGiveTheSame() {
        Store earlier, later;
        fillEarlier(earlier);
        fillLater(later);
        const std::vector<std::vector<const Store*>> ways{{&earlier, &later}, {&later, &earlier},
            {&earlier, &later, &earlier}, {&later, &later, &earlier}, {&earlier, &earlier, &later, &later}};
        std::string first;
        for (const auto& way : ways) {
            TransferBench bench;
            for (const auto* store : way) QVERIFY(bench.import(store->root));
            if (first.empty()) first = bench.dump();
            QVERIFY2(bench.dump() == first, (first + "--- is not\n" + bench.dump()).c_str());
        }
        QVERIFY(first.find("FINISHED") != std::string::npos);
        QVERIFY(first.find("/artifacts/plots/a~") != std::string::npos); // both contents are kept
        QCOMPARE(first.find("log~"), std::string::npos);                 // the log has only grown
    }

    void importingAgainWritesNothing() {
        Store store;
        fillLater(store);
        TransferBench bench;
        QVERIFY(bench.import(store.root));
        const auto audit = bench.audit();
        const auto again = bench.import(store.root);
        QVERIFY(again);
        QCOMPARE(again->runs, std::int64_t(2));
        QCOMPARE(again->runsAdded + again->runsChanged + again->pointsAdded + again->filesAdded, std::int64_t(0));
        QCOMPARE(bench.audit(), audit);
    }

    void badRecordsAreNamedAndGoodOnesStay() {
        Store store;
        fillLater(store);
        writeText(store.run(3, id('d')) / "meta.yaml", "run_id: [unclosed\nstatus: 3\n");
        const auto run = store.run(3, id('e'));
        writeText(run / "metrics/loss", "6000 0.5 0\nnot a line\n6001 0.4 1\n6002 0.");
        fs::create_symlink("/etc/passwd", run / "artifacts.txt");
        fs::create_directories(run / "artifacts");
        fs::create_symlink("/etc/passwd", run / "artifacts/passwd");
        fs::create_symlink("/etc", run / "params");
        TransferBench bench;
        const auto report = bench.import(store.root);
        QVERIFY(report);
        QCOMPARE(report->runsAdded, std::int64_t(3));
        QCOMPARE(bench.tracker.find(id('e'))->metrics.at("loss").points, std::int64_t(3));
        QVERIFY(bench.tracker.find(id('e'))->parameters.empty());
        QCOMPARE(bench.dump().find("passwd"), std::string::npos);
        std::string told;
        for (const auto& problem : report->problems.first()) told += problem.where + ": " + problem.what + "\n";
        QVERIFY2(told.find("loss, line 2") != std::string::npos, told.c_str());
        QVERIFY2(told.find("meta.yaml, line") != std::string::npos, told.c_str());
        QVERIFY2(told.find("artifacts/passwd") != std::string::npos, told.c_str());
    }

    void filesOutsideAreReadOnlyFromFoldersThatWereNamed() {
        Store store, elsewhere;
        store.experiment(1, "census");
        writeText(elsewhere.root / "1" / id('a') / "artifacts/model.txt", "weights");
        const auto run = store.run(1, id('a'));
        writeText(run / "meta.yaml",
            fmt::format("run_id: {}\nstatus: 3\nstart_time: 5\nend_time: 9\nartifact_uri: {}/1/{}/artifacts\n", id('a'),
                elsewhere.root.string(), id('a')));
        TransferBench bench;
        const auto closed = bench.import(store.root);
        QVERIFY(closed);
        QCOMPARE(closed->files, std::int64_t(0));
        QVERIFY(closed->problems.count() > 0);
        transfer::ImportOptions options;
        options.artifactRoots = {elsewhere.folder.path()};
        const auto open = bench.import(store.root, options);
        QVERIFY(open);
        QCOMPARE(open->filesAdded, std::int64_t(1));
        QVERIFY(bench.tracker.artifactFile(id('a'), "model.txt"));
    }

    void oneExperimentOrOneRunCanComeAlone() {
        Store store;
        fillEarlier(store);
        TransferBench bench;
        const auto run = bench.import(store.root / "7" / id('a'));
        QVERIFY2(run, run ? "" : toLine(run.error()).c_str());
        QCOMPARE(run->runsAdded, std::int64_t(1));
        QCOMPARE(bench.tracker.find(id('a'))->experimentName, std::string("census"));
        const auto experiment = bench.import(store.root / "0");
        QVERIFY(experiment);
        QCOMPARE(experiment->runsAdded, std::int64_t(1));
        const auto all = bench.import(store.folder.path()); // the folder that `mlruns` is in does, too
        QVERIFY(all);
        QCOMPARE(all->runsAdded, std::int64_t(0));
    }

    void oneExperimentTakesAllWhenItIsNamed() {
        Store store;
        fillEarlier(store);
        TransferBench bench;
        transfer::ImportOptions options;
        options.experiment = "moved here";
        QVERIFY(bench.import(store.root, options));
        QCOMPARE(bench.tracker.find(id('a'))->experimentName, std::string("moved here"));
        QCOMPARE(bench.tracker.find(id('b'))->experimentName, std::string("moved here"));
    }

    void aCancelledImportLeavesWholeRuns() {
        Store store;
        store.experiment(1, "census");
        for (int i = 0; i < 24; ++i) {
            const auto run = store.run(1, fmt::format("{:032x}", i + 1));
            writeText(run / "metrics/loss", "6000 0.5 0\n6001 0.4 1\n");
            writeText(run / "artifacts/a.txt", std::to_string(i));
        }
        TransferBench bench;
        Progress progress([&](double fraction, const std::string&) {
            if (fraction > 0.5) progress.cancel();
        });
        const auto stopped = transfer::importRuns(bench.ledger, bench.root(), bench.owner(), store.root, {}, progress);
        QVERIFY(!stopped);
        QVERIFY(stopped.error().code == ErrorCode::Cancelled);
        const auto runs = bench.rows("SELECT id FROM run");
        const auto count = std::ranges::count(runs, '\n');
        QVERIFY(count > 0 && count < 24);
        QCOMPARE(bench.rows("SELECT count(*) FROM metric_point"), fmt::format("{}\n", count * 2));
        const auto files = bench.files();
        QCOMPARE(std::ranges::count(files, '\n'), count);
        QVERIFY(bench.import(store.root));
        QCOMPARE(bench.rows("SELECT count(*) FROM run"), std::string("24\n"));
    }

    void onlyThoseWhoMayTrainImport() {
        Store store;
        fillEarlier(store);
        TransferBench bench;
        const auto refused =
            transfer::importRuns(bench.ledger, bench.root(), {"nobody"}, store.root, {}, bench.progress);
        QVERIFY(!refused);
        QVERIFY(refused.error().code == ErrorCode::PermissionDenied);
    }

    void aFolderWithoutRunsIsRefused() {
        Store store;
        writeText(store.root / "readme.txt", "nothing");
        TransferBench bench;
        const auto refused = bench.import(store.root);
        QVERIFY(!refused);
        QVERIFY(refused.error().code == ErrorCode::BadData);
    }
};

QTEST_GUILESS_MAIN(TestMlrunsImport)
#include "tst_mlruns_import.moc"
