#include <QTest>
#include <algorithm>

#include "ui/track/table/filter_text.h"
#include "ui/track/table/run_marks.h"
#include "ui/track/table/run_rows.h"
#include "ui/track/table/run_selection.h"
#include "ui/track/table/run_view_state.h"

using namespace slipway;
using namespace slipway::ui;

class TestRunRows : public QObject {
    Q_OBJECT

    static track::RunList grouped() {
        track::RunList list;
        list.numbers = {9, 7, 5, 8, 6};
        list.groups = {{{std::string("6")}, 0, 3}, {{std::nullopt}, 3, 2}};
        return list;
    }

private slots:
    void foldedGroupsAreOneRowEach() {
        RunRows rows;
        rows.setList(grouped());
        QCOMPARE(rows.count(), std::size_t(2));
        QCOMPARE(rows.at(1).group, std::optional<std::size_t>(1));
        QVERIFY(!rows.rowOf(1));
    }

    void unfoldedGroupsShowTheirRunsAndStaySoInANewList() {
        RunRows rows;
        rows.setList(grouped());
        rows.setUnfolded(0, true);
        QCOMPARE(rows.count(), std::size_t(5));
        QCOMPARE(rows.at(1).position, std::size_t(0));
        QVERIFY(rows.at(3).inGroup);
        QCOMPARE(rows.at(4).group, std::optional<std::size_t>(1));
        QCOMPARE(rows.rowOf(2), std::optional<std::size_t>(3));
        auto other = grouped();
        std::swap(other.groups[0].values, other.groups[1].values);
        rows.setList(other);
        QVERIFY(!rows.isUnfolded(0));
        QVERIFY(rows.isUnfolded(1));
        QCOMPARE(rows.rowOf(4), std::optional<std::size_t>(3));
    }

    void everyRowLeadsBackToItself() {
        RunRows rows;
        rows.setList(grouped());
        rows.setAllUnfolded(true);
        for (std::size_t row = 0; row < rows.count(); ++row) {
            const auto place = rows.at(row);
            if (place.group)
                QCOMPARE(rows.rowOfGroup(*place.group), row);
            else
                QCOMPARE(rows.rowOf(place.position), std::optional(row));
        }
    }

    void aSelectionOfAllKnowsWhatIsLeftOut() {
        RunSelection selection;
        const std::vector<std::int64_t> listed{9, 7, 5, 8, 6}, fewer{7, 8};
        selection.selectAll();
        selection.set(std::vector<std::int64_t>{7}, false);
        QCOMPARE(selection.countAmong(listed), std::size_t(4));
        QCOMPARE(selection.among(fewer), std::vector<std::int64_t>{8}); // after another filter
        selection.set(std::vector<std::int64_t>{7}, true);
        QCOMPARE(selection.countAmong(listed), std::size_t(5));
        selection.setOnly(std::vector<std::int64_t>{5, 1});
        QCOMPARE(selection.among(listed), std::vector<std::int64_t>{5});
        selection.clear();
        QVERIFY(selection.isEmpty());
    }

    void theFirstTenAreShownUntilSomebodyChooses() {
        RunMarks marks;
        std::vector<std::int64_t> listed;
        for (int i = 100; i > 70; --i) listed.push_back(i);
        QCOMPARE(marks.shownOf(listed).size(), std::size_t(10));
        marks.setShown(std::vector<std::int64_t>{75}, true);
        marks.setShown(std::vector<std::int64_t>{100}, false);
        const auto shown = marks.shownOf(listed);
        QCOMPARE(shown.size(), std::size_t(10));
        QCOMPARE(shown.front(), std::int64_t(99));
        QCOMPARE(shown.back(), std::int64_t(75));
        marks.showOnly(std::vector<std::int64_t>{80, 81});
        QCOMPARE(marks.shownOf(listed), (std::vector<std::int64_t>{81, 80}));
        marks.reset();
        QCOMPARE(marks.shownOf(listed).size(), std::size_t(10));
    }

    void aRunKeepsItsColourAlsoAfterARestart() {
        RunMarks marks;
        marks.colour({"a", "b", "c"});
        marks.colour({"c", "d"});
        QCOMPARE(marks.slotOf("c"), 2);
        QCOMPARE(marks.slotOf("d"), 0);
        RunMarks later;
        later.restore(marks.remembered());
        QCOMPARE(later.slotOf("c"), 2);
        later.colour({"a", "d"}); // both had the first colour
        QVERIFY(later.slotOf("a") != later.slotOf("d"));
        later.restore({"x=-3", "y=many", "=2", "z"});
        QCOMPARE(later.slotOf("x"), -1);
        QCOMPARE(later.slotOf("y"), -1);
    }

    void statusesAreEditedInTheText() {
        QCOMPARE(withStatuses("", {"FAILED"}), QString("status = 'FAILED'"));
        const QString both = withStatuses("metrics.ä > 1 AND status = 'FAILED' AND deep", {"FAILED", "RUNNING"});
        QCOMPARE(both, QString("metrics.ä > 1 AND status IN ('FAILED', 'RUNNING') AND deep"));
        QCOMPARE(statusesOf(both), QStringList({"FAILED", "RUNNING"}));
        QCOMPARE(withStatuses(both, {}), QString("metrics.ä > 1 AND deep"));
        QCOMPARE(withStatuses("status = 'FAILED'", {}), QString());
        QCOMPARE(withStatuses("a OR b", {"FAILED"}), QString("(a OR b) AND status = 'FAILED'"));
        QCOMPARE(withStatuses("metrics.a >", {"FAILED"}), QString("metrics.a >")); // cannot be read
        QVERIFY(statusesOf("status = 'FAILED' OR deep").isEmpty());                // not of all runs
        QVERIFY(statusesOf("NOT status = 'FAILED'").isEmpty());
    }

    void placesOfAProblemAreCharacters() {
        const auto read = readFilter(QString::fromUtf8("tags.\"größe\" = 'x' AND metrics.a < 'b'"));
        QVERIFY(!read.filter);
        QVERIFY2(read.begin >= 24 && read.end > read.begin, qPrintable(QString::number(read.begin)));
        QVERIFY(!read.problem.isEmpty());
    }

    void aViewIsReadBackAsItWasWritten() {
        RunViewState state;
        state.filter = QString::fromUtf8("tags.größe = 'x'");
        state.experiments = {3, 1};
        state.columns = usualColumns({"loss", "a.b c"});
        state.columns[2].pinned = true;
        state.columns[3].field.of = track::RunField::Of::Minimum;
        state.columns[3].width = 77;
        state.order = {{track::FieldGroup::Metric, "a.b c", false}};
        state.groupBy = {{track::FieldGroup::Parameter, "depth", {}}};
        std::ranges::stable_partition(state.columns, &RunColumn::pinned);
        const auto read = viewStateOf(toJson(state));
        QVERIFY(read);
        QVERIFY(read->sameAs(state));
        QCOMPARE(read->columns, state.columns);
        auto wider = state;
        wider.columns[4].width = 200;
        QVERIFY(wider.sameAs(state));
        wider.groupBy.clear();
        QVERIFY(!wider.sameAs(state));
    }

    void aHostileViewGivesWhatCanBeRead() {
        QVERIFY(!viewStateOf("[1,2]"));
        QVERIFY(!viewStateOf("{"));
        const auto state = viewStateOf(R"({"filter": 7, "experiments": ["a", 4], "columns": [{"field": "metrics."},
            {"field": "attributes.secret"}, {"field": "tags.x", "width": -9}, {"field": "tags.x"}, 8],
            "order": [{"field": "dataset.name"}, {"field": "metrics.m"}], "groupBy": ["metrics.m", "params.p", 1]})");
        QVERIFY(state);
        QCOMPARE(state->filter, QString());
        QCOMPARE(state->experiments, std::vector<std::int64_t>{4});
        QCOMPARE(state->columns.size(), std::size_t(2)); // the name, which is always there, and tags.x
        QCOMPARE(state->columns[1].width, 0);
        QCOMPARE(state->order.size(), std::size_t(1));
        QCOMPARE(state->groupBy.size(), std::size_t(1));
    }
};

QTEST_MAIN(TestRunRows)
#include "tst_run_rows.moc"
