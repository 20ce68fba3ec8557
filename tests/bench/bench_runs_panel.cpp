// The experiments panel on 100,000 runs with 10,000 distinct metrics (20 a run), 8 parameters and 5 tags: from opening
// it to its first rows, sorting, filtering, grouping, scrolling, columns, and how long the window ever stood still;
// beside the same questions to SQLite in one statement.
//
//   bench_runs_panel [RUNS]
#include <algorithm>
#include <functional>
#include <memory>
#include <random>

#include <QAbstractButton>
#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QListView>
#include <QScrollBar>
#include <QTest>

#include <fmt/format.h>

#include "tests/bench/stall_watch.h"
#include "tests/testkit/ui_fixture.h"
#include "ui/track/runs_panel.h"
#include "ui/track/table/column_chooser.h"
#include "ui/track/table/field_list.h"
#include "ui/track/table/filter_edit.h"
#include "ui/track/table/run_filter_bar.h"
#include "ui/track/table/run_table_view.h"
#include "ui/track/table/runs_board.h"
#include "ui/widgets/search_box.h"

using namespace slipway;

namespace {

constexpr double kOpenMs = 1000, kAnswerMs = 200;
int gSlow = 0, gStalls = 0;
double gWorstStall = 0;

/// Looks at the window's thread while something of the panel's own goes on.
struct Stalls {
    StallWatch watch;
    ~Stalls() {
        gWorstStall = std::max(gWorstStall, watch.worstMs());
        gStalls += watch.over50Ms();
    }
};

void fill(store::Database& db, int runs, std::int64_t experiment) {
    const std::string sql = fmt::format(R"sql(
BEGIN;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {0})
INSERT INTO run(id, experiment, name, status, started_at, ended_at, actor, owner, user_id)
SELECT printf('%032x', i * 2654435761 % 4294967296), {1}, 'candidate-' || i,
    CASE i % 7 WHEN 0 THEN 'FAILED' ELSE 'FINISHED' END, 1767225600000 + i * 60000,
    1767225600000 + i * 60000 + abs(random() % 100000), 'ada', '', 'ada' FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9996)
INSERT INTO metric_key(name) SELECT 'metric_' || i FROM n;
INSERT INTO metric_key(name) VALUES('loss'), ('accuracy'), ('val_loss'), ('val_accuracy');
INSERT INTO metric_summary(run, key, experiment, latest, latest_step, latest_at, minimum, maximum, points)
    SELECT r.number, 9997 + j.value, {1}, abs(random() % 1000000) / 1e6, 99, 0, 0, 1, 100
    FROM run r, json_each('[0,1,2,3]') j;
INSERT INTO metric_summary(run, key, experiment, latest, latest_step, latest_at, minimum, maximum, points)
    SELECT r.number, 1 + (r.number * 16 + j.value) % 9996, {1}, abs(random() % 1000000) / 1e6, 99, 0, 0, 1, 100
    FROM run r, json_each('[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]') j;
INSERT INTO run_parameter SELECT r.number, 'p' || j.value, (r.number * (j.value + 3)) % (5 + 7 * j.value)
    FROM run r, json_each('[0,1,2,3,4,5,6,7]') j;
INSERT INTO run_tag SELECT r.number, 't' || j.value, 'note ' || ((r.number * (j.value + 3)) % 1000)
    FROM run r, json_each('[0,1,2,3,4]') j;
COMMIT;
ANALYZE;
)sql",
        runs, experiment);
    if (const auto filled = db.exec(sql); !filled) qFatal("%s", filled.error().message.c_str());
}

double bare(store::Database& db, const char* sql) {
    double best = 1e9;
    for (int i = 0; i < 3; ++i) {
        QElapsedTimer clock;
        clock.start();
        auto list = db.prepare(sql).value();
        while (list.step().value()) {
        }
        best = std::min(best, static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    return best;
}

bool waitFor(const std::function<bool()>& ready) {
    QElapsedTimer clock;
    clock.start();
    while (!ready() && clock.elapsed() < 30'000) QApplication::processEvents(QEventLoop::AllEvents, 1);
    return ready();
}

struct Watch {
    QElapsedTimer clock;
    Watch() { clock.start(); }
    double ms() const { return static_cast<double>(clock.nsecsElapsed()) / 1e6; }
};

void tell(const char* what, double ms, double bareMs, double limit, double coreMs = 0) {
    const bool slow = limit > 0 && ms > limit;
    gSlow += slow;
    fmt::print("{:<46} {:>8.1f} ms", what, ms);
    if (coreMs > 0) fmt::print("   of it core's list {:>6.1f} ms", coreMs);
    if (bareMs > 0) fmt::print("   SQLite alone {:>6.1f} ms", bareMs);
    if (slow) fmt::print("   OVER {:.0f} ms", limit);
    fmt::print("\n");
}

/// From a change of the view until its answer is painted.
double answer(ui::RunsPanel& panel, const std::function<void()>& change) {
    const Stalls stalls;
    bool answered = false;
    const auto connection =
        QObject::connect(&panel.board().model(), &ui::RunTableModel::answered, &panel, [&](bool) { answered = true; });
    const Watch watch;
    change();
    if (!waitFor([&] { return answered; })) qFatal("no answer");
    panel.board().table().viewport()->repaint();
    const double ms = watch.ms();
    QObject::disconnect(connection);
    return ms;
}

double best(testkit::UiFixture& f, ui::RunsPanel& panel, const std::function<void()>& change,
    const std::function<void()>& back) {
    double least = 1e9;
    for (int i = 0; i < 3; ++i) {
        least = std::min(least, answer(panel, change));
        f.settle();
        answer(panel, back);
        f.settle();
    }
    return least;
}

/// Core's own part of the last question.
double listAlone(testkit::UiFixture& f, const ui::RunViewState& view) {
    track::RunListQuery query;
    query.filter = *ui::readFilter(view.filter).filter;
    query.order = view.order;
    query.groupBy = view.groupBy;
    double least = 1e9;
    Progress progress;
    for (int i = 0; i < 3; ++i) {
        const Watch watch;
        if (!track::listRuns(f.workspace->db(), query, progress)) qFatal("no list");
        least = std::min(least, watch.ms());
    }
    return least;
}

ui::RunViewState withOrder(ui::RunViewState view, track::FieldGroup group, const char* key) {
    view.order = {{group, key, true}};
    return view;
}

struct Question {
    const char* what;
    ui::RunViewState view;
    const char* bare;
};

std::vector<Question> questions(const ui::RunViewState& plain) {
    const auto filtered = [&](const char* text) {
        auto view = plain;
        view.filter = text;
        return view;
    };
    auto grouped = plain;
    grouped.groupBy = {{track::FieldGroup::Parameter, "p7", track::RunField::Of::Latest}};
    return {{"sort by a metric", withOrder(plain, track::FieldGroup::Metric, "loss"),
                "SELECT run FROM metric_summary WHERE key = 9997 AND latest IS NOT NULL ORDER BY latest"},
        {"sort by a rare metric", withOrder(plain, track::FieldGroup::Metric, "metric_77"),
            "SELECT number FROM run ORDER BY started_at DESC"},
        {"sort by a parameter", withOrder(plain, track::FieldGroup::Parameter, "p7"),
            "SELECT run FROM run_parameter WHERE key = 'p7' ORDER BY CAST(value AS REAL)"},
        {"sort by name", withOrder(plain, track::FieldGroup::Attribute, "run_name"),
            "SELECT number FROM run ORDER BY name"},
        {"filter by a metric and a parameter", filtered("metrics.accuracy > 0.9 AND params.p3 = '8'"),
            "SELECT run FROM metric_summary WHERE key = 9998 AND latest > 0.9 INTERSECT SELECT run FROM "
            "run_parameter WHERE key = 'p3' AND value = '8'"},
        {"filter by a metric, half of the runs", filtered("metrics.accuracy > 0.5"),
            "SELECT run FROM metric_summary WHERE key = 9998 AND latest > 0.5"},
        {"filter by a word", filtered("candidate-77"), "SELECT number FROM run WHERE name LIKE '%candidate-77%'"},
        {"filter by status", filtered("status = 'FAILED'"), "SELECT number FROM run WHERE status = 'FAILED'"},
        {"group by a parameter", grouped, "SELECT value, count(*) FROM run_parameter WHERE key = 'p7' GROUP BY value"}};
}

void measureQuestions(testkit::UiFixture& f, ui::RunsPanel& panel) {
    auto& board = panel.board();
    const ui::RunViewState plain = board.view();
    for (const auto& question : questions(plain)) {
        const double ms = best(f, panel, [&] { board.showView(question.view); }, [&] { board.showView(plain); });
        tell(question.what, ms, bare(f.workspace->db(), question.bare), kAnswerMs, listAlone(f, question.view));
    }
}

void measureScroll(testkit::UiFixture& f, ui::RunsPanel& panel) {
    auto& table = panel.board().table();
    auto& model = panel.board().model();
    const Stalls stalls;
    std::mt19937 random(7);
    std::vector<double> filled, frames;
    for (int i = 0; i < 60; ++i) {
        const int row = static_cast<int>(random() % static_cast<unsigned>(model.rowCount()));
        const Watch watch;
        table.verticalScrollBar()->setValue(row * table.rowHeight(0));
        table.viewport()->repaint();
        frames.push_back(watch.ms());
        const auto [first, last] = table.visibleRows();
        waitFor([&, from = first, to = last] { return model.loadedRow(from) && model.loadedRow(to); });
        table.viewport()->repaint();
        filled.push_back(watch.ms());
    }
    f.settle();
    std::ranges::sort(filled);
    std::ranges::sort(frames);
    tell("scroll to a random place, frame p95", frames[frames.size() * 95 / 100], 0, 16);
    tell("scroll to a random place, rows there p95", filled[filled.size() * 95 / 100], 0, 100);
}

void measureColumns(testkit::UiFixture& f, ui::RunsPanel& panel) {
    const Stalls stalls;
    auto* button = panel.findChild<QAbstractButton*>("columnsButton");
    auto* chooser = panel.findChild<ui::ColumnChooser*>();
    Watch open;
    button->click();
    auto* fields = chooser->popup()->findChild<ui::FieldList*>();
    waitFor([&] { return fields->model().rowCount() > 10'000; });
    fields->list().viewport()->repaint();
    tell("column chooser with 10,000 metrics", open.ms(), 0, kAnswerMs);
    Watch typing;
    fields->search().setText("metric_77");
    fields->search().returnPressed();
    waitFor([&] { return fields->model().rowCount() < 1000; });
    fields->list().viewport()->repaint();
    tell("typing in the column chooser", typing.ms(), 0, 100);
    chooser->popup()->close();
    f.settle();
}

} // namespace

int main(int argc, char** argv) {
    qputenv("SLIPWAY_DESKTOP_SETTINGS", "/dev/null");
    QApplication app(argc, argv);
    const int runs = argc > 1 ? std::stoi(argv[1]) : 100'000;
    testkit::UiFixture f;
    const auto experiment = f.workspace->tracker().experiment(f.owner(), "search").value().id;
    Watch made;
    fill(f.workspace->db(), runs, experiment);
    fmt::print("{} runs made in {:.0f} ms\n", runs, made.ms());

    auto opening = std::make_unique<Stalls>();
    const Watch open;
    ui::RunsPanel panel(f.app);
    panel.resize(1440, 900);
    panel.show();
    panel.refresh();
    if (!waitFor([&] { return !panel.isLoading(); })) return 1;
    panel.board().table().viewport()->repaint();
    opening.reset();
    tell("open to the first rows", open.ms(),
        bare(f.workspace->db(), "SELECT number FROM run WHERE deleted = 0 ORDER BY started_at DESC, number DESC"),
        kOpenMs);
    f.settle();
    measureQuestions(f, panel);
    measureScroll(f, panel);
    measureColumns(f, panel);
    Watch live;
    panel.refresh();
    const double told = live.ms();
    f.settle();
    tell("live tick, in the window's thread", told, 0, 16);
    tell("live tick, until everything is read again", live.ms(), 0, 0);
    QTest::keyClick(&panel.board().table(), Qt::Key_A, Qt::ControlModifier);
    Watch counted;
    QTest::keyClick(&panel.board().table(), Qt::Key_Space);
    tell("take one out of all selected", counted.ms(), 0, 50);
    f.settle();
    fmt::print("window's thread: worst stall {:.1f} ms, {} over 50 ms\n", gWorstStall, gStalls);
    return gSlow == 0 ? 0 : 1;
}
