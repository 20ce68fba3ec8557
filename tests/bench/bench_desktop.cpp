// Cold start and panel switches of the real window, on a workspace of the tour or one with 100,000 runs. Each start is
// a process of its own, measured from before it is made until it says that its first panel is painted and loaded; the
// peer is an empty Qt window measured in the same way in the same run.
//
//   bench_desktop WORKSPACE [RUNS]    RUNS > 0 puts so many runs into a copy of the workspace first
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>

#include <QApplication>
#include <QElapsedTimer>
#include <QMainWindow>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <fmt/format.h>

#include "app/desktop/panels.h"
#include "core/workspace/workspace.h"
#include "ui/shell/main_window.h"
#include "ui/shell/panel.h"
#include "ui/shell/prompts.h"
#include "ui/shell/theme.h"

using namespace slipway;
namespace fs = std::filesystem;

namespace {

constexpr int kStarts = 7;

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

/// Longest time between two turns of the event loop, asked for every 2 ms.
class StallWatch : public QObject {
public:
    StallWatch() {
        m_clock.start();
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            m_worst = std::max(m_worst, static_cast<double>(m_clock.nsecsElapsed()) / 1e6 - 2);
            m_clock.restart();
        });
        m_timer.start(2);
    }
    double worstMs() const { return m_worst; }

private:
    QTimer m_timer;
    QElapsedTimer m_clock;
    double m_worst = 0;
};

struct Window {
    ui::Theme theme;
    ui::DialogPrompts prompts;
    QTemporaryDir folder;
    ui::WindowSettings settings{folder.filePath("desktop.ini")};
    ui::MainWindow window;
    explicit Window(const fs::path& workspace) : window(theme, prompts, panels(), settings, options()) {
        window.resize(1440, 900);
        if (!window.openWorkspace(workspace)) qFatal("the workspace cannot be opened");
        window.show();
    }
    static ui::PanelRegistry panels() {
        ui::PanelRegistry registry;
        ui::addAllPanels(registry);
        return registry;
    }
    static ui::MainWindow::Options options() {
        ui::MainWindow::Options options;
        options.startService = false;
        return options;
    }
    bool isReady(const QString& id) {
        const auto* panel = window.panel(id);
        return panel && !panel->isLoading();
    }
};

int startChild(int argc, char** argv, const char* workspace) {
    QApplication app(argc, argv);
    if (!workspace) {
        QMainWindow empty;
        empty.resize(1440, 900);
        empty.show();
        empty.grab();
        std::puts("ready");
        return 0;
    }
    Window real(workspace);
    if (!QTest::qWaitFor([&] { return real.isReady(real.window.currentPanel()); }, 20000)) return 1;
    real.window.grab();
    std::puts("ready");
    return 0;
}

double startMs(const QStringList& arguments) {
    QProcess process;
    QElapsedTimer clock;
    clock.start();
    process.start(QCoreApplication::applicationFilePath(), arguments);
    if (!process.waitForFinished(60000) || !process.readAllStandardOutput().contains("ready")) qFatal("a start failed");
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

void measureStarts(const QString& workspace) {
    std::vector<double> real, empty;
    startMs({"--child", workspace}); // warms the disk's cache
    for (int i = 0; i < kStarts; ++i) {
        empty.push_back(startMs({"--empty-child"}));
        real.push_back(startMs({"--child", workspace}));
    }
    fmt::print("start to a loaded first panel   median {:7.1f} ms   worst {:7.1f} ms   budget 1000 ms\n", median(real),
        *std::ranges::max_element(real));
    fmt::print("the same of an empty Qt window  median {:7.1f} ms   ratio {:.2f}\n", median(empty),
        median(real) / median(empty));
}

/// Until the panel is in the window, loaded and painted.
double switchMs(Window& window, const QString& id) {
    QElapsedTimer clock;
    clock.start();
    window.window.navigate(id);
    if (!QTest::qWaitFor([&] { return window.isReady(id); }, 20000)) qFatal("a panel did not load");
    window.window.grab();
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

void measureSwitches(const QString& workspace) {
    Window window(workspace.toStdString());
    if (!QTest::qWaitFor([&] { return window.isReady(window.window.currentPanel()); }, 20000))
        qFatal("the first panel did not load");
    std::vector<double> again;
    fmt::print("{:<14} {:>12} {:>12}\n", "panel", "first, ms", "again, ms");
    StallWatch watch;
    for (int round = 0; round < 3; ++round)
        for (const auto& panel : window.window.panels().all()) {
            const double ms = switchMs(window, panel.id);
            if (round == 0) {
                QTest::qWait(300);
                window.window.navigate(window.window.panels().all().front().id);
                QTest::qWait(50);
                const double second = switchMs(window, panel.id);
                fmt::print("{:<14} {:>12.1f} {:>12.1f}\n", panel.id.toStdString(), ms, second);
                again.push_back(second);
            } else {
                again.push_back(ms);
            }
        }
    std::ranges::sort(again);
    fmt::print(
        "panel switch                    median {:7.1f} ms   p95 {:7.1f} ms   worst {:7.1f} ms   budget 100 ms\n",
        median(again), again[again.size() * 95 / 100], again.back());
    fmt::print("longest stall of the event loop {:7.1f} ms (grabbing pictures included)\n", watch.worstMs());
}

/// A copy of the workspace's database with many runs in it.
void addRuns(const fs::path& folder, int runs) {
    auto opened = workspace::Workspace::open(folder);
    if (!opened) qFatal("%s", opened.error().message.c_str());
    const auto done = (*opened)->db().exec(fmt::format(R"sql(
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})
INSERT INTO run(id, experiment, name, status, started_at, ended_at, actor, owner)
SELECT printf('%032x', i), (SELECT min(id) FROM experiment), 'candidate-' || i, 'FINISHED', 1767225600000 + i * 60000,
    1767225600000 + i * 60000 + 5000, 'ada', '' FROM n;
INSERT INTO metric_summary SELECT number, k.id, experiment, abs(sin(number * k.id)), 149, started_at, 0.1, 0.99, 150
    FROM run, metric_key k WHERE run.owner = '' AND k.name IN ('validation-auc', 'test_roc_auc');
ANALYZE;
)sql",
        runs));
    if (!done) qFatal("%s", done.error().message.c_str());
}

} // namespace

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", qEnvironmentVariableIsSet("QT_QPA_PLATFORM") ? qgetenv("QT_QPA_PLATFORM") : "offscreen");
    if (argc == 2 && std::string_view(argv[1]) == "--empty-child") return startChild(argc, argv, nullptr);
    if (argc == 3 && std::string_view(argv[1]) == "--child") return startChild(argc, argv, argv[2]);
    if (argc < 2) {
        fmt::print(stderr, "usage: bench_desktop WORKSPACE [RUNS]; `slipway --workspace WORKSPACE tour` makes one\n");
        return 2;
    }
    QApplication app(argc, argv);
    QTemporaryDir folder;
    QString workspace = argv[1];
    if (argc > 2) {
        workspace = folder.filePath("w");
        fs::copy(argv[1], workspace.toStdString(), fs::copy_options::recursive);
        addRuns(workspace.toStdString(), std::stoi(argv[2]));
    }
    measureStarts(workspace);
    measureSwitches(workspace);
    return 0;
}
