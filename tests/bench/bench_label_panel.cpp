// The labeling panel on a project of many tasks: from choosing the project to its first task on the screen, and from
// Ctrl+Enter to the next picture on the screen. And on a new project of a folder with many files: from "Create
// project" until the first of them can be labelled, and on to the next ones while the folder is still being scanned.
//
//   bench_label_panel PICTURE [TASKS]              TASKS: 1,000,000 by default
//   bench_label_panel --folder PICTURE [FILES]     FILES: 100,000 by default
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <fmt/format.h>

#include "tests/bench/stall_watch.h"
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

void printNext(const char* when, const std::vector<double>& next) {
    fmt::print("next picture{}: p50 {:.1f} ms, p95 {:.1f} ms, worst {:.1f} ms, {} times\n", when, percentile(next, 0.5),
        percentile(next, 0.95), percentile(next, 1), next.size());
}

/// From the key until the next picture is painted, in milliseconds.
double submit(ui::LabelPanel& panel) {
    auto* view = panel.workbench()->view();
    QSignalSpy shown(view, &ui::AnnotationView::shown);
    QElapsedTimer clock;
    clock.start();
    panel.workbench()->trigger(QStringLiteral("task.submit"));
    while (shown.isEmpty() && clock.elapsed() < 5000) QApplication::processEvents(QEventLoop::AllEvents, 1);
    view->repaint();
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

/// Hard links, a thousand to a copy: a file system has a limit to them.
fs::path makeFolder(const testkit::UiFixture& f, const fs::path& picture, int files) {
    const fs::path root = f.folder().parent_path() / "pictures", copies = f.folder().parent_path() / "copies";
    fs::create_directories(root);
    fs::create_directories(copies);
    fs::path copy;
    for (int i = 0; i < files; ++i) {
        if (i % 1000 == 0) {
            copy = copies / fmt::format("{}{}", i, picture.extension().string());
            fs::copy_file(picture, copy);
        }
        fs::create_hard_link(copy, root / fmt::format("picture-{}{}", i + 1, picture.extension().string()));
    }
    return root;
}

template <class T> T* child(ui::LabelPanel& panel, const char* name) {
    auto* found = panel.findChild<T*>(name);
    if (!found) qFatal("the panel has no %s", name);
    return found;
}

void click(ui::LabelPanel& panel, const char* name) {
    QTest::mouseClick(child<QPushButton>(panel, name), Qt::LeftButton);
}

void drawBox(ui::LabelController& controller) {
    label::EditBuilder edit("Draw box", *controller.annotation());
    label::Region region;
    region.label = "car";
    region.shape = label::Box{10, 10, 50, 40};
    edit.add(std::move(region));
    controller.apply(std::move(edit).take());
}

int measureFolder(const fs::path& picture, int files) {
    testkit::UiFixture f;
    const auto folder = makeFolder(f, picture, files);
    f.prompts.answer(QString::fromStdString(folder.string()));
    ui::LabelPanel panel(f.app);
    panel.resize(1440, 900);
    panel.show();
    panel.refresh();
    if (!f.settle()) return 1;
    click(panel, "emptyNewProject");
    QTest::keyClicks(child<QLineEdit>(panel, "projectName"), "folder");
    click(panel, "addLabelButton");
    QTest::keyClicks(child<QLineEdit>(panel, "labelName"), "car");
    click(panel, "chooseFolder");
    QTest::qWait(300);

    const StallWatch stall;
    QElapsedTimer clock;
    clock.start();
    click(panel, "createProjectButton");
    const auto isUsable = [&] { return panel.workbench() && panel.workbench()->controller().canEdit(); };
    while (!isUsable() && clock.elapsed() < 60'000) QApplication::processEvents(QEventLoop::AllEvents, 1);
    if (!isUsable()) return 1;
    auto* view = panel.workbench()->view();
    QSignalSpy shown(view, &ui::AnnotationView::shown);
    while (shown.isEmpty() && clock.elapsed() < 60'000) QApplication::processEvents(QEventLoop::AllEvents, 1);
    auto& controller = panel.workbench()->controller();
    QSignalSpy saved(&controller, &ui::LabelController::saved);
    drawBox(controller);
    if (saved.isEmpty()) return 1;
    const double usable = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    const auto found = f.workspace->labels().find("folder")->tasks;
    const bool scanning = f.jobs.activeCount() > 0;
    fmt::print("{} files, from create to the first box in the journal: {:.0f} ms; {} tasks found until then{}{}\n",
        files, usable, found, scanning ? ", the scan goes on" : "", usable <= 1000 ? "" : "   OVER 1 s");
    std::vector<double> next;
    while (f.jobs.activeCount() > 0 && next.size() < 300) {
        QTest::qWait(100); // a person looks
        drawBox(controller);
        next.push_back(submit(panel));
    }
    if (!next.empty()) printNext(" during the scan", next);
    while (f.jobs.activeCount() > 0) QTest::qWait(20);
    fmt::print("all {} tasks there: {} ms; GUI thread: {} stalls over 50 ms, worst {:.1f} ms\n",
        f.workspace->labels().find("folder")->tasks, clock.elapsed(), stall.over50Ms(), stall.worstMs());
    return usable <= 1000 && scanning ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    if (argc < 2) {
        std::fputs("usage: bench_label_panel [--folder] PICTURE [TASKS]\n", stderr);
        return 2;
    }
    if (std::string_view(argv[1]) == "--folder" && argc > 2)
        return measureFolder(argv[2], argc > 3 ? std::stoi(argv[3]) : 100'000);
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
        next.push_back(submit(panel));
    }
    printNext("", next);
    QSignalSpy jumped(&panel.workbench()->controller(), &ui::LabelController::taskOpened);
    clock.restart();
    panel.workbench()->goTo(std::max<std::int64_t>(1, tasks * 7 / 10));
    if (jumped.isEmpty()) jumped.wait(5000);
    fmt::print("go to task {}: {} ms\n", tasks * 7 / 10, clock.elapsed());
    return 0;
}
