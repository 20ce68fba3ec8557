#include <QComboBox>
#include <QListView>
#include <QListWidget>
#include <QPushButton>
#include <QTest>

#include "tests/ui/track/tracked_runs.h"
#include "ui/shell/popup.h"
#include "ui/track/table/column_chooser.h"
#include "ui/track/table/field_list.h"
#include "ui/widgets/search_box.h"

using namespace slipway;
using namespace slipway::ui;
using namespace slipway::testkit;

class TestRunColumns : public QObject {
    Q_OBJECT

    static QStringList titles(OpenRunsPanel& open) {
        QStringList titles;
        for (int i = 0; i < open.model().columnCount(); ++i)
            titles << open.model().headerData(i, Qt::Horizontal, Qt::DisplayRole).toString();
        return titles;
    }
    static FieldList& openChooser(OpenRunsPanel& open) {
        QTest::mouseClick(open.panel.findChild<QAbstractButton*>("columnsButton"), Qt::LeftButton);
        auto* fields = open.panel.findChild<ColumnChooser*>()->popup()->findChild<FieldList*>();
        if (!open.fixture.settle()) qFatal("no fields");
        return *fields;
    }
    static int rowOf(const FieldList& fields, const QString& title) {
        for (int row = 0; row < fields.model().rowCount(); ++row)
            if (fields.model().index(row).data().toString() == title) return row;
        return -1;
    }

private slots:
    void theFirstColumnsAreThoseOfTheNewestRuns() {
        UiFixture f;
        addRun(f, {.name = "a"});
        OpenRunsPanel open(f);
        QCOMPARE(titles(open),
            QStringList({"Run", "Status", "Experiment", "accuracy", "loss", "Started", "Duration", "User", "Data"}));
    }

    void fieldsAreSearchedAndChecked() {
        UiFixture f;
        const auto id = addRun(f, {.name = "a"});
        std::vector<track::MetricPoint> many;
        for (int i = 0; i < 300; ++i) many.push_back({"layer/" + std::to_string(i), 0.5, 0, 1});
        QVERIFY(f.workspace->tracker().logMetrics(id, many));
        OpenRunsPanel open(f);
        auto& fields = openChooser(open);
        QVERIFY(rowOf(fields, "layer/299") > 0);
        QTest::keyClicks(&fields.search(), "layer/29");
        QTRY_COMPARE(fields.model().rowCount(), 12); // a heading, 29 and 290 to 299
        QTest::keyClick(&fields.search(), Qt::Key_Down);
        QTest::keyClick(&fields.search(), Qt::Key_Return);
        QVERIFY(titles(open).contains("layer/290"));
        QTRY_COMPARE(open.cell(0, "layer/290"), QString("0.5000"));
        QTest::keyClick(&fields.search(), Qt::Key_Return); // again takes it away
        QVERIFY(!titles(open).contains("layer/290"));
    }

    void aMetricIsShownByItsSmallestValue() {
        UiFixture f;
        addRun(f, {.name = "a", .accuracy = 0.8});
        OpenRunsPanel open(f);
        auto& fields = openChooser(open);
        auto* popup = open.panel.findChild<ColumnChooser*>()->popup();
        popup->findChild<QComboBox*>("metricValue")->setCurrentIndex(1);
        const int row = rowOf(fields, "accuracy");
        fields.list().scrollTo(fields.model().index(row));
        const QPoint at = fields.list().visualRect(fields.model().index(row)).center();
        QTest::mouseClick(fields.list().viewport(), Qt::LeftButton, {}, at);
        QVERIFY(!titles(open).contains("accuracy"));
        QTest::mouseClick(fields.list().viewport(), Qt::LeftButton, {}, at);
        QVERIFY(titles(open).contains("accuracy min"));
        QTRY_COMPARE(open.cell(0, "accuracy min"), QString("0.04000"));
    }

    void columnsArePinnedMovedAndTakenAwayByKeys() {
        UiFixture f;
        addRun(f, {.name = "a"});
        OpenRunsPanel open(f);
        openChooser(open);
        auto* shown = open.panel.findChild<ColumnChooser*>()->popup()->findChild<QListWidget*>("shownColumns");
        shown->setFocus();
        shown->setCurrentRow(3); // accuracy
        QTest::keyClick(shown, Qt::Key_Up, Qt::ControlModifier);
        QCOMPARE(titles(open).mid(0, 4), QStringList({"Run", "Status", "accuracy", "Experiment"}));
        shown->setCurrentRow(4); // loss
        QTest::keyClick(shown, Qt::Key_P);
        QCOMPARE(titles(open).mid(0, 3), QStringList({"Run", "loss", "Status"}));
        QVERIFY(open.model().columns()[1].pinned);
        shown->setCurrentRow(2);
        QTest::keyClick(shown, Qt::Key_Delete);
        QVERIFY(!titles(open).contains("Status"));
        QTest::mouseClick(
            open.panel.findChild<ColumnChooser*>()->popup()->findChild<QPushButton*>("resetColumns"), Qt::LeftButton);
        QCOMPARE(titles(open).mid(0, 3), QStringList({"Run", "Status", "Experiment"}));
        QVERIFY(open.board().view().columns.empty());
    }

    void widthsAndColumnsComeBackAfterARestart() {
        UiFixture f;
        addRun(f, {.name = "a"});
        {
            OpenRunsPanel open(f);
            auto columns = open.model().columns();
            std::erase_if(columns, [](const auto& column) { return column.field.key == "user_id"; });
            Q_EMIT open.table().columnsArranged(columns);
            open.table().setColumnWidth(open.column("Status"), 201);
        }
        OpenRunsPanel again(f);
        QVERIFY(!titles(again).contains("User"));
        QCOMPARE(again.table().columnWidth(again.column("Status")), 201);
    }
};

QTEST_MAIN(TestRunColumns)
#include "tst_run_columns.moc"
