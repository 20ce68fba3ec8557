#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <linux/capability.h>
#include <sys/prctl.h>

#include "tests/testkit/program.h"

using namespace slipway::testkit;

/// Grammar, exit codes and errors of cli.md, and what the issue lists under bad input.
class TestCommandLine : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_workspace, m_owner;

    ProgramRun slipway(QStringList arguments) {
        return runSlipway(QStringList{"--workspace", m_workspace} + arguments);
    }
    QString file(const QString& name, const QByteArray& bytes) {
        const auto path = m_folder.filePath(name);
        QFile out(path);
        if (!out.open(QIODevice::WriteOnly)) qFatal("cannot write %s", qPrintable(path));
        out.write(bytes);
        return path;
    }
    static void hasErrorLine(const ProgramRun& run, int exitCode) {
        QVERIFY2(run.exitCode == exitCode, QByteArray::number(run.exitCode) + run.output + run.errors);
        const auto lines = run.errors.trimmed().split('\n');
        QVERIFY2(lines.last().startsWith("error: "), run.errors);
        QVERIFY2(lines.last().count('.') >= 1, run.errors);
    }

private slots:
    void initTestCase() {
        m_workspace = m_folder.filePath("workspace");
        const auto made = runSlipway({"--json", "init", m_workspace});
        QCOMPARE(made.exitCode, 0);
        m_owner = made.json()["owner"].toString();
    }

    void unknownWordsAreUsageErrors() {
        hasErrorLine(slipway({"frobnicate"}), 2);
        hasErrorLine(slipway({"data", "import"}), 2);
        hasErrorLine(slipway({"data", "list", "--colour"}), 2);
    }

    void anUnknownVerbIsNamedWithTheOneThatIsMeant() {
        const auto near = slipway({"data", "improt"});
        hasErrorLine(near, 2);
        QVERIFY2(near.errors.contains("'improt'") && near.errors.contains("Perhaps `import` is meant"), near.errors);
        const auto far = slipway({"data", "nonsense"});
        hasErrorLine(far, 2);
        QVERIFY2(far.errors.contains("'nonsense'") && far.errors.contains("import, list, show"), far.errors);
        hasErrorLine(slipway({"data"}), 2);
        const auto noun = slipway({"--json", "dta", "list"});
        QCOMPARE(noun.exitCode, 2);
        QVERIFY2(noun.json()["error"]["hint"].toString().contains("`data`"), noun.output);
        hasErrorLine(runSlipway({"help", "nosuch"}), 2);
        hasErrorLine(runSlipway({"help", "data", "nosuch"}), 2);
    }

    void nothingAskedForIsAUsageError() {
        const auto plain = runSlipway({});
        hasErrorLine(plain, 2);
        QVERIFY(plain.errors.contains("data"));
        const auto json = runSlipway({"--json"});
        QCOMPARE(json.exitCode, 2);
        QCOMPARE(json.json()["error"]["code"].toString(), QString("invalid_argument"));
    }

    void versionAndHelpAreJsonWhenAsked() {
        const auto plain = runSlipway({"--version"});
        QCOMPARE(plain.exitCode, 0);
        QVERIFY(plain.output.startsWith("slipway "));
        const auto version = runSlipway({"--json", "--version"});
        QCOMPARE(version.exitCode, 0);
        QCOMPARE("slipway " + version.json()["version"].toString(), QString(plain.output).trimmed());
        const auto help = runSlipway({"--json", "help", "data", "import"});
        QCOMPARE(help.exitCode, 0);
        QVERIFY(help.json()["help"].toString().contains("Example: slipway data import"));
    }

    void valuesThatNoVerbTakesAreUsageErrors() {
        const auto csv = file("usage.csv", "a,b\n1,2\n2,1\n");
        for (const QStringList& words :
            {QStringList{"model", "approve", "m"}, {"model", "undo", "m"}, {"deploy", "m", "--stage", "dev"},
                {"data", "import", "x", csv, "--delimiter", ";;"}, {"data", "import", "x", csv, "--delimiter", ""},
                {"data", "import", "x", csv, "--format", "xls"}, {"data", "filter", "x", "--rule", "no name"},
                {"drift", csv, csv, "--method", "guess"}, {"deploy", "m", "1", "--stage", "dev", "--canary", "10,x"},
                {"deploy", "m", "1", "--stage", "dev", "--interval", "soon"},
                {"bias", csv, "--label", "a", "--positive", "1", "--facet", "b"},
                {"bias", csv, "--label", "a", "--positive", "1", "--facet", "b", "--facet-value", "1",
                    "--facet-threshold", "1"}}) {
            hasErrorLine(slipway(words), 2);
            const auto json = slipway(QStringList{"--json"} + words);
            QVERIFY2(!json.json()["error"]["hint"].toString().isEmpty(), json.output);
        }
    }

    void aMistypedPositiveLabelIsAnError() {
        const auto csv = file("labels.csv", "label,sex\nyes,f\nno,f\nyes,m\nno,m\n");
        const QStringList words{"bias", csv, "--label", "label", "--facet", "sex", "--facet-value", "f", "--positive"};
        QCOMPARE(runSlipway(words + QStringList{"yes"}).exitCode, 0);
        const auto run = runSlipway(words + QStringList{"yse"});
        hasErrorLine(run, 1);
        QVERIFY2(run.errors.contains("yes"), run.errors);
    }

    void tablesWithoutACommonColumnCannotBeCompared() {
        hasErrorLine(runSlipway({"drift", file("ab.csv", "a,b\n1,2\n"), file("cd.csv", "c,d\n1,2\n")}), 1);
    }

    void anExportReplacesNoFileUnlessForced() {
        QCOMPARE(slipway({"data", "import", "out", file("out.csv", "a,b\n1,2\n")}).exitCode, 0);
        const auto target = file("letter.csv", "dear");
        const auto refused = slipway({"data", "export", "out", target});
        hasErrorLine(refused, 1);
        QVERIFY2(refused.errors.contains("--force"), refused.errors);
        QFile letter(target);
        QVERIFY(letter.open(QIODevice::ReadOnly));
        QCOMPARE(letter.readAll(), QByteArray("dear"));
        const auto forced = slipway({"data", "export", "out", target, "--force"});
        QVERIFY2(forced.exitCode == 0 && forced.output.startsWith("1 row in "), forced.output + forced.errors);
        QVERIFY2(forced.errors.isEmpty(), forced.errors);
        const auto nowhere = slipway({"data", "export", "out", m_folder.filePath("none/out.csv")});
        hasErrorLine(nowhere, 1);
        QVERIFY2(nowhere.errors.contains("none/out.csv: there is no folder"), nowhere.errors);
        QVERIFY2(!nowhere.errors.contains("tmp-"), nowhere.errors);
    }

    void aReaderThatLeavesEndsItQuietly() {
        QByteArray rows("a,b\n");
        for (int i = 0; i < 200000; ++i) rows += QByteArray::number(i) + ",some text\n";
        QCOMPARE(slipway({"data", "import", "long", file("long.csv", rows)}).exitCode, 0);
        QProcess shell;
        shell.start("bash", {"-c", "\"$0\" --workspace \"$1\" data export long - | head -n 1; echo ${PIPESTATUS[0]}",
                                slipwayProgram(), m_workspace});
        QVERIFY(shell.waitForFinished(60000));
        QCOMPARE(shell.readAllStandardOutput(), QByteArray("a,b\n141\n"));
        QCOMPARE(shell.readAllStandardError(), QByteArray());
    }

    void aRuleThatIsNoConditionIsRefused() {
        QCOMPARE(slipway({"data", "import", "ruled", file("ruled.csv", "a,b\n1,2\n")}).exitCode, 0);
        const auto run = slipway({"data", "filter", "ruled", "--rule", "sum: a + b"});
        hasErrorLine(run, 1);
        QVERIFY2(run.errors.contains("rule 'sum'") && run.errors.contains("not true or false"), run.errors);
        QVERIFY2(run.errors.contains("Compare it"), run.errors);
    }

    void errorsAreOneJsonDocumentWhenAsked() {
        const auto run = slipway({"data", "show", "nothing", "--json"});
        QCOMPARE(run.exitCode, 1);
        QCOMPARE(run.json()["error"]["code"].toString(), QString("not_found"));
        QVERIFY(!run.json()["error"]["hint"].toString().isEmpty());
    }

    void globalOptionsMayStandAnywhere() {
        QCOMPARE(runSlipway({"data", "list", "--json", "--workspace", m_workspace}).exitCode, 0);
        QCOMPARE(runSlipway({"--json", "--workspace", m_workspace, "data", "list"}).exitCode, 0);
    }

    void helpExplainsEveryNounWithAnExample() {
        for (const char* noun : {"data", "feature", "train", "runs", "model", "stage", "endpoint", "monitor",
                 "pipeline", "rule", "event", "lineage", "audit"}) {
            const auto help = runSlipway({"help", noun});
            QVERIFY2(help.exitCode == 0 && help.output.contains(noun), noun);
        }
        QVERIFY(runSlipway({"help", "data", "import"}).output.contains("Example: slipway data import"));
    }

    void completionKnowsTheVerbs() {
        for (const char* shell : {"bash", "zsh", "fish"})
            QVERIFY(runSlipway({"completion", shell}).output.contains("import"));
        hasErrorLine(runSlipway({"completion", "tcsh"}), 1);
    }

    void aSecondInitIsRefused() { hasErrorLine(runSlipway({"init", m_workspace}), 1); }

    void initRefusesAFolderWithOtherFiles() {
        QDir().mkpath(m_folder.filePath("full"));
        file("full/letter.txt", "dear");
        hasErrorLine(runSlipway({"init", m_folder.filePath("full")}), 1);
        QVERIFY(!QFile::exists(m_folder.filePath("full/workspace.db")));
    }

    void aWrongPathIsNamed() { hasErrorLine(slipway({"data", "import", "x", m_folder.filePath("missing.csv")}), 1); }
    void aFolderIsNoTable() { hasErrorLine(slipway({"data", "import", "x", m_folder.path()}), 1); }
    void anEmptyFileIsNoTable() { hasErrorLine(slipway({"data", "import", "x", file("empty.csv", "")}), 1); }
    void aTruncatedParquetIsNoTable() {
        hasErrorLine(
            slipway({"data", "import", "x", file("cut.parquet", QByteArray("PAR1") + QByteArray(200, 'x'))}), 1);
    }

    void raggedAndWronglyEncodedRowsAreCountedAndGoodOnesStay() {
        const auto csv = file("ragged.csv", "a,b\n1,2\n3\n4,5,6\n7,\xff\n8,9\n");
        const auto run = slipway({"--json", "data", "import", "ragged", csv});
        QVERIFY2(run.exitCode == 0, run.output + run.errors);
        const auto shown = slipway({"--json", "data", "show", "ragged"}).json();
        QCOMPARE(shown["rows"].toInt(), 2);
        QCOMPARE(shown["skipped_rows"].toInt(), 3);
    }

    void aWorkspaceOfANewerVersionIsLeftAlone() {
        const auto newer = m_folder.filePath("newer");
        QCOMPARE(runSlipway({"init", newer}).exitCode, 0);
        {
            QFile database(newer + "/workspace.db"); // bytes 60 to 63 of a SQLite file are its user_version
            QVERIFY(database.open(QIODevice::ReadWrite));
            database.seek(60);
            database.write(QByteArray::fromHex("0000270f"));
        }
        QFile before(newer + "/workspace.db");
        QVERIFY(before.open(QIODevice::ReadOnly));
        const auto bytes = before.readAll();
        const auto run = runSlipway({"--workspace", newer, "--json", "data", "list"});
        QCOMPARE(run.exitCode, 1);
        QCOMPARE(run.json()["error"]["code"].toString(), QString("failed_precondition"));
        QFile after(newer + "/workspace.db");
        QVERIFY(after.open(QIODevice::ReadOnly));
        QCOMPARE(after.readAll(), bytes);
    }

    void aDatabaseThatIsNoneIsRefused() {
        QDir().mkpath(m_folder.filePath("junk"));
        file("junk/workspace.db", QByteArray(5000, 'j'));
        hasErrorLine(runSlipway({"--workspace", m_folder.filePath("junk"), "status"}), 1);
    }

    void aBrokenSettingsFileNamesItsLine() {
        const auto broken = m_folder.filePath("broken");
        QCOMPARE(runSlipway({"init", broken}).exitCode, 0);
        file("broken/slipway.yaml", "name: x\nstages: [\n");
        const auto run = runSlipway({"--workspace", broken, "status"});
        hasErrorLine(run, 1);
        QVERIFY(run.errors.contains("slipway.yaml, line"));
    }

    void aSecondServiceIsRefusedAndNamesTheFirst() {
        QProcess first;
        prepareSlipway(first, {"--workspace", m_workspace, "--json", "serve"});
        first.start();
        QVERIFY(first.waitForReadyRead(20000));
        const auto info = QJsonDocument::fromJson(first.readAllStandardOutput());
        QVERIFY(info["pid"].toInt() > 0);
        const auto second = slipway({"--json", "serve"});
        QCOMPARE(second.exitCode, 1);
        QCOMPARE(second.json()["error"]["code"].toString(), QString("already_exists"));
        QVERIFY(second.json()["error"]["message"].toString().contains(QString::number(info["pid"].toInt())));

        const auto port = QUrl(info["url"].toString()).port();
        const auto other = m_folder.filePath("other");
        QCOMPARE(runSlipway({"init", other}).exitCode, 0);
        hasErrorLine(runSlipway({"--workspace", other, "serve", "--port", QString::number(port)}), 1);
        first.terminate();
        QVERIFY(first.waitForFinished(10000));
        QCOMPARE(first.exitCode(), 0);
    }

    void aReadOnlyWorkspaceReadsAndRefusesChanges() {
        // For a superuser nothing is read-only, so that the program runs without the capabilities that make it so.
        const auto locked = m_folder.filePath("locked");
        QCOMPARE(runSlipway({"init", locked}).exitCode, 0);
        QCOMPARE(
            runSlipway({"--workspace", locked, "data", "import", "kept", file("kept.csv", "a,b\n1,2\n")}).exitCode, 0);
        QVERIFY(QProcess::execute("chmod", {"-R", "a-w,a+rX", locked}) == 0);
        const auto unlock = qScopeGuard([&] { QProcess::execute("chmod", {"-R", "u+w", locked}); });
        const auto as = [&](QStringList words) {
            QProcess process;
            prepareSlipway(process, QStringList{"--workspace", locked, "--json", "--as", m_owner} + words);
            process.setChildProcessModifier([] {
                for (const int capability : {CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER})
                    ::prctl(PR_CAPBSET_DROP, capability);
            });
            process.start();
            process.waitForFinished();
            return std::pair(process.exitCode(), QJsonDocument::fromJson(process.readAllStandardOutput()));
        };
        const auto [listed, list] = as({"data", "list"});
        QCOMPARE(listed, 0);
        QCOMPARE(list.array().size(), 1);
        const auto [imported, error] = as({"data", "import", "more", m_folder.filePath("kept.csv")});
        QCOMPARE(imported, 1);
        QCOMPARE(error["error"]["code"].toString(), QString("permission_denied"));
    }

    void aFullDiskLosesNothing() {
        const auto mount = m_folder.filePath("small");
        QDir().mkpath(mount);
        QProcess mounting;
        mounting.start("mount", {"-t", "tmpfs", "-o", "size=3m", "tmpfs", mount});
        if (!mounting.waitForFinished() || mounting.exitCode() != 0)
            QSKIP("SKIPPED: cannot be installed: mounting a small tmpfs needs the superuser");
        const auto workspace = mount + "/w";
        const auto done = qScopeGuard([&] { QProcess::execute("umount", {"-l", mount}); });
        QCOMPARE(runSlipway({"init", workspace}).exitCode, 0);
        const auto small = file("small.csv", "a,b\n1,2\n");
        QCOMPARE(runSlipway({"--workspace", workspace, "data", "import", "kept", small}).exitCode, 0);
        QByteArray big("a,b\n");
        QRandomGenerator random(7);
        for (int i = 0; i < 400000; ++i)
            big += QByteArray::number(random.generate64()) + "," + QByteArray::number(random.generate64()) + "\n";
        const auto full =
            runSlipway({"--workspace", workspace, "--json", "data", "import", "big", file("big.csv", big)});
        QCOMPARE(full.exitCode, 1);
        QCOMPARE(full.json()["error"]["code"].toString(), QString("disk_full"));
        const auto list = runSlipway({"--workspace", workspace, "--json", "data", "list"});
        QCOMPARE(list.exitCode, 0);
        QCOMPARE(list.json().array().size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"
