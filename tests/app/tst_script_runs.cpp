#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <csignal>

#include "core/base/file.h"
#include "tests/testkit/program.h"

using namespace slipway;

namespace {

/// A workspace and a folder with scripts; its service is ended with it.
struct Bench {
    TemporaryFolder folder = *TemporaryFolder::create("slipway-scripts");
    QString workspace = path("w");

    Bench() { testkit::runSlipway({"init", workspace}); }
    ~Bench() {
        const auto stored = QJsonDocument::fromJson(
            QByteArray::fromStdString(readFile(folder.path() / "w" / "service.json").value_or("{}")));
        if (const int pid = stored["pid"].toInt(); pid > 1) ::kill(pid, SIGTERM);
    }
    QString path(const char* name) const { return QString::fromStdString((folder.path() / name).string()); }
    QStringList words(const QStringList& more) const {
        return QStringList{"--workspace", workspace, "--json", "train", "start", "--experiment", "e"} + more;
    }
    testkit::ProgramRun start(const QStringList& more) const { return testkit::runSlipway(words(more)); }
    QJsonObject run(const QString& name) const {
        return testkit::runSlipway({"--workspace", workspace, "--json", "runs", "show", name}).json().object();
    }
    QByteArray artifact(const QString& name, const char* file) const {
        const auto id = run(name)["id"].toString();
        const auto place = folder.path() / "w" / "artifacts" / "1" / id.toStdString() / "artifacts" / file;
        return QByteArray::fromStdString(readFile(place).value_or(""));
    }
    bool write(const char* name, const char* text) const {
        return writeFileAtomically(folder.path() / name, text).has_value();
    }
};

QString message(const testkit::ProgramRun& run) {
    return run.json()["error"]["message"].toString();
}

QString tag(const QJsonObject& run, const char* key) {
    return run["tags"].toObject()[key].toString();
}

} // namespace

class TestScriptRuns : public QObject {
    Q_OBJECT
private slots:
    void aProgramIsARunWithItsOutputAndWhatItUsed() {
        Bench b;
        const auto done = b.start({"--name", "good", "--param", "lr=0.1", "--sample", "1", "--", "sh", "-c",
            "echo out $SLIPWAY_PARAM_LR; echo err >&2; echo $MLFLOW_RUN_ID; echo $MLFLOW_TRACKING_URI; sleep 2.5"});
        QCOMPARE(done.exitCode, 0);
        const auto run = b.run("good");
        QCOMPARE(run["status"].toString(), QString("FINISHED"));
        QCOMPARE(run["parameters"]["lr"].toString(), QString("0.1"));
        QVERIFY(tag(run, "slipway.command").startsWith("sh -c echo out"));
        QVERIFY(run["metrics"].toObject().contains("process/peak_rss_megabytes"));
        QVERIFY(run["metrics"].toObject().contains("system/system_memory_usage_megabytes"));
        QVERIFY(run["metric_details"]["process/rss_megabytes"]["points"].toInt() >= 1);
        const auto output = b.artifact("good", "logs/output.log");
        QVERIFY(output.startsWith("out 0.1\nerr\n" + run["id"].toString().toUtf8() + "\nhttp://127.0.0.1:"));
        QVERIFY(done.errors.contains("out 0.1")); // and on to the terminal, beside the answer
        QVERIFY(b.artifact("good", "environment/environment.json").contains("\"kernel\""));
    }

    void aScriptIsKeptWithItsPackages() {
        Bench b;
        QVERIFY(b.write("train.py", "import sys\nprint('words', sys.argv[1:])\n"));
        const auto done = b.start({"--name", "py", "--script", b.path("train.py"), "--", "--epochs", "3"});
        QCOMPARE(done.exitCode, 0);
        QCOMPARE(b.artifact("py", "logs/output.log"), QByteArray("words ['--epochs', '3']\n"));
        QVERIFY(b.artifact("py", "code/train.py").startsWith("import sys"));
        QVERIFY(b.artifact("py", "environment/environment.json").contains("\"python\""));
        const auto run = b.run("py");
        QVERIFY(!tag(run, "slipway.python").isEmpty());
        QCOMPARE(tag(run, "mlflow.source.name"), b.path("train.py"));
    }

    void theProgramFindsItsDataAndTheRunNamesIt() {
        Bench b;
        QVERIFY(b.write("rows.csv", "a,b\n1,2\n3,4\n"));
        QCOMPARE(
            testkit::runSlipway({"--workspace", b.workspace, "data", "import", "my-rows", b.path("rows.csv")}).exitCode,
            0);
        const auto done = b.start({"--name", "d", "--dataset", "my-rows:1", "--", "sh", "-c",
            "head -c 4 \"$SLIPWAY_DATASET_MY_ROWS\"; echo \" $SLIPWAY_RUN_ID\""});
        QCOMPARE(done.exitCode, 0);
        const auto run = b.run("d");
        QCOMPARE(b.artifact("d", "logs/output.log"), "PAR1 " + run["id"].toString().toUtf8() + "\n");
        QCOMPARE(tag(run, "slipway.dataset"), QString("my-rows:1"));
        QCOMPARE(tag(run, "slipway.dataset.hash").size(), 64);
        const auto lineage = testkit::runSlipway(
            {"--workspace", b.workspace, "--json", "lineage", "show", "run/" + run["id"].toString()});
        QVERIFY2(lineage.output.contains("dataset/my-rows:1"), lineage.output + lineage.errors);
    }

    void whatAProgramPrintsMayBeAnything() {
        Bench b;
        b.start({"--name", "noise", "--", "sh", "-c", "head -c 300000 /dev/urandom; exit 1"});
        const auto run = b.run("noise");
        QCOMPARE(run["status"].toString(), QString("FAILED"));
        QVERIFY(tag(run, "slipway.error").startsWith("exit code 1"));
        QCOMPARE(b.artifact("noise", "logs/output.log").size(), 300000);
    }

    void theExitCodeDecides() {
        Bench b;
        const auto failed = b.start({"--name", "bad", "--", "sh", "-c", "echo first; echo last words; exit 7"});
        QCOMPARE(failed.exitCode, 1);
        QCOMPARE(message(failed), QString("the run 'bad' failed: exit code 7: last words"));
        const auto run = b.run("bad");
        QCOMPARE(run["status"].toString(), QString("FAILED"));
        QCOMPARE(tag(run, "slipway.error"), QString("exit code 7: last words"));
        QCOMPARE(tag(run, "slipway.last_output"), QString("first\nlast words"));
        QCOMPARE(b.start({"--name", "shot", "--", "sh", "-c", "kill -9 $$"}).exitCode, 1);
        QCOMPARE(b.run("shot")["status"].toString(), QString("KILLED"));
        QCOMPARE(b.start({"--name", "crash", "--", "sh", "-c", "kill -SEGV $$"}).exitCode, 1);
        QCOMPARE(b.run("crash")["status"].toString(), QString("FAILED"));
        const auto missing = b.start({"--name", "none", "--", "no-such-program-here"});
        QCOMPARE(missing.exitCode, 1);
        QCOMPARE(b.run("none")["status"].toString(), QString("FAILED"));
    }

    void wantOfMemoryIsNamed() {
        Bench b;
        b.start({"--name", "one", "--memory-limit", "300MB", "--", "python3", "-c", "x = bytearray(10**9)"});
        auto run = b.run("one");
        QCOMPARE(run["status"].toString(), QString("FAILED"));
        QVERIFY2(tag(run, "slipway.error").startsWith("out of memory: MemoryError ("),
            qPrintable(tag(run, "slipway.error")));
        QVERIFY(tag(run, "slipway.error").contains("limit 300 MB"));
        b.start({"--name", "many", "--memory-limit", "300MB", "--", "sh", "-c",
            "for i in 1 2 3; do python3 -c 'import time; x = bytearray(140*10**6); time.sleep(20)' & done; wait"});
        run = b.run("many");
        QCOMPARE(run["status"].toString(), QString("FAILED"));
        QVERIFY(tag(run, "slipway.error").startsWith("out of memory: it used more than it may"));
    }

    void theCommandIsKeptWithoutItsSecrets() {
        Bench b;
        QCOMPARE(
            b.start({"--name", "s", "--", "true", "--api-key", "abc", "--db-password=def", "--depth", "3"}).exitCode,
            0);
        QCOMPARE(tag(b.run("s"), "slipway.command"), QString("true --api-key *** --db-password=*** --depth 3"));
    }

    void askedToEndItTellsTheProgramAndIsKilled() {
        Bench b;
        QProcess process;
        testkit::prepareSlipway(process, b.words({"--name", "long", "--", "sh", "-c",
                                             "trap 'echo told; exit 0' INT; echo ready; while :; do sleep 0.1; done"}));
        process.start();
        QTRY_VERIFY_WITH_TIMEOUT(b.artifact("long", "logs/output.log").contains("ready"), 20000);
        ::kill(static_cast<pid_t>(process.processId()), SIGTERM);
        QVERIFY(process.waitForFinished(20000));
        QCOMPARE(process.exitCode(), 1);
        const auto run = b.run("long");
        QCOMPARE(run["status"].toString(), QString("KILLED"));
        QCOMPARE(tag(run, "slipway.error"), QString("the run was cancelled"));
        QCOMPARE(b.artifact("long", "logs/output.log"), QByteArray("ready\ntold\n"));
    }

    void whatIsWrongIsSaidBeforeARunExists() {
        Bench b;
        QCOMPARE(b.start({"--script", b.path("none.py")}).exitCode, 2);
        QCOMPARE(b.start({}).exitCode, 2);
        QCOMPARE(b.start({"--memory-limit", "much", "--", "true"}).exitCode, 2);
        QCOMPARE(b.start({"--dataset", "nothing", "--", "true"}).exitCode, 1);
        const auto all = testkit::runSlipway({"--workspace", b.workspace, "--json", "runs", "search"});
        QVERIFY(!all.output.contains("\"id\""));
    }
};

QTEST_GUILESS_MAIN(TestScriptRuns)
#include "tst_script_runs.moc"
