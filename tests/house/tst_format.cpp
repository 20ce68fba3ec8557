#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include "tests/house/source_tree.h"

using namespace slipway::house;

class TestFormat : public QObject {
    Q_OBJECT
private slots:
    void everySourceIsFormatted() {
        const auto program = QStandardPaths::findExecutable("clang-format-19");
        QVERIFY2(!program.isEmpty(), "clang-format-19 is missing: packaging/setup.sh --tests installs it");
        const auto files = filesBelow("", {".cpp", ".h"});
        QVERIFY(files.size() > 50);
        QProcess format;
        format.setWorkingDirectory(SLIPWAY_SOURCE_DIR);
        format.setProcessChannelMode(QProcess::MergedChannels);
        format.start(program, QStringList{"--dry-run", "-Werror", "--ferror-limit=1"} + files);
        QVERIFY(format.waitForFinished(100'000));
        const auto said = format.readAll().left(4000);
        QVERIFY2(format.exitCode() == 0, ("clang-format-19 -i mends it:\n" + said).constData());
    }
};

QTEST_GUILESS_MAIN(TestFormat)
#include "tst_format.moc"
