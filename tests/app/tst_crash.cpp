#include <csignal>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include "tests/testkit/program.h"

using namespace slipway::testkit;

namespace {

/// A tour that is killed with all its children after `milliseconds`; what it had printed until then is acknowledged.
QByteArray killedTour(const QString& workspace, int milliseconds, bool& ended) {
    QProcess process;
    prepareSlipway(process, {"--workspace", workspace, "tour"});
    process.start();
    ended = process.waitForFinished(milliseconds);
    if (!ended) {
        ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
        process.waitForFinished();
    }
    return process.readAllStandardOutput();
}

/// The read-back commands of the steps that were printed whole.
QStringList acknowledgedCommands(const QByteArray& printed) {
    QStringList commands;
    for (const auto& line : printed.split('\n'))
        if (line.startsWith("    > slipway ") && printed.contains(line + '\n'))
            commands << QString::fromUtf8(line.mid(14));
    return commands;
}

} // namespace

/// kill -9 at random moments of the tour. SLIPWAY_CRASHES sets how often (3), SLIPWAY_CRASH_SEED repeats a run.
class TestCrash : public QObject {
    Q_OBJECT

    static ProgramRun slipway(const QString& workspace, const QStringList& arguments) {
        return runSlipway(QStringList{"--workspace", workspace, "--json"} + arguments, {}, 300000);
    }

    static void checkNothingAcknowledgedIsMissing(const QString& workspace, const QByteArray& printed) {
        const auto status = slipway(workspace, {"status"});
        QVERIFY2(status.exitCode == 0, status.output + status.errors);
        const auto audit = slipway(workspace, {"audit", "verify"});
        QVERIFY2(audit.exitCode == 0, audit.output + audit.errors);
        for (const auto& command : acknowledgedCommands(printed)) {
            const auto answer = slipway(workspace, command.split(' '));
            QVERIFY2(answer.exitCode == 0, (command.toUtf8() + ": " + answer.output + answer.errors));
        }
    }

private slots:
    void aKilledTourLosesNothingAndCompletesWhenRunAgain() {
        const int crashes =
            qEnvironmentVariableIntValue("SLIPWAY_CRASHES") > 0 ? qEnvironmentVariableIntValue("SLIPWAY_CRASHES") : 3;
        const auto seed = qEnvironmentVariableIsSet("SLIPWAY_CRASH_SEED")
                              ? static_cast<quint32>(qEnvironmentVariableIntValue("SLIPWAY_CRASH_SEED"))
                              : QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);

        QTemporaryDir folder;
        QElapsedTimer timer;
        timer.start();
        const auto whole = slipway(folder.filePath("whole"), {"tour"});
        QVERIFY2(whole.exitCode == 0, whole.output + whole.errors);
        const auto length = static_cast<int>(timer.elapsed());

        int killed = 0;
        for (int i = 0; i < crashes; ++i) {
            const auto workspace = folder.filePath(QString::number(i));
            const int moment = random.bounded(20, length);
            bool ended = false;
            const auto printed = killedTour(workspace, moment, ended);
            killed += ended ? 0 : 1;
            qInfo("%d: %s at %d of %d ms, %d commands acknowledged", i, ended ? "ended" : "killed", moment, length,
                static_cast<int>(acknowledgedCommands(printed).size()));
            if (QFile::exists(workspace + "/workspace.db")) checkNothingAcknowledgedIsMissing(workspace, printed);
            if (QTest::currentTestFailed()) return;
            const auto again = slipway(workspace, {"tour"});
            QVERIFY2(again.exitCode == 0, again.output + again.errors);
            checkNothingAcknowledgedIsMissing(workspace, printed);
            if (QTest::currentTestFailed()) return;
            QDir(workspace).removeRecursively();
        }
        QVERIFY(killed > 0);
    }
};

// QTEST_GUILESS_MAIN, but 50 crashes take longer than the five minutes that Qt Test gives a function.
int main(int argc, char** argv) {
    qputenv("QTEST_FUNCTION_TIMEOUT", "36000000");
    QCoreApplication app(argc, argv);
    TestCrash test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_crash.moc"
