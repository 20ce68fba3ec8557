// Comparing runs: curves of 100 runs over 10,000 steps from the question to the painted picture, first and again, and
// a zoom step with its detail, beside a bare read of the same points from SQLite; parallel coordinates of 5,000 runs;
// the table of 100 runs with 10,000 metrics each.
//
//   bench_compare [RUNS] [STEPS] [METRICS]        100, 10,000 and 10,000 by default
#include <cmath>
#include <cstdio>
#include <random>
#include <string>

#include <QApplication>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <fmt/format.h>

#include "core/track/curves.h"
#include "tests/bench/stall_watch.h"
#include "tests/testkit/ui_fixture.h"
#include "ui/track/compare/compare_page.h"
#include "ui/track/compare/metric_chart.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/line_chart_view.h"
#include "ui/widgets/parallel_chart.h"

using namespace slipway;
using namespace slipway::ui;

namespace {

double ms(const QElapsedTimer& clock) {
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

void check(const Status& status) {
    if (!status) qFatal("%s", status.error().message.c_str());
}

std::vector<ChartedRun> makeRuns(testkit::UiFixture& f, int runs, int steps, int metrics) {
    auto& tracker = f.workspace->tracker();
    const auto experiment = tracker.experiment(f.owner(), "sweep");
    std::mt19937 random(1);
    std::normal_distribution<double> noise(0, 0.05);
    std::vector<ChartedRun> charted;
    for (int i = 0; i < runs; ++i) {
        const std::string name = fmt::format("run-{}", i);
        const auto run = tracker.start(f.owner(), experiment->id, name, {});
        check(tracker.logParameters(run->id, {{"eta", fmt::format("{}", std::pow(10, -1 - i % 4))}}));
        std::vector<track::MetricPoint> points;
        for (int step = 0; step < steps; ++step)
            points.push_back(
                {"loss", 2.0 / (1 + step * 0.001 * (1 + i % 9)) + noise(random), step, run->startedAt + step * 100});
        points[static_cast<std::size_t>(steps) / 2].value = 4 + i * 0.01; // a spike
        check(tracker.logMetrics(run->id, points));
        points.clear();
        for (int m = 0; m < metrics; ++m)
            points.push_back({fmt::format("layer/{:05}", m), noise(random), 0, run->startedAt});
        check(tracker.logMetrics(run->id, points));
        charted.push_back({QString::fromStdString(run->id), QString::fromStdString(name), i});
    }
    return charted;
}

/// Every point of the curves by a bare statement, without drawing anything.
double bareRead(testkit::UiFixture& f, const std::vector<ChartedRun>& runs, std::size_t& points) {
    QElapsedTimer clock;
    clock.start();
    auto list =
        f.workspace->db().prepare("SELECT step, at, value FROM metric_point WHERE run = (SELECT number FROM run "
                                  "WHERE id = ?) AND key = (SELECT id FROM metric_key WHERE name = 'loss')");
    if (!list) qFatal("%s", list.error().message.c_str());
    double sum = 0;
    for (const auto& run : runs) {
        list->reset();
        list->bind(1, run.id.toStdString());
        while (true) {
            const auto more = list->step();
            if (!more || !*more) break;
            sum += list->real(2) + static_cast<double>(list->integer(0) + list->integer(1));
            ++points;
        }
    }
    if (std::isnan(sum)) qFatal("NaN");
    return ms(clock);
}

void waitFor(QSignalSpy& spy) {
    if (spy.isEmpty() && !spy.wait(30'000)) qFatal("no answer");
}

/// From the question to the painted picture.
double overlay(MetricChart& chart, const std::vector<ChartedRun>& runs) {
    QSignalSpy loaded(&chart, &MetricChart::loaded);
    QElapsedTimer clock;
    clock.start();
    chart.setRuns(runs);
    waitFor(loaded);
    chart.chart().findChild<LineChartView*>()->repaint();
    return ms(clock);
}

void measureCurves(testkit::UiFixture& f, const std::vector<ChartedRun>& runs) {
    std::size_t points = 0;
    const double cold = bareRead(f, runs, points), warm = bareRead(f, runs, points);
    MetricChart chart(f.app, "loss", nullptr);
    chart.resize(1180, 640);
    chart.show();
    QTest::qWait(200);
    const StallWatch stall;
    const double first = overlay(chart, runs);
    double again = 1e9;
    for (int i = 0; i < 5; ++i) {
        QTest::qWait(50);
        again = std::min(again, overlay(chart, runs));
    }
    fmt::print("overlay of {} curves, {} points: first {:.1f} ms, again {:.1f} ms{}; bare SQLite read {:.1f} ms, again "
               "{:.1f} ms: {:.1f} times as fast as only reading\n",
        runs.size(), points / 2, first, again, first < 100 ? "" : "   OVER 100 ms", cold, warm, warm / again);
    fmt::print("  GUI thread stalled {:.0f} ms at worst\n", stall.worstMs());
    auto* view = chart.chart().findChild<LineChartView*>();
    QElapsedTimer clock;
    clock.start();
    view->plot.prepare();
    const double prepared = ms(clock);
    clock.restart();
    view->rebuild();
    const double placed = ms(clock);
    view->repaint();
    fmt::print("  of it prepared in {:.1f} ms, scaled in {:.1f} ms, painted in {:.1f} ms\n", prepared, placed,
        ms(clock) - placed);
    clock.restart();
    view->highlight(7);
    view->repaint();
    fmt::print("  hover of one curve: {:.1f} ms\n", ms(clock));
    CurveOptions options;
    options.smoothing = 0.6;
    clock.restart();
    chart.setOptions(options);
    view->repaint();
    fmt::print("  smoothing 0.6 over all: {:.1f} ms\n", ms(clock));
    const QRect box = view->plot.rect().toRect();
    QSignalSpy moved(view, &LineChartView::rangeChanged);
    clock.restart();
    QTest::mousePress(view, Qt::LeftButton, {}, {box.left() + box.width() / 2, box.center().y()});
    QTest::mouseMove(view, {box.left() + box.width() * 6 / 10, box.center().y()});
    QTest::mouseRelease(view, Qt::LeftButton, {}, {box.left() + box.width() * 6 / 10, box.center().y()});
    view->repaint();
    const double step = ms(clock);
    if (!f.settle(30'000)) qFatal("no detail");
    view->repaint();
    fmt::print("zoom to a tenth: {:.1f} ms, with every point of it: {:.1f} ms\n", step, ms(clock));
}

void measureParallel(int runs) {
    std::mt19937 random(2);
    std::uniform_real_distribution<double> unit(0, 1);
    QStringList names;
    std::vector<ChartField> axes(8);
    for (std::size_t a = 0; a < axes.size(); ++a) axes[a].title = QStringLiteral("axis %1").arg(a);
    for (int i = 0; i < runs; ++i) {
        names.push_back(QStringLiteral("run %1").arg(i));
        for (auto& axis : axes) axis.values.emplace_back(unit(random));
    }
    ParallelChart chart("Sweep");
    chart.resize(1180, 640);
    chart.show();
    QTest::qWait(100);
    QElapsedTimer clock;
    clock.start();
    chart.setData(names, axes, "axis 7");
    chart.repaint();
    const double first = ms(clock);
    int frames = 1;
    while (!chart.isComplete()) {
        QApplication::processEvents();
        ++frames;
    }
    fmt::print("parallel coordinates of {} runs, 8 axes: first frame {:.1f} ms, all of them {:.1f} ms in {} frames\n",
        runs, first, ms(clock), frames);
    double worst = 0;
    const QPoint at(chart.placeOf(0, 2).toPoint().x(), 200);
    QTest::mousePress(&chart, Qt::LeftButton, {}, at);
    for (int i = 1; i < 20; ++i) {
        clock.restart();
        QTest::mouseMove(&chart, at + QPoint(0, i * 8));
        chart.repaint();
        worst = std::max(worst, ms(clock));
    }
    QTest::mouseRelease(&chart, Qt::LeftButton, {}, at + QPoint(0, 152));
    clock.restart();
    QTest::mouseMove(&chart, {500, 300});
    chart.repaint();
    fmt::print("  brush step at worst {:.1f} ms, hover {:.1f} ms\n", worst, ms(clock));
}

void measureTable(testkit::UiFixture& f, const std::vector<ChartedRun>& runs) {
    ComparePage page(f.app);
    page.resize(1440, 900);
    page.show();
    QTest::qWait(100);
    for (const char* when : {"first", "again"}) {
        const StallWatch stall;
        QElapsedTimer clock;
        clock.start();
        page.showRuns(runs);
        if (!f.settle(60'000)) qFatal("no comparison");
        page.repaint();
        const auto* table = page.findChild<DataTable*>("comparisonTable");
        const double shown = ms(clock);
        QTest::qWait(20);
        fmt::print("table of {} runs, {} rows that differ, {}: {:.0f} ms; GUI thread stalled {:.0f} ms at worst\n",
            table->model()->columnCount(), table->model()->rowCount(), when, shown, stall.worstMs());
    }
    auto* table = page.findChild<DataTable*>("comparisonTable");
    double worst = 0;
    for (int i = 0; i < 60; ++i) {
        QElapsedTimer clock;
        clock.start();
        table->scrollTo(table->model()->index(i * table->model()->rowCount() / 60, i % 100));
        page.repaint();
        worst = std::max(worst, ms(clock));
    }
    fmt::print("  scroll frame at worst {:.1f} ms\n", worst);
}

} // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    testkit::UiFixture f;
    QElapsedTimer clock;
    clock.start();
    const auto runs = makeRuns(f, argc > 1 ? std::stoi(argv[1]) : 100, argc > 2 ? std::stoi(argv[2]) : 10'000,
        argc > 3 ? std::stoi(argv[3]) : 10'000);
    fmt::print("{} runs made in {:.0f} ms\n", runs.size(), ms(clock));
    measureCurves(f, runs);
    measureParallel(5000);
    measureTable(f, runs);
    return 0;
}
