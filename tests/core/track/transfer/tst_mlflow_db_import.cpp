#include <QTest>

#include <cmath>

#include "tests/core/track/transfer/transfer_bench.h"

using namespace slipway;
using namespace slipway::track;
using namespace slipway::testkit;

namespace {

/// As of MLflow 1.0: no steps, no NaN, no names of runs, no index from runs to metrics.
constexpr const char* kOldSchema = R"sql(
CREATE TABLE experiments (experiment_id INTEGER PRIMARY KEY, name VARCHAR(256) NOT NULL UNIQUE,
    artifact_location VARCHAR(256), lifecycle_stage VARCHAR(32));
CREATE TABLE runs (run_uuid VARCHAR(32) PRIMARY KEY, name VARCHAR(250), source_type VARCHAR(20), user_id VARCHAR(256),
    status VARCHAR(20), start_time BIGINT, end_time BIGINT, lifecycle_stage VARCHAR(20), artifact_uri VARCHAR(200),
    experiment_id INTEGER);
CREATE TABLE tags (key VARCHAR(250), value VARCHAR(250), run_uuid VARCHAR(32), PRIMARY KEY (key, run_uuid));
CREATE TABLE params (key VARCHAR(250), value VARCHAR(250), run_uuid VARCHAR(32), PRIMARY KEY (key, run_uuid));
CREATE TABLE metrics (key VARCHAR(250), value FLOAT, timestamp BIGINT, run_uuid VARCHAR(32),
    PRIMARY KEY (key, timestamp, run_uuid, value));
INSERT INTO experiments VALUES (0, 'Default', './mlruns/0', 'active'), (4, 'census', './mlruns/4', 'active');
)sql";

constexpr const char* kNewParts = R"sql(
ALTER TABLE experiments ADD COLUMN creation_time BIGINT;
ALTER TABLE runs ADD COLUMN deleted_time BIGINT;
ALTER TABLE metrics ADD COLUMN step BIGINT NOT NULL DEFAULT 0;
ALTER TABLE metrics ADD COLUMN is_nan BOOLEAN NOT NULL DEFAULT 0;
CREATE INDEX index_metrics_run_uuid ON metrics(run_uuid);
CREATE TABLE datasets (dataset_uuid VARCHAR(36), experiment_id INTEGER, name VARCHAR(500), digest VARCHAR(36),
    dataset_source_type VARCHAR(36), dataset_source TEXT, dataset_schema TEXT, dataset_profile TEXT);
CREATE TABLE inputs (input_uuid VARCHAR(36), source_type VARCHAR(36), source_id VARCHAR(36),
    destination_type VARCHAR(36), destination_id VARCHAR(36));
CREATE TABLE input_tags (input_uuid VARCHAR(36), name VARCHAR(255), value VARCHAR(500));
CREATE TABLE registered_models (name VARCHAR(256));
INSERT INTO registered_models VALUES ('one'), ('two');
)sql";

struct Database {
    TemporaryFolder folder = std::move(*TemporaryFolder::create("mlflow-db-test"));
    store::Database db = std::move(*store::Database::open(path(), store::Database::Mode::Create));

    Database() {
        if (!db.exec("PRAGMA journal_mode = DELETE") || !db.exec(kOldSchema)) qFatal("no database");
    }
    fs::path path() const { return folder.path() / "mlflow.db"; }
    void exec(const std::string& sql) {
        const auto done = db.exec(sql);
        if (!done) qFatal("%s", toLine(done.error()).c_str());
    }
    void run(const std::string& run, const std::string& stage = "active") {
        exec(fmt::format("INSERT INTO runs(run_uuid, name, user_id, status, start_time, end_time, lifecycle_stage, "
                         "artifact_uri, experiment_id) VALUES ('{0}', '', 'ann', 'FINISHED', 5000, 9000, '{1}', "
                         "'./mlruns/4/{0}/artifacts', 4)",
            run, stage));
    }
};

} // namespace

class TestMlflowDbImport : public QObject {
    Q_OBJECT
private slots:
    void theOldestSchemaIsRead() {
        Database source;
        source.run(id('a'));
        source.exec(
            "INSERT INTO metrics VALUES ('loss', 0.5, 1, '" + id('a') + "'), ('loss', 0.25, 2, '" + id('a') + "')");
        source.exec("INSERT INTO params VALUES ('lr', '0.1', '" + id('a') + "')");
        writeText(source.folder.path() / "mlruns/4" / id('a') / "artifacts/model.txt", "weights");
        const auto before = sha256OfFile(source.path());
        TransferBench bench;
        const auto report = bench.import(source.path());
        QVERIFY2(report, report ? "" : toLine(report.error()).c_str());
        QCOMPARE(report->format, std::string("mlflow-db"));
        QCOMPARE(report->problems.count(), std::int64_t(0));
        const auto run = bench.tracker.find(id('a'));
        QVERIFY(run);
        QCOMPARE(run->name, "run-" + id('a').substr(0, 8));
        QCOMPARE(run->experimentName, std::string("census"));
        QCOMPARE(run->metrics.at("loss").points, std::int64_t(2));
        QCOMPARE(run->parameters.at("lr"), std::string("0.1"));
        QVERIFY(bench.tracker.artifactFile(id('a'), "model.txt"));
        QCOMPARE(*sha256OfFile(source.path()), *before); // nothing is written there
    }

    void newerPartsAreReadWhereTheyAre() {
        Database source;
        source.exec(kNewParts);
        source.run(id('a'));
        source.run(id('b'), "deleted");
        source.exec(fmt::format("INSERT INTO metrics VALUES ('m', 0, 1, '{0}', 1, 1), ('m', -1.7976931348623157e308, "
                                "2, '{0}', 2, 0)",
            id('a')));
        source.exec("INSERT INTO datasets VALUES ('d', 4, 'rows', 'abc', 'http', '{}', 'schema', NULL)");
        source.exec("INSERT INTO inputs VALUES ('i', 'DATASET', 'd', 'RUN', '" + id('a') + "')");
        source.exec("INSERT INTO input_tags VALUES ('i', 'mlflow.data.context', 'training')");
        TransferBench bench;
        const auto report = bench.import(source.path());
        QVERIFY2(report, report ? "" : toLine(report.error()).c_str());
        QCOMPARE(report->problems.leftOut().at("registered models"), std::int64_t(2));
        const auto run = bench.tracker.find(id('a'));
        QVERIFY(run);
        const auto history = bench.tracker.history(id('a'), "m");
        QVERIFY(std::isnan(history->at(0).value));
        QVERIFY(std::isinf(history->at(1).value) && history->at(1).value < 0);
        QCOMPARE(run->inputs.size(), std::size_t(1));
        QCOMPARE(run->inputs.front().tags.front().second, std::string("training"));
        QVERIFY(!run->inputs.front().profile);
        QVERIFY(bench.tracker.find(id('b'))->deleted);
    }

    void aDatabaseInUseIsReadAsItIs() {
        Database source;
        source.exec("PRAGMA journal_mode = WAL");
        source.run(id('a'));
        source.exec("INSERT INTO metrics VALUES ('loss', 0.5, 1, '" + id('a') + "')");
        QVERIFY(fs::file_size(source.path().string() + "-wal") > 0);
        TransferBench bench;
        const auto report = bench.import(source.path());
        QVERIFY2(report, report ? "" : toLine(report.error()).c_str());
        QCOMPARE(bench.tracker.find(id('a'))->metrics.at("loss").latest, 0.5);
    }

    void theSameRunsInAFolderMeetThem() {
        Database source;
        source.run(id('a'));
        source.exec("INSERT INTO metrics VALUES ('loss', 0.5, 1, '" + id('a') + "')");
        TemporaryFolder folder = std::move(*TemporaryFolder::create("mlruns-test"));
        const MlrunsDraft store{folder.path() / "mlruns"};
        store.experiment(9, "census");
        writeText(store.run(9, id('a')) / "metrics/loss", "1 0.5 0\n2 0.25 1\n");
        std::string dumps[2];
        for (const int first : {0, 1}) {
            TransferBench bench;
            QVERIFY(bench.import(first == 0 ? source.path() : store.root));
            QVERIFY(bench.import(first == 0 ? store.root : source.path()));
            QCOMPARE(bench.tracker.find(id('a'))->name, std::string("bright"));
            dumps[first] = bench.dump();
        }
        QVERIFY2(dumps[0].find("|loss|1|2|0|0.25") != std::string::npos, dumps[0].c_str());
        // Times that the database does not know are the clock's, which stands still here.
        QVERIFY2(dumps[0] == dumps[1], (dumps[0] + "--- is not\n" + dumps[1]).c_str());
    }

    void anotherDatabaseIsRefused() {
        TemporaryFolder folder = std::move(*TemporaryFolder::create("other-db-test"));
        const auto path = folder.path() / "other.db";
        {
            auto db = store::Database::open(path, store::Database::Mode::Create);
            QVERIFY(db && db->exec("CREATE TABLE runs(a)"));
        }
        TransferBench bench;
        const auto report = bench.import(path);
        QVERIFY(!report);
        QVERIFY(report.error().code == ErrorCode::BadData);
        writeText(path, "SQLite format 3\0 but no more");
        QVERIFY(!bench.import(path));
    }
};

QTEST_GUILESS_MAIN(TestMlflowDbImport)
#include "tst_mlflow_db_import.moc"
