#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include "ui/shell/keyboard_focus.h"
#include "ui/shell/theme.h"
#include "ui/widgets/bar_compare_chart.h"
#include "ui/widgets/column_fit.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/line_chart.h"
#include "ui/widgets/paged_table_model.h"

using namespace slipway;
using namespace slipway::ui;

class TestWidgets : public QObject {
    Q_OBJECT

    std::unique_ptr<Theme> m_theme;

    static std::vector<TableRow> rows(int from, int count) {
        std::vector<TableRow> list;
        for (int i = from; i < from + count; ++i)
            list.push_back({QString::number(i), {Cell(QStringLiteral("run %1").arg(i)), Cell::number(i / 7.0)}, {}});
        return list;
    }
    static std::vector<TableColumn> columns() { return {{"Name", Align::Left, 160, true}, {"auc", Align::Right, 100}}; }

private slots:
    void initTestCase() { m_theme = std::make_unique<Theme>(); }
    void cleanupTestCase() { m_theme.reset(); }

    void selectionStaysOnItsRowWhenRowsChange() {
        ListTableModel model(columns());
        QAbstractItemModelTester tester(&model);
        model.setRows(rows(0, 5));
        DataTable table("Runs");
        table.setListModel(&model);
        QVERIFY(table.selectId("3"));
        model.setRows(rows(2, 5)); // 3 is now the second
        QCOMPARE(table.selectedId(), QString("3"));
        QCOMPARE(table.currentIndex().row(), 1);
        model.setRows(rows(10, 3));
        QCOMPARE(table.selectedId(), QString());
    }
    void rowThatIsCurrentButNotSelectedCanBeChosen() {
        ListTableModel model(columns());
        model.setRows(rows(0, 3));
        DataTable table("Runs");
        table.setListModel(&model);
        table.show();
        QStringList told;
        connect(&table, &DataTable::selectedIdChanged, this, [&](const QString& id) { told << id; });
        // What the focus does to a table without a current row.
        table.selectionModel()->setCurrentIndex(model.index(0, 0), QItemSelectionModel::NoUpdate);
        QVERIFY(told.isEmpty());
        const auto place = table.visualRect(model.index(0, 0)).center();
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, place);
        QCOMPARE(table.selectedId(), QString("0"));
        QCOMPARE(told, QStringList{"0"});
        QTest::keyClick(&table, Qt::Key_Down);
        QCOMPARE(told, (QStringList{"0", "1"}));
        model.setRows(rows(1, 2)); // still there
        QCOMPARE(told, (QStringList{"0", "1"}));
        model.setRows(rows(5, 2)); // gone
        QCOMPARE(told, (QStringList{"0", "1", ""}));
    }
    void sortingIsByValueAndKeepsTheSelection() {
        ListTableModel model(columns());
        QAbstractItemModelTester tester(&model);
        model.setRows({{"a", {Cell("a"), Cell::number(9.0)}, {}}, {"b", {Cell("b"), Cell::number(10.0)}, {}},
            {"c", {Cell("c"), Cell::number(std::optional<double>())}, {}}});
        DataTable table("Runs");
        table.setListModel(&model);
        table.setSortable(true);
        table.selectId("b");
        model.sort(1, Qt::DescendingOrder);
        QCOMPARE(model.rowAt(0).id, QString("b"));
        QCOMPARE(model.rowAt(2).id, QString("c"));
        QCOMPARE(table.selectedId(), QString("b"));
    }
    void columnsShrinkToTheirTextBeforeTheTableScrolls() {
        const std::vector<TableColumn> wide{
            {"Name", Align::Left, 160, true}, {"Status", Align::Left, 150}, {"From", Align::Left, 100}};
        const std::vector<int> needed{90, 80, 180};
        QCOMPARE(fitColumns(wide, needed, 800), (std::vector<int>{470, 150, 180})); // the spare goes to the name
        const auto tight = fitColumns(wide, needed, 380);
        QVERIFY2(tight[0] >= 90 && tight[1] >= 80 && tight[2] == 180, "no text is cut while there is unused room");
        QCOMPARE(tight[0] + tight[1] + tight[2], 380);
        const auto tighter = fitColumns(wide, needed, 300);
        QCOMPARE(tighter[0] + tighter[1], 170);
        QCOMPARE(tighter[2], 130); // a long text gives what it took beyond the given width
        QCOMPARE(fitColumns(wide, needed, 100), (std::vector<int>{90, 80, 100}));
    }
    void aColumnWidensForItsText() {
        ListTableModel model({{"Status", Align::Left, 60}, {"Name", Align::Left, 100, true}});
        model.setRows({{"a", {Cell::withPill({PillKind::Accent, "Pending approval"}), Cell("census")}, {}}});
        DataTable table("Versions");
        table.resize(600, 200);
        table.setListModel(&model);
        table.show();
        QVERIFY(table.columnWidth(0) >= pillSize("Pending approval").width() + 28);
    }
    void onlyKeysDrawAFocusRing() {
        KeyboardFocus keyboard;
        qApp->installEventFilter(&keyboard);
        QWidget window;
        QHBoxLayout row(&window);
        QPushButton first("Approve"), second("Reject");
        row.addWidget(&first);
        row.addWidget(&second);
        connect(&first, &QPushButton::clicked, &first, [&] { first.setEnabled(false); });
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::mouseClick(&first, Qt::LeftButton);
        QVERIFY(second.hasFocus()); // Qt hands it on as if by Tab
        QVERIFY(!second.property("kf").toBool());
        first.setEnabled(true);
        QTest::keyClick(&second, Qt::Key_Backtab);
        QVERIFY(first.hasFocus());
        QVERIFY(first.property("kf").toBool());
    }
    void copyIsTabSeparatedWithTitles() {
        ListTableModel model(columns());
        model.setRows(rows(0, 3));
        DataTable table("Runs");
        table.setListModel(&model);
        table.show();
        table.selectId("1");
        QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), QString("Name\tauc\nrun 1\t0.1429"));
    }
    void enterOpensTheCurrentRow() {
        ListTableModel model(columns());
        model.setRows(rows(0, 3));
        DataTable table("Runs");
        table.setListModel(&model);
        table.show();
        table.selectId("2");
        QString opened;
        connect(&table, &DataTable::activatedId, this, [&](const QString& id) { opened = id; });
        QTest::keyClick(&table, Qt::Key_Return);
        QCOMPARE(opened, QString("2"));
    }
    void pagesAreAskedForOnlyWhenNeededAndOldAnswersAreDropped() {
        std::vector<PagedTableModel::Answer> waiting;
        PagedTableModel model(
            columns(), [&](const QString&, int, PagedTableModel::Answer answer) { waiting.push_back(answer); }, 10);
        model.reload();
        model.reload();
        QCOMPARE(waiting.size(), std::size_t(2));
        waiting[1](PagedTableModel::Page{rows(100, 10), "next"});
        waiting[0](PagedTableModel::Page{rows(0, 10), "next"}); // of the older request
        QCOMPARE(model.rowAt(0).id, QString("100"));
        QVERIFY(model.canFetchMore({}));
        model.fetchMore({});
        QVERIFY(!model.canFetchMore({}));
        waiting[2](PagedTableModel::Page{rows(110, 4), ""});
        QCOMPARE(model.rowCount(), 14);
        QVERIFY(model.atEnd());
        QVERIFY(!model.canFetchMore({}));
    }
    void aChartExportsItsValuesItsThresholdAndItsPictures() {
        QTemporaryDir folder;
        LineChart chart("AUC by round");
        chart.resize(600, 300);
        chart.setAxisTitles("round", "auc");
        chart.setCurves({{"wide", {{0, 0.5}, {1, 0.75}, {2, 0.9}}}, {"deep, \"x\"", {{0, 0.6}, {2, 0.8}}}});
        chart.setThresholds({{0.9, "Gate 0.90", PillKind::Warn}});
        QCOMPARE(chart.csv(), QString("\"round\",\"wide\",\"deep, \"\"x\"\"\"\n0,0.5,0.6\n1,0.75,\n2,0.9,0.8\n"));
        QVERIFY(chart.summary().contains("wide rose from 0.5 to 0.9"));
        QVERIFY(chart.exportPng(folder.filePath("a.png")).has_value());
        QVERIFY(QImage(folder.filePath("a.png")).width() >= 1200);
        QVERIFY(chart.exportSvg(folder.filePath("a.svg")).has_value());
        QFile svg(folder.filePath("a.svg"));
        QVERIFY(svg.open(QIODevice::ReadOnly));
        QVERIFY(svg.readAll().contains("Gate 0.90"));
        QVERIFY(!chart.exportPng("/nonexistent/a.png").has_value());
    }
    void theNextFreeColourIsGivenAndStaysGiven() {
        LineChart chart("Loss");
        chart.setCurves({{"a", {{0, 1}}, 0}, {"b", {{0, 2}}}, {"ref", {{0, 3}}, -1, true}});
        QCOMPARE(chart.slotOf(0), 0);
        QCOMPARE(chart.slotOf(1), 1);
    }
    void anEmptyChartSaysSo() {
        LineChart chart("Loss");
        chart.setEmptyText("No metrics yet");
        QCOMPARE(chart.summary(), QString("No metrics yet"));
        BarCompareChart bars("Age");
        bars.setEmptyText("Too few rows");
        QCOMPARE(bars.summary(), QString("Too few rows"));
    }
    void barsAreReadOutAndExported() {
        BarCompareChart bars("workclass");
        bars.setData({{"Private", "Self"}, {}, {0.75, 0.25}, {0.4, 0.6}, "training", "last 24 h", {}});
        QVERIFY(bars.summary().contains("Private"));
        QCOMPARE(bars.csv().section('\n', 1, 1), QString("\"Private\",0.75,0.4"));
    }
};

QTEST_MAIN(TestWidgets)
#include "tst_widgets.moc"
