#include <QApplication>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QTest>
#include <QUrl>
#include <filesystem>

#include "tests/ui/track/tracked_runs.h"
#include "ui/track/table/run_transfer.h"

using namespace slipway;
using namespace slipway::ui;
using namespace slipway::testkit;

class TestRunTransfer : public QObject {
    Q_OBJECT

    static QString lastTitle(UiFixture& f) {
        return f.notifications.all().empty() ? QString() : f.notifications.all().front().title;
    }

private slots:
    void runsGoOutForMlflowAndComeInByADrop() {
        UiFixture from;
        addRun(from, {.name = "shallow", .accuracy = 0.9});
        addRun(from, {.name = "deep", .accuracy = 0.95, .depth = "10"});
        const auto folder = TemporaryFolder::create("slipway-mlruns");
        QVERIFY(folder);
        {
            OpenRunsPanel open(from);
            QTest::keyClick(&open.table(), Qt::Key_A, Qt::ControlModifier);
            from.prompts.answer(QString::fromStdString(folder->path().string()));
            Q_EMIT open.board().exportRunsWanted(open.model().selectedNumbers());
            QVERIFY(from.settle());
            QCOMPARE(lastTitle(from), QString("Exported 2 runs for mlflow"));
        }
        QVERIFY(std::filesystem::exists(folder->path() / "mlruns"));

        UiFixture to;
        OpenRunsPanel open(to);
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(QString::fromStdString((folder->path() / "mlruns").string()))});
        const auto dropFolder = [&] {
            QDragEnterEvent enter({50, 50}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(&open.panel, &enter);
            QDropEvent drop({50, 50}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            if (enter.isAccepted()) QApplication::sendEvent(&open.panel, &drop);
            return enter.isAccepted();
        };
        QVERIFY(dropFolder());
        QVERIFY(to.settle(20000));
        QTRY_COMPARE(open.names().size(), 2);
        QVERIFY(to.settle());
        QCOMPARE(lastTitle(to), QString("Imported 2 runs from mlruns"));
        QCOMPARE(open.names(), QStringList({"deep", "shallow"}));
        QVERIFY(dropFolder()); // again changes nothing
        QVERIFY(to.settle(20000));
        QCOMPARE(lastTitle(to), QString("Imported 0 runs from mlruns"));
        QCOMPARE(open.names().size(), 2);
    }

    void whatIsNoTrackersFolderIsRefusedInWords() {
        UiFixture f;
        const auto folder = TemporaryFolder::create("slipway-none");
        RunTransfer transfer(f.app, nullptr);
        transfer.importFrom({QString::fromStdString(folder->path().string())});
        QVERIFY(f.settle());
        QVERIFY2(lastTitle(f).startsWith("Couldn't import"), qPrintable(lastTitle(f)));
    }
};

QTEST_MAIN(TestRunTransfer)
#include "tst_run_transfer.moc"
