#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "tests/testkit/program.h"

using slipway::testkit::runSlipway;
using slipway::testkit::sourceFile;

namespace {

struct Workspace {
    QTemporaryDir folder;
    QString path(const QString& name) const { return folder.filePath(name); }

    Workspace() { run({"init", path("w")}); }
    slipway::testkit::ProgramRun run(QStringList words) const {
        return runSlipway(QStringList{"--workspace", path("w"), "--json"} + words);
    }
};

QJsonObject importOf(const slipway::testkit::ProgramRun& run, int number = 0) {
    return run.json().object()["imports"].toArray()[number].toObject();
}

} // namespace

class TestRunsTransfer : public QObject {
    Q_OBJECT
private slots:
    void runsOfTwoTrackersComeInOneCommandAndLeaveAsMlruns() {
        const Workspace w;
        const QStringList sources{sourceFile("tests/data/track/wandb"), sourceFile("tests/data/track/tensorboard")};
        const auto imported = w.run(QStringList{"runs", "import"} + sources);
        QVERIFY2(imported.exitCode == 0, imported.output + imported.errors);
        QCOMPARE(importOf(imported, 0)["format"].toString(), QString("wandb"));
        QCOMPARE(importOf(imported, 1)["format"].toString(), QString("tensorboard"));
        QCOMPARE(importOf(imported, 1)["runs"].toObject()["added"].toInt(), 2);
        const auto again = w.run(QStringList{"runs", "import"} + sources);
        QCOMPARE(importOf(again)["runs"].toObject()["unchanged"].toInt(), 1);

        const auto exported = w.run({"runs", "export", "--experiment", "peers", w.path("out")});
        QVERIFY2(exported.exitCode == 0, exported.output + exported.errors);
        QCOMPARE(exported.json().object()["runs"].toInt(), 1);
        QVERIFY(QDir(w.path("out")).exists(".trash"));
        const auto back = w.run({"runs", "import", w.path("out")});
        QCOMPARE(importOf(back)["format"].toString(), QString("mlruns"));
        QCOMPARE(importOf(back)["runs"].toObject()["unchanged"].toInt(), 1);
    }

    void runsAreChosenByAFilterOrByName() {
        const Workspace w;
        QVERIFY(w.run({"runs", "import", sourceFile("tests/data/track/tensorboard")}).exitCode == 0);
        const auto filtered = w.run({"runs", "export", "--filter", "params.optimizer = 'adam'", w.path("a")});
        QCOMPARE(filtered.json().object()["runs"].toInt(), 1);
        const auto named = w.run({"runs", "export", "first", "first/trial", w.path("b")});
        QCOMPARE(named.json().object()["runs"].toInt(), 2);
        const auto both = w.run({"runs", "export", "first", "--filter", "status = 'FINISHED'", w.path("c")});
        QCOMPARE(both.json().object()["error"].toObject()["code"].toString(), QString("invalid_argument"));
        const auto neither = w.run({"runs", "export", w.path("c")});
        QCOMPARE(neither.exitCode, 1);
        QVERIFY(!QDir().exists(w.path("c")));
    }

    void nothingIsImportedWhenOnePathHoldsNoRuns() {
        const Workspace w;
        QDir().mkpath(w.path("empty"));
        const auto refused = w.run({"runs", "import", sourceFile("tests/data/track/tensorboard"), w.path("empty")});
        QCOMPARE(refused.exitCode, 1);
        QCOMPARE(refused.json().object()["error"].toObject()["code"].toString(), QString("bad_data"));
        QCOMPARE(w.run({"runs", "search"}).json().object()["total"].toInt(), 0);
        const auto missing = w.run({"runs", "import", w.path("not there")});
        QCOMPARE(missing.json().object()["error"].toObject()["code"].toString(), QString("not_found"));
    }
};

QTEST_GUILESS_MAIN(TestRunsTransfer)
#include "tst_runs_transfer.moc"
