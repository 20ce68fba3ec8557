#include <QHeaderView>
#include <QScrollBar>
#include <QTest>

#include "tests/ui/track/tracked_runs.h"
#include "ui/track/table/pinned_columns.h"
#include "ui/track/table/run_cell_delegate.h"

using namespace slipway;
using namespace slipway::ui;
using namespace slipway::testkit;

class TestRunTable : public QObject {
    Q_OBJECT

    /// By SQL: a thousand runs in the time of one.
    static void addMany(UiFixture& f, int runs) {
        const auto experiment = f.workspace->tracker().experiment(f.owner(), "many");
        const auto filled = f.workspace->db().exec(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(runs) +
            ") INSERT INTO run(id, experiment, name, status, started_at, ended_at, actor, owner, user_id) SELECT "
            "printf('%032x', i), " +
            std::to_string(experiment->id) +
            ", 'run ' || i, 'FINISHED', i * 1000, i * 1000 + i, 'ada', '', 'ada' FROM n");
        if (!filled) qFatal("%s", filled.error().message.c_str());
    }

private slots:
    void aClickOnAHeaderSortsAndTheThirdTakesItBack() {
        UiFixture f;
        addRun(f, {.name = "middle", .accuracy = 0.92});
        addRun(f, {.name = "worst", .accuracy = 0.91});
        addRun(f, {.name = "best", .accuracy = 0.93});
        OpenRunsPanel open(f);
        auto* header = open.table().horizontalHeader();
        const auto click = [&](const QString& title) {
            const int section = open.column(title);
            QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                QPoint(header->sectionViewportPosition(section) + header->sectionSize(section) / 2, 18));
            QVERIFY(f.settle());
        };
        click("accuracy");
        QCOMPARE(open.names(), QStringList({"best", "middle", "worst"})); // higher is better
        click("accuracy");
        QCOMPARE(open.names(), QStringList({"worst", "middle", "best"}));
        click("accuracy");
        QCOMPARE(open.names(), QStringList({"best", "worst", "middle"})); // newest first
        click("loss");
        QCOMPARE(open.names(), QStringList({"best", "middle", "worst"})); // lower is better
    }

    void theBestValueStandsOut() {
        UiFixture f;
        addRun(f, {.name = "a", .accuracy = 0.92});
        addRun(f, {.name = "b", .accuracy = 0.95});
        OpenRunsPanel open(f);
        auto strong = [&](int row, const char* title) {
            return open.model().index(row, open.column(title)).data(StrongRole).toBool();
        };
        QTRY_VERIFY(strong(0, "accuracy") && !strong(1, "accuracy"));
        QVERIFY(strong(0, "loss") && !strong(1, "loss"));
    }

    void rowsFarDownAreReadWhenSomebodyLooks() {
        UiFixture f;
        addMany(f, 5000);
        OpenRunsPanel open(f);
        QCOMPARE(open.model().rowCount(), 5000);
        QVERIFY(!open.model().loadedRow(4000));
        QVERIFY(open.model().index(4000, 0).data(RunLoadingRole).toBool());
        open.table().verticalScrollBar()->setValue(4000 * 36);
        QTRY_VERIFY(open.model().loadedRow(4000));
        QCOMPARE(open.model().index(4000, 0).data().toString(), QString("run 1000"));
    }

    void aSelectionSurvivesSortingAndFiltering() {
        UiFixture f;
        for (const char* name : {"a", "b", "c"}) addRun(f, {.name = name});
        OpenRunsPanel open(f);
        open.clickRow(0);
        open.clickRow(2, Qt::ControlModifier); // c and a
        const auto selected = [&] {
            QStringList names;
            for (int row = 0; row < open.model().rowCount(); ++row)
                if (open.model().index(row, 0).data(RunSelectedRole).toBool()) names << open.names()[row];
            return names;
        };
        QCOMPARE(selected(), QStringList({"c", "a"}));
        open.filter("status = 'FINISHED'");
        QCOMPARE(selected(), QStringList({"c", "a"}));
        open.board().model().ask({.experiments = {},
            .filter = {},
            .order = {{track::FieldGroup::Attribute, "run_name", true}},
            .groupBy = {}});
        QVERIFY(f.settle());
        QCOMPARE(selected(), QStringList({"a", "c"}));
        QTest::keyClick(&open.table(), Qt::Key_Escape);
        QVERIFY(selected().isEmpty());
    }

    void keysMoveExtendAndToggle() {
        UiFixture f;
        addMany(f, 1000);
        OpenRunsPanel open(f);
        auto& table = open.table();
        table.setFocus();
        QTest::keyClick(&table, Qt::Key_Home);
        QTest::keyClick(&table, Qt::Key_Space);
        QTest::keyClick(&table, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(&table, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(open.model().selectedNumbers().size(), std::size_t(3));
        QTest::keyClick(&table, Qt::Key_End);
        QCOMPARE(table.currentIndex().row(), 999);
        QCOMPARE(open.model().selectedNumbers().size(), std::size_t(3));
        QTest::keyClick(&table, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(open.model().selectedNumbers().size(), std::size_t(1000));
        QTest::keyClick(&table, Qt::Key_Space);
        QCOMPARE(open.model().selectedNumbers().size(), std::size_t(999));
    }

    void theEyeChoosesWhatTheChartsShow() {
        UiFixture f;
        addMany(f, 30);
        OpenRunsPanel open(f);
        auto shown = [&](int row) { return open.model().index(row, 0).data(RunShownRole).toBool(); };
        QVERIFY(shown(9) && !shown(10));
        const auto eye = [&](int row) {
            const auto index = open.model().index(row, 0);
            return RunCellDelegate::markOf(open.table().visualRect(index), index).center();
        };
        QTest::mouseClick(open.table().viewport(), Qt::LeftButton, {}, eye(0));
        QVERIFY(!shown(0));
        QVERIFY(open.model().selection().isEmpty());
        open.table().makeCurrent(20);
        QTest::keyClick(&open.table(), Qt::Key_V);
        QVERIFY(shown(20));
        QTRY_VERIFY(open.model().index(20, 0).data(SwatchRole).isValid());
    }

    void groupsFoldAndShowTheirSpread() {
        UiFixture f;
        addRun(f, {.name = "a", .accuracy = 0.90, .depth = "3"});
        addRun(f, {.name = "b", .accuracy = 0.80, .depth = "3"});
        addRun(f, {.name = "c", .accuracy = 0.95, .depth = "10"});
        OpenRunsPanel open(f);
        auto view = open.board().view();
        view.groupBy = {{track::FieldGroup::Parameter, "depth", {}}};
        open.board().showView(view);
        QVERIFY(f.settle());
        QCOMPARE(open.names(), QStringList({"depth = 10", "depth = 3"}));
        QTRY_COMPARE(open.cell(1, "accuracy"), QString::fromUtf8("0.8500 ± 0.07071"));
        QVERIFY(
            open.model().index(1, open.column("accuracy")).data(Qt::ToolTipRole).toString().contains("Minimum 0.8"));
        open.table().makeCurrent(1);
        QTest::keyClick(&open.table(), Qt::Key_Right);
        QCOMPARE(open.names(), QStringList({"depth = 10", "depth = 3", "b", "a"}));
        QTest::keyClick(&open.table(), Qt::Key_Down);
        QTest::keyClick(&open.table(), Qt::Key_Left); // to the group
        QCOMPARE(open.table().currentIndex().row(), 1);
        QTest::keyClick(&open.table(), Qt::Key_Left);
        QCOMPARE(open.model().rowCount(), 2);
        open.clickRow(0);
        QCOMPARE(open.names(), QStringList({"depth = 10", "c", "depth = 3"}));
    }

    void pinnedColumnsStayInSight() {
        UiFixture f;
        addRun(f, {.name = "a"});
        OpenRunsPanel open(f, {1200, 900});
        auto columns = open.model().columns();
        for (int i = 0; i < 20; ++i)
            columns.push_back({{track::FieldGroup::Metric, "m" + std::to_string(i), {}}, 0, false});
        columns[2].pinned = true;
        open.model().setColumns(columns);
        auto* pinned = open.panel.findChild<PinnedColumns*>("pinnedColumns");
        QVERIFY(!pinned->isVisible());
        open.table().horizontalScrollBar()->setValue(600);
        QVERIFY(pinned->isVisible());
        QCOMPARE(pinned->width(), open.table().pinnedWidth());
        QVERIFY(!pinned->isColumnHidden(1) && pinned->isColumnHidden(2));
        const QRect name = pinned->visualRect(open.model().index(0, 1));
        QTest::mouseClick(pinned->viewport(), Qt::LeftButton, {}, name.center());
        QCOMPARE(open.model().selectedNumbers().size(), std::size_t(1));
    }
};

QTEST_MAIN(TestRunTable)
#include "tst_run_table.moc"
