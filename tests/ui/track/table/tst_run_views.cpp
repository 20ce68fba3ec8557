#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTest>
#include <QTimer>

#include "core/track/run_views.h"
#include "tests/ui/track/tracked_runs.h"
#include "ui/track/table/experiment_picker.h"
#include "ui/track/table/run_view_menu.h"

using namespace slipway;
using namespace slipway::ui;
using namespace slipway::testkit;

class TestRunViews : public QObject {
    Q_OBJECT

    /// Opens the menu of views and takes the entry that begins so.
    static bool takeEntry(OpenRunsPanel& open, const QString& begin) {
        bool taken = false;
        QTimer::singleShot(50, [&] {
            for (auto* menu : open.panel.findChildren<QMenu*>("viewsMenu")) {
                for (auto* action : menu->actions())
                    if (action->text().startsWith(begin) && action->isEnabled()) {
                        taken = true;
                        action->trigger();
                        break;
                    }
                menu->close();
            }
        });
        QTest::mouseClick(open.panel.findChild<RunViewMenu*>("viewMenu"), Qt::LeftButton);
        return taken && open.fixture.settle();
    }

private slots:
    void aViewIsSavedChosenRenamedAndDeleted() {
        UiFixture f;
        addRun(f, {.name = "shallow"});
        addRun(f, {.name = "deep"});
        OpenRunsPanel open(f);
        auto* views = open.panel.findChild<RunViewMenu*>("viewMenu");
        open.filter("deep");
        f.prompts.answer(QString("Deep ones"));
        QVERIFY(takeEntry(open, "Save as a new view"));
        track::RunViews stored(f.workspace->ledger());
        QCOMPARE(stored.all()->size(), std::size_t(1));
        QCOMPARE(stored.all()->front().savedBy, std::string("ada"));
        QTRY_COMPARE(views->current(), QString("Deep ones"));
        QVERIFY(!views->isChanged());
        open.filter("shallow");
        QVERIFY(views->isChanged());
        QVERIFY(takeEntry(open, "Deep ones"));
        QCOMPARE(open.names(), QStringList({"deep"}));
        QVERIFY(!views->isChanged());
        f.prompts.answer(QString("Deepest"));
        QVERIFY(takeEntry(open, "Rename"));
        QCOMPARE(stored.all()->front().name, std::string("Deepest"));
        QVERIFY(takeEntry(open, "Delete"));
        QVERIFY(stored.all()->empty());
        QCOMPARE(open.names(), QStringList({"deep"})); // what is shown stays
    }

    void theLastViewComesBackAfterARestart() {
        UiFixture f;
        addRun(f, {.name = "shallow"});
        addRun(f, {.name = "deep"});
        {
            OpenRunsPanel open(f);
            open.filter("shallow");
        }
        OpenRunsPanel again(f);
        QCOMPARE(again.names(), QStringList({"shallow"}));
        QCOMPARE(static_cast<QLineEdit*>(again.panel.searchField())->text(), QString("shallow"));
    }

    void experimentsAreMadeAndChosen() {
        UiFixture f;
        addRun(f, {.name = "a", .experiment = "first"});
        addRun(f, {.name = "b", .experiment = "second"});
        OpenRunsPanel open(f);
        auto* picker = open.panel.findChild<ExperimentPicker*>("experimentPicker");
        f.prompts.answer(QString("third"));
        picker->open();
        QTest::mouseClick(open.panel.findChild<QPushButton*>("newExperiment"), Qt::LeftButton);
        QVERIFY(f.settle());
        QVERIFY(track::Experiments(f.workspace->ledger()).byName("third")->has_value());
        const auto second = track::Experiments(f.workspace->ledger()).byName("second")->value().id;
        picker->setExperiments({second});
        Q_EMIT picker->chosen();
        QVERIFY(f.settle());
        QCOMPARE(open.names(), QStringList({"b"}));
        QCOMPARE(picker->text(), QString("second"));
        open.panel.showObject("experiment/first");
        QVERIFY(f.settle());
        QCOMPARE(open.names(), QStringList({"a"}));
    }
};

QTEST_MAIN(TestRunViews)
#include "tst_run_views.moc"
