#include <QCheckBox>
#include <QLineEdit>
#include <QMenu>

#include "tests/ui/label/bench.h"
#include "ui/label/video/video_view.h"
#include "ui/label/workbench/region_list.h"
#include "ui/widgets/data_table.h"

using namespace slipway;
using namespace slipway::ui;
using testkit::Bench;
using testkit::storedAnswers;

class TestWorkbenchRegions : public QObject {
    Q_OBJECT
private slots:
    void escWhileDraggingLeavesNothingBehind() {
        Bench b;
        QVERIFY(b.openStreets(2) && b.isSharp());
        auto* canvas = qobject_cast<ImageView*>(b.page->view())->canvas();
        QTRY_VERIFY(canvas->transform().zoom() > 0);
        QTest::qWait(300); // the picture is decoded
        b.draw({20, 20, 60, 60});
        const auto before = b.annotation().regions.front();
        b.key(Qt::Key_V);
        const QPoint inside = canvas->viewRectOf({20, 20, 60, 60}).center().toPoint();
        QTest::mousePress(canvas, Qt::LeftButton, {}, inside);
        for (const int by : {10, 30}) {
            QMouseEvent move(QEvent::MouseMove, inside + QPoint(by, by), canvas->mapToGlobal(inside + QPoint(by, by)),
                Qt::NoButton, Qt::LeftButton, {});
            QCoreApplication::sendEvent(canvas, &move);
        }
        b.key(Qt::Key_Escape);
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, inside + QPoint(30, 30));
        QCOMPARE(b.annotation().regions.front(), before);
        b.key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(b.number(), 2);
        QTRY_COMPARE(storedAnswers(b.f, "streets", 1).size(), 1U);
        QCOMPARE(storedAnswers(b.f, "streets", 1).front().annotation.regions.front().shape, before.shape);
    }

    void twoRegionsAreRelatedAndEscCancels() {
        Bench b;
        QVERIFY(b.openStreets(2));
        b.draw({10, 10, 40, 40});
        b.draw({90, 10, 40, 40}, "person");
        const QString first = QString::fromStdString(b.annotation().regions[0].id),
                      second = QString::fromStdString(b.annotation().regions[1].id);
        b.page->view()->select({first});
        b.key(Qt::Key_R, Qt::AltModifier);
        b.key(Qt::Key_Escape);
        b.page->view()->select({second});
        QVERIFY(b.annotation().relations.empty());
        b.page->view()->select({first});
        b.key(Qt::Key_R, Qt::AltModifier);
        b.page->view()->select({second});
        QCOMPARE(b.annotation().relations.size(), std::size_t(1));
        b.key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(storedAnswers(b.f, "streets", 1).size(), 1U);
        const auto relation = storedAnswers(b.f, "streets", 1).front().annotation.relations.front();
        QCOMPARE(QString::fromStdString(relation.from), first);
        QCOMPARE(QString::fromStdString(relation.to), second);
    }

    void whatIsRepeatedStandsOnTheNextTask() {
        Bench b;
        QVERIFY(b.openStreets(2));
        b.draw({10, 10, 40, 40});
        b.key(Qt::Key_B, Qt::ControlModifier);
        b.key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(b.number(), 2);
        QTRY_COMPARE(b.regions(), std::size_t(1));
        b.key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(storedAnswers(b.f, "streets", 2).size(), 1U);
        QVERIFY((storedAnswers(b.f, "streets", 2).front().annotation.regions.front().shape ==
                 label::Shape(label::Box{10, 10, 40, 40})));
    }

    void theLabelIsChangedByTypingAndTheHistorySaysSo() {
        Bench b;
        QVERIFY(b.openStreets(2));
        b.draw({10, 10, 40, 40});
        auto* list = b.page->findChild<RegionList*>();
        list->setCurrentIndex(list->model()->index(0, 0));
        list->setFocus();
        b.key(Qt::Key_Return);
        auto* search = b.find<QLineEdit>("labelSearch");
        QTRY_VERIFY(search->hasFocus());
        QTest::keyClicks(search, "pers");
        b.key(Qt::Key_Return);
        QCOMPARE(b.annotation().regions.front().label, std::string("person"));
        QVERIFY(!search->isVisible()); // two labels need no search
        QContextMenuEvent wanted(QContextMenuEvent::Keyboard, {});
        QCoreApplication::sendEvent(list->viewport(), &wanted);
        auto* menu = b.find<QMenu>("regionMenu");
        QVERIFY(menu);
        menu->findChild<QAction*>("region.history")->trigger();
        menu->close();
        DataTable* table = nullptr;
        QTRY_VERIFY((table = b.find<DataTable>("historyTable")));
        QTRY_COMPARE(table->model()->rowCount(), 2);
        QCOMPARE(table->model()->index(0, 1).data().toString(), QString("label car → person"));
    }

    void aVideoIsLabelledAndItsTracksSayWhatChangesOverTime() {
        Bench b;
        const auto folder = b.f.folder().parent_path() / "clips";
        std::filesystem::create_directories(folder / "clip");
        for (int i = 0; i < 8; ++i) {
            QImage frame(160, 120, QImage::Format_RGB32);
            frame.fill(QColor(20 * i, 90, 120));
            QVERIFY(
                frame.save(QString::fromStdString((folder / "clip" / ("f" + std::to_string(i) + ".png")).string())));
        }
        label::LabelService::NewProject request;
        request.name = "clips";
        request.medium = label::Medium::Video;
        request.root = folder;
        label::addClass(request.labels, "car");
        request.labels.classes[0].attributes = {{"moves", label::AttributeInput::Checkbox, {}, {}, true},
            {"colour", label::AttributeInput::Text, {}, {}, false}};
        auto& labels = b.f.workspace->labels();
        const auto project = labels.create(b.f.owner(), request);
        QVERIFY(project.has_value());
        Progress progress;
        QVERIFY(labels.addFolder(b.f.owner(), *project, folder, progress).has_value());
        QVERIFY(b.open("clips"));
        auto* view = qobject_cast<VideoView*>(b.page->view());
        QVERIFY(view);
        QTRY_COMPARE_WITH_TIMEOUT(view->frame(), 0, 10000);
        QTest::qWait(100);
        b.key(Qt::Key_N); // draws again: a box
        b.key(Qt::Key_Return);
        QTRY_COMPARE(b.regions(), std::size_t(1));
        QCOMPARE(b.page->view()->selection().size(), 1);
        for (int i = 0; i < 3; ++i) b.key(Qt::Key_F);
        QTRY_COMPARE(view->frame(), 3);
        auto* moves = b.page->findChild<QCheckBox*>("attribute-moves");
        QVERIFY(moves && !moves->isChecked());
        moves->click();
        view->setFocus();
        b.key(Qt::Key_D);
        QTRY_COMPARE(view->frame(), 2);
        QTRY_COMPARE(b.page->findChildren<QCheckBox*>("attribute-moves").size(), 1);
        QVERIFY(!b.page->findChild<QCheckBox*>("attribute-moves")->isChecked());
        b.key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(storedAnswers(b.f, "clips", 1).size(), 1U);
        const auto stored = storedAnswers(b.f, "clips", 1).front().annotation.regions.front();
        const auto& track = std::get<label::Track>(stored.shape);
        QCOMPARE(track.keyframes.front().frame, 0);
        QCOMPARE(track.keyframes.back().frame, 3);
        QCOMPARE(track.keyframes.back().attributes.front().second, std::string("true"));
    }
};

QTEST_MAIN(TestWorkbenchRegions)
#include "tst_workbench_regions.moc"
