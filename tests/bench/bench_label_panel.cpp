// The labeling panel on a project of many tasks: from choosing the project to its first task on the screen, and from
// Ctrl+Enter to the next picture on the screen.
//
//   bench_label_panel PICTURE [TASKS]     TASKS: 1,000,000 by default
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <QApplication>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <fmt/format.h>

#include "tests/testkit/ui_fixture.h"
#include "ui/label/annotation_view.h"
#include "ui/label/label_panel.h"

using namespace slipway;
namespace fs = std::filesystem;

namespace {

constexpr int kShown = 40; ///< tasks whose picture is really there

label::Project makeProject(testkit::UiFixture& f, const fs::path& picture, std::int64_t tasks) {
    const fs::path root = f.folder().parent_path() / "pictures";
    fs::create_directories(root);
    label::LabelService::NewProject request;
    request.name = "many";
    request.root = root;
    label::addClass(request.labels, "car");
    auto& labels = f.workspace->labels();
    auto project = labels.create(f.owner(), request);
    if (!project) qFatal("%s", project.error().message.c_str());
    std::vector<label::Item> items;
    Progress progress;
    for (std::int64_t i = 0; i < tasks; ++i) {
        label::Item item;
        item.path = fmt::format("{:07}{}", i + 1, picture.extension().string());
        if (i < kShown + 5) fs::copy_file(picture, root / item.path);
        items.push_back(std::move(item));
        if (items.size() < 100'000 && i + 1 < tasks) continue;
        const auto added = labels.addItems(f.owner(), *project, items, progress);
        if (!added) qFatal("%s", added.error().message.c_str());
        items.clear();
    }
    return *labels.find("many");
}

double percentile(std::vector<double> values, double share) {
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

} // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    if (argc < 2) {
        std::fputs("usage: bench_label_panel PICTURE [TASKS]\n", stderr);
        return 2;
    }
    const std::int64_t tasks = argc > 2 ? std::stoll(argv[2]) : 1'000'000;
    testkit::UiFixture f;
    QElapsedTimer clock;
    clock.start();
    const auto project = makeProject(f, argv[1], tasks);
    fmt::print("{} tasks made in {} ms\n", project.tasks, clock.elapsed());

    clock.restart();
    ui::LabelPanel panel(f.app);
    panel.resize(1440, 900);
    panel.show();
    panel.refresh();
    if (!f.settle()) return 1;
    panel.repaint();
    fmt::print("projects page: {} ms\n", clock.elapsed());

    clock.restart();
    panel.openProject("many");
    QSignalSpy ready(panel.workbench(), &ui::Workbench::ready);
    if (ready.isEmpty() && !ready.wait(20000)) return 1;
    auto* view = panel.workbench()->view();
    QSignalSpy first(view, &ui::AnnotationView::shown);
    if (first.isEmpty()) first.wait(5000);
    view->repaint();
    fmt::print("project to first picture: {} ms\n", clock.elapsed());

    std::vector<double> next;
    for (int i = 0; i < kShown; ++i) {
        QTest::qWait(300); // a person looks
        QSignalSpy shown(view, &ui::AnnotationView::shown);
        clock.restart();
        panel.workbench()->trigger(QStringLiteral("task.submit"));
        while (shown.isEmpty() && clock.elapsed() < 5000) QApplication::processEvents(QEventLoop::AllEvents, 1);
        view->repaint();
        next.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    fmt::print("next picture: p50 {:.1f} ms, p95 {:.1f} ms, worst {:.1f} ms\n", percentile(next, 0.5),
        percentile(next, 0.95), percentile(next, 1));
    QSignalSpy jumped(&panel.workbench()->controller(), &ui::LabelController::taskOpened);
    clock.restart();
    panel.workbench()->goTo(std::max<std::int64_t>(1, tasks * 7 / 10));
    if (jumped.isEmpty()) jumped.wait(5000);
    fmt::print("go to task {}: {} ms\n", tasks * 7 / 10, clock.elapsed());
    return 0;
}
