#include <QBuffer>
#include <QCheckBox>
#include <QClipboard>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "tests/testkit/ui_fixture.h"
#include "ui/track/compare/compare_page.h"
#include "ui/track/compare/difference_model.h"
#include "ui/track/compare/difference_section.h"
#include "ui/track/compare/key_picker.h"
#include "ui/track/compare/text_difference.h"
#include "ui/track/run/media/picture_card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/parallel_chart.h"
#include "ui/widgets/scatter_chart.h"
#include "ui/widgets/search_box.h"

using namespace slipway;
using namespace slipway::ui;
using slipway::testkit::UiFixture;

class TestComparePage : public QObject {
    Q_OBJECT

    static ChartedRun addRun(UiFixture& f, int number) {
        auto& tracker = f.workspace->tracker();
        const auto experiment = tracker.experiment(f.owner(), "sweep");
        const std::string name = "run-" + std::to_string(number);
        const auto run = tracker.start(f.owner(), experiment->id, name, {{"team", "blue"}});
        const double eta = std::pow(10, -1 - (number % 7) * 0.5), depth = 2 + number % 5;
        if (!tracker.logParameters(
                run->id, {{"eta", std::to_string(eta)}, {"depth", std::to_string(int(depth))}, {"rounds", "50"},
                             {"note", "trees of depth " + std::to_string(int(depth)) + ", grown slowly"}}))
            qFatal("no parameters");
        const double auc = 0.9 + 0.01 * std::log10(eta) + 0.002 * depth;
        if (!tracker.logMetrics(run->id, std::vector<track::MetricPoint>{{"auc", auc, 0, 1}, {"auc", auc + 0.01, 1, 2},
                                             {"log_loss", 1 - auc, 0, 1}, {"seconds", depth * 3, 0, 1}}))
            qFatal("no metrics");
        return {QString::fromStdString(run->id), QString::fromStdString(name), number};
    }

    static std::vector<ChartedRun> addRuns(UiFixture& f, int count) {
        std::vector<ChartedRun> runs;
        for (int i = 0; i < count; ++i) runs.push_back(addRun(f, i));
        return runs;
    }

    static void show(ComparePage& page, UiFixture& f, const std::vector<ChartedRun>& runs, const QString& tab = {}) {
        page.resize(1100, 700);
        page.show();
        page.showRuns(runs);
        QVERIFY(f.settle());
        if (tab.isEmpty()) return;
        auto* tabs = page.findChild<QTabBar*>("comparisonTabs");
        for (int i = 0; i < tabs->count(); ++i)
            if (tabs->tabText(i) == tab) QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(i).center());
        QVERIFY(f.settle());
    }

    static int rowOf(const QAbstractItemModel* model, const QString& field) {
        for (int row = 0; row < model->rowCount(); ++row)
            if (model->index(row, 0).data(RowIdRole).toString() == field) return row;
        return -1;
    }

private slots:
    void onlyWhatDiffersIsShownAtFirst() {
        UiFixture f;
        ComparePage page(f.app);
        show(page, f, addRuns(f, 3));
        auto* table = page.findChild<DataTable*>("comparisonTable");
        QCOMPARE(table->model()->columnCount(), 3);
        QVERIFY(rowOf(table->model(), "params.depth") >= 0);
        QCOMPARE(rowOf(table->model(), "params.rounds"), -1);
        QTest::mouseClick(page.findChild<QCheckBox*>("onlyDifferences"), Qt::LeftButton, {}, {8, 8});
        QVERIFY(rowOf(table->model(), "params.rounds") >= 0);
        QTest::keyClicks(page.findChild<SearchBox*>("fieldSearch"), "log_");
        QTRY_COMPARE(table->model()->rowCount(), 1);
    }

    void nobodyIsBestAloneOrByWhatWasUsed() {
        UiFixture f;
        const auto runs = addRuns(f, 3);
        auto& tracker = f.workspace->tracker();
        const track::MetricPoint alone[] = {{"alone", 1, 0, 1}, {"system/memory", 5, 0, 1}};
        const track::MetricPoint other[] = {{"system/memory", 7, 0, 1}};
        QVERIFY(tracker.logMetrics(runs[0].id.toStdString(), alone));
        QVERIFY(tracker.logMetrics(runs[1].id.toStdString(), other));
        ComparePage page(f.app);
        show(page, f, runs);
        const auto* model = page.findChild<DataTable*>("comparisonTable")->model();
        for (const char* field : {"metrics.alone", "metrics.system/memory"}) {
            const int row = rowOf(model, field);
            QVERIFY2(row >= 0, field);
            for (int column = 0; column < 3; ++column) QVERIFY(!model->index(row, column).data(StrongRole).toBool());
        }
    }

    void theBestIsStrongAndTheBaselineTellsHowFar() {
        UiFixture f;
        ComparePage page(f.app);
        show(page, f, addRuns(f, 3)); // run-0 has the highest eta and the lowest depth
        auto* table = page.findChild<DataTable*>("comparisonTable");
        const auto* model = table->model();
        const int seconds = rowOf(model, "metrics.seconds"), loss = rowOf(model, "metrics.log_loss");
        QVERIFY(seconds >= 0 && loss >= 0);
        int strong = 0;
        for (int column = 0; column < 3; ++column) strong += model->index(loss, column).data(StrongRole).toBool();
        QCOMPARE(strong, 1);
        auto* baseline = page.findChild<KeyPicker*>("baseline");
        baseline->lineEdit()->setFocus();
        baseline->lineEdit()->selectAll();
        QTest::keyClicks(baseline->lineEdit(), "run-0");
        QTest::keyClick(baseline->lineEdit(), Qt::Key_Return);
        QCOMPARE(model->index(seconds, 1).data(DetailRole).toString().simplified(), QString("+50 %")); // 9 to 6
        QCOMPARE(model->index(seconds, 0).data(DetailRole).toString(), QString());
        QVERIFY(model->headerData(0, Qt::Horizontal, Qt::DisplayRole).toString().contains("baseline"));
    }

    void runsAreSortedByARow() {
        UiFixture f;
        ComparePage page(f.app);
        show(page, f, addRuns(f, 5));
        auto* names = page.findChild<DataTable*>("comparisonNames");
        auto* table = page.findChild<DataTable*>("comparisonTable");
        const int row = rowOf(table->model(), "metrics.seconds");
        names->setFocus();
        names->setCurrentIndex(names->model()->index(row, 0));
        QTest::keyClick(names, Qt::Key_Return);
        QStringList order;
        for (int i = 0; i < 5; ++i) order << table->model()->headerData(i, Qt::Horizontal, Qt::DisplayRole).toString();
        QCOMPARE(order, (QStringList{"run-4", "run-3", "run-2", "run-1", "run-0"}));
        QTest::keyClick(names, Qt::Key_Return);
        QCOMPARE(table->model()->headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), QString("run-0"));
    }

    void textsAreToldApartWordByWord() {
        using In = TextPart::In;
        QCOMPARE(differenceOf("lr = 0.1, deep", "lr = 0.2, deep"),
            (std::vector<TextPart>{{In::Both, "lr = 0."}, {In::First, "1"}, {In::Second, "2"}, {In::Both, ", deep"}}));
        QCOMPARE(differenceOf("same", "same"), (std::vector<TextPart>{{In::Both, "same"}}));
        UiFixture f;
        ComparePage page(f.app);
        show(page, f, addRuns(f, 2));
        auto* table = page.findChild<DataTable*>("comparisonTable");
        table->setCurrentIndex(table->model()->index(rowOf(table->model(), "params.note"), 1));
        auto* shown = page.findChild<QLabel*>("valueDifference");
        QVERIFY(shown->isVisible());
        QVERIFY(shown->text().contains("grown slowly"));
    }

    void theTableIsSavedWithFullValues() {
        UiFixture f;
        ComparePage page(f.app);
        show(page, f, addRuns(f, 2));
        QTemporaryDir folder;
        f.prompts.answer(folder.filePath("c.csv"));
        QTest::mouseClick(page.findChild<QPushButton*>("exportComparison"), Qt::LeftButton);
        QFile file(folder.filePath("c.csv"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll());
        QVERIFY2(text.startsWith("\"field\",\"run-0\",\"run-1\"\n"), qPrintable(text));
        QVERIFY2(text.contains("\"metrics.seconds\",6,9\n"), qPrintable(text));
        QVERIFY2(text.contains("\"params.depth\",\"2\",\"3\"\n"), qPrintable(text));
        QTest::mouseClick(page.findChild<QPushButton*>("copyComparison"), Qt::LeftButton);
        QVERIFY(QApplication::clipboard()->text().contains("| metrics.seconds | 6 | 9 |"));
    }

    void aRunThatLogsOnIsSeenAndTheChosenRowStays() {
        UiFixture f;
        const auto runs = addRuns(f, 3);
        ComparePage page(f.app);
        show(page, f, runs);
        auto* table = page.findChild<DataTable*>("comparisonTable");
        table->setCurrentIndex(table->model()->index(rowOf(table->model(), "metrics.seconds"), 1));
        QVERIFY(f.workspace->tracker().logMetrics(
            runs[1].id.toStdString(), std::vector<track::MetricPoint>{{"aaa", 5, 0, 1}, {"seconds", 77, 5, 1}}));
        page.refresh();
        QVERIFY(f.settle());
        QCOMPARE(table->currentIndex().data(RowIdRole).toString(), QString("metrics.seconds"));
        QCOMPARE(table->currentIndex().data().toString(), QString("77"));
        QVERIFY(rowOf(table->model(), "metrics.aaa") >= 0);
    }

    void parallelCoordinatesShowWhatTheSweepVaried() {
        UiFixture f;
        ComparePage page(f.app);
        show(page, f, addRuns(f, 12), "Parallel coordinates");
        auto* chart = page.findChild<ParallelChart*>("parallelChart");
        QVERIFY(chart->isVisible());
        QVERIFY(chart->order().contains("params.eta") && chart->order().contains("params.depth"));
        QVERIFY(!chart->order().contains("params.rounds"));
        const auto eta = std::ranges::find(chart->axes(), QString("params.eta"), &ChartField::title);
        QVERIFY2(eta->log, "over three powers of ten");
        QSignalSpy opened(&page, &ComparePage::openRun);
        chart->setFocus();
        QTest::keyClick(chart, Qt::Key_PageDown);
        QTest::keyClick(chart, Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
    }

    void importanceRanksTheParameters() {
        UiFixture f;
        ComparePage page(f.app);
        show(page, f, addRuns(f, 35), "Importance");
        auto* table = page.findChild<DataTable*>("importanceTable");
        QTRY_VERIFY(table->isVisible());
        QCOMPARE(table->model()->index(0, 0).data().toString(), QString("eta"));
        QVERIFY(page.findChild<TextLabel*>("importanceNote")->text().contains("35 runs"));
    }

    void tooFewRunsForImportanceSaysHowMany() {
        UiFixture f;
        ComparePage page(f.app);
        show(page, f, addRuns(f, 4), "Importance");
        auto* refusal = page.findChild<TextLabel*>("importanceRefusal");
        QTRY_VERIFY(refusal->isVisible());
        QVERIFY2(refusal->text().contains("needs 10 runs"), qPrintable(refusal->text()));
    }

    void contoursOfASweepAreDrawnOrRefusedWithAReason() {
        UiFixture f;
        ComparePage page(f.app);
        show(page, f, addRuns(f, 20), "Contour");
        auto* chart = page.findChild<ScatterChart*>("contourChart");
        QVERIFY(chart->isVisible() && chart->refusal().isEmpty());
        ComparePage small(f.app);
        show(small, f, addRuns(f, 2), "Contour");
        QVERIFY(small.findChild<TextLabel*>("scatterNote") != nullptr);
        QVERIFY(!small.findChild<ScatterChart*>("contourChart")->refusal().isEmpty());
    }

    void picturesOfTheSameKeyStandSideBySideAndMoveTogether() {
        UiFixture f;
        const auto runs = addRuns(f, 3);
        for (int run = 0; run < 2; ++run)
            for (const int step : {0, 10}) {
                QImage image(8, 8, QImage::Format_RGB32);
                image.fill(run == 0 ? Qt::red : Qt::blue);
                QByteArray bytes;
                QBuffer buffer(&bytes);
                buffer.open(QIODevice::WriteOnly);
                QVERIFY(image.save(&buffer, "PNG"));
                const auto path =
                    QStringLiteral("images/sample+step+%1+timestamp+%2+9f0c1d2e-aaaa-bbbb-cccc-00000000000%3.png")
                        .arg(step)
                        .arg(1000 + step)
                        .arg(run);
                QVERIFY(f.workspace->tracker().logArtifactBytes(
                    runs[run].id.toStdString(), path.toStdString(), bytes.toStdString()));
            }
        ComparePage page(f.app);
        show(page, f, runs, "Pictures");
        const auto cards = page.findChildren<PictureCard*>();
        QCOMPARE(cards.size(), 2);
        QCOMPARE(cards[0]->step(), cards[1]->step());
        auto* slider = cards[0]->findChild<QSlider*>();
        slider->setFocus();
        QTest::keyClick(slider, cards[0]->step() == 0 ? Qt::Key_End : Qt::Key_Home);
        QCOMPARE(cards[1]->step(), cards[0]->step());
    }

    void oneRunTeachesHowToChooseMore() {
        UiFixture f;
        ComparePage page(f.app);
        show(page, f, addRuns(f, 1));
        bool taught = false;
        for (const auto* label : page.findChildren<QLabel*>())
            taught = taught || (label->isVisible() && label->text() == "Choose two runs or more");
        QVERIFY(taught);
        QSignalSpy closed(&page, &ComparePage::closed);
        QTest::mouseClick(page.findChild<QPushButton*>("emptyCloseComparison"), Qt::LeftButton);
        QCOMPARE(closed.size(), 1);
    }

    void moreThanAHundredRunsAreCutAndThePageSaysSo() {
        UiFixture f;
        ComparePage page(f.app);
        show(page, f, addRuns(f, 104));
        QVERIFY(page.findChild<ElidedLabel*>("comparisonSummary")->text().contains("the first 100 of 104"));
        QCOMPARE(page.findChild<DataTable*>("comparisonTable")->model()->columnCount(), 100);
    }

    void everythingThatTakesTheFocusHasAName() {
        UiFixture f;
        ComparePage page(f.app);
        show(page, f, addRuns(f, 12));
        auto* tabs = page.findChild<QTabBar*>("comparisonTabs");
        for (int i = 0; i < tabs->count(); ++i) {
            tabs->setCurrentIndex(i);
            QVERIFY(f.settle());
        }
        for (const auto* widget : page.findChildren<QWidget*>())
            if (widget->focusPolicy() & Qt::TabFocus && widget->parentWidget() &&
                !widget->inherits("QComboBoxListView") && !qobject_cast<const QComboBox*>(widget->parentWidget()))
                QVERIFY2(!widget->accessibleName().isEmpty(),
                    qPrintable(QLatin1String(widget->metaObject()->className()) + ' ' + widget->objectName()));
    }
};

QTEST_MAIN(TestComparePage)
#include "tst_compare_page.moc"
