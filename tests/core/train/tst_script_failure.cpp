#include <QTest>

#include "core/train/script_failure.h"

using namespace slipway;
using namespace slipway::train;

class TestScriptFailure : public QObject {
    Q_OBJECT
private slots:
    void theExitCodeAndTheLastLineAreTold() {
        ScriptEnd end;
        end.exitCode = 3;
        QCOMPARE(reasonOf(end), std::string("exit code 3"));
        end.lastOutput = "one\nValueError: broken\n\n";
        QCOMPARE(reasonOf(end), std::string("exit code 3: ValueError: broken"));
        QVERIFY(!wasKilled(end));
        end.exitCode = 128 + 11;
        end.lastOutput = {};
        QCOMPARE(reasonOf(end), std::string("killed by signal 11 (Segmentation fault)"));
        QVERIFY(!wasKilled(end));
        end.exitCode = 128 + 9;
        QVERIFY(wasKilled(end));
    }
    void theKernelsEndForWantOfMemoryIsNamed() {
        ScriptEnd end;
        end.exitCode = 128 + 9;
        end.peakMemory = 1'900'000'000;
        end.memoryLimit = 2'000'000'000;
        QCOMPARE(reasonOf(end), std::string("out of memory: it was killed close to the limit (at most 1,900 MB in use, "
                                            "limit 2,000 MB)"));
        end.after.machine = 1;
        QVERIFY(reasonOf(end).starts_with("out of memory: the kernel ended it when the machine had no more"));
        end.after.group = 1;
        QVERIFY(reasonOf(end).starts_with("out of memory: the kernel ended it at the limit of its control group"));
        QVERIFY(!wasKilled(end));
        end.exitCode = 1; // another process met its end, not this one
        QCOMPARE(reasonOf(end), std::string("exit code 1"));
    }
    void whatLibrariesSayOfMemoryIsUnderstood_data() {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("python") << QByteArray("Traceback\n  x\nMemoryError\n") << QByteArray("MemoryError");
        QTest::newRow("numpy") << QByteArray("numpy._core._exceptions._ArrayMemoryError: Unable to allocate 74.5 GiB\n")
                               << QByteArray("numpy._core._exceptions._ArrayMemoryError: Unable to allocate 74.5 GiB");
        QTest::newRow("torch") << QByteArray("torch.OutOfMemoryError: CUDA out of memory. Tried 2 GiB\nbye\n")
                               << QByteArray("torch.OutOfMemoryError: CUDA out of memory. Tried 2 GiB");
        QTest::newRow("c++") << QByteArray("terminate called after\n  what():  std::bad_alloc\n")
                             << QByteArray("what():  std::bad_alloc");
        QTest::newRow("java") << QByteArray("Exception java.lang.OutOfMemoryError: Java heap space")
                              << QByteArray("Exception java.lang.OutOfMemoryError: Java heap space");
        QTest::newRow("none") << QByteArray("all in memory\n") << QByteArray();
    }
    void whatLibrariesSayOfMemoryIsUnderstood() {
        QFETCH(QByteArray, output);
        QFETCH(QByteArray, said);
        QCOMPARE(memoryComplaint(output.toStdString()), said.toStdString());
    }
    void hostileOutputIsMadeFitForATag() {
        const auto text = lastLines(std::string("a\x1b[31mred\nb") + '\0' + "\xff\nlast\n", 5);
        QCOMPARE(QByteArray::fromStdString(text).count('\n'), 2);
        for (const char c : text) QVERIFY(c == '\n' || (c >= ' ' && c != 0x7f));
        QVERIFY(lastLines(std::string(1 << 20, 'x'), 5).size() < 1000);
    }
};

QTEST_GUILESS_MAIN(TestScriptFailure)
#include "tst_script_failure.moc"
