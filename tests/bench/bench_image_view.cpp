// Frames of the real image view: 5,000 polygons of 20 corners on a picture of 10,000 x 5,000 pixels; zoom, pan and the
// drag of one vertex. A frame is from the event until the paint event is done, on the GUI thread; the stall is the
// longest time between two turns of the event loop; the processor time of the GUI thread tells what a busy machine
// adds. The peer is a plain QGraphicsView with the same picture and polygons in the same run.
//
//   bench_image_view [POLYGONS]
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <numbers>
#include <random>

#include <QApplication>
#include <QElapsedTimer>
#include <QGraphicsItem>
#include <QGraphicsScene>
#include <QGraphicsView>
#include <QMouseEvent>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>

#include <fmt/format.h>

#include "core/media/image.h"
#include "tests/bench/stall_watch.h"
#include "ui/label/image/image_view.h"
#include "ui/shell/theme.h"

using namespace slipway;

namespace {

constexpr int kWidth = 10'000, kHeight = 5'000, kCorners = 20, kFrames = 120;
const QSize kView(1440, 860);

double threadCpuMs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double quantile(std::vector<double> values, double share) {
    std::ranges::sort(values);
    return values[std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

struct Times {
    std::vector<double> frames, cpu;
    double stall = 0;
    double at(double share) const { return quantile(frames, share); }
};

/// Hills of colour with grain, so that no decoder or scaler has it easy.
media::Pixels makePicture() {
    media::Pixels pixels{kWidth, kHeight, std::vector<std::uint8_t>(std::size_t{4} * kWidth * kHeight, 255)};
    std::uint32_t grain = 1;
    for (int y = 0; y < kHeight; ++y) {
        std::uint8_t* row = pixels.row(y);
        const int green = static_cast<int>(110 + 60 * std::sin(y * 0.004));
        for (int x = 0; x < kWidth; ++x) {
            grain = grain * 1664525 + 1013904223;
            const int noise = static_cast<int>(grain >> 27);
            row[4 * x] = static_cast<std::uint8_t>((x / 48 + noise) % 220);
            row[4 * x + 1] = static_cast<std::uint8_t>(green + noise);
            row[4 * x + 2] = static_cast<std::uint8_t>(((x + y) / 90 + noise) % 200);
        }
    }
    return pixels;
}

label::Annotation makeRegions(int count) {
    std::mt19937 random(11);
    std::uniform_real_distribution<double> across(60, kWidth - 60), down(60, kHeight - 60), size(20, 60);
    label::Annotation annotation;
    for (int i = 0; i < count; ++i) {
        const label::Point centre{across(random), down(random)};
        label::Ring ring;
        for (int corner = 0; corner < kCorners; ++corner) {
            const double angle = 2 * std::numbers::pi * corner / kCorners, radius = size(random);
            ring.push_back({centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)});
        }
        label::Region region;
        region.id = fmt::format("p{}", i);
        region.label = fmt::format("class {}", i % 7);
        region.shape = label::Polygon{{{ring, {}}}};
        annotation.regions.push_back(std::move(region));
    }
    return annotation;
}

/// Sends each step's event, lets the event loop run until it is painted, and keeps to 60 steps a second.
template <class Step> Times measure(QWidget& widget, Step step) {
    Times times;
    StallWatch stall;
    for (int i = 0; i < kFrames; ++i) {
        QElapsedTimer clock;
        clock.start();
        const double before = threadCpuMs();
        step(i);
        widget.repaint();
        times.cpu.push_back(threadCpuMs() - before);
        times.frames.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        while (clock.nsecsElapsed() < 16'000'000) QCoreApplication::processEvents(QEventLoop::AllEvents, 2);
    }
    times.stall = stall.worstMs();
    return times;
}

void sendWheel(QWidget& widget, QPointF at, int delta) {
    QWheelEvent event(
        at, widget.mapToGlobal(at), {}, {0, delta}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&widget, &event);
}

void sendMouse(QWidget& widget, QEvent::Type type, QPointF at, Qt::MouseButton button) {
    QMouseEvent event(type, at, widget.mapToGlobal(at), type == QEvent::MouseMove ? Qt::NoButton : button,
        type == QEvent::MouseButtonRelease ? Qt::NoButton : button, Qt::NoModifier);
    QCoreApplication::sendEvent(&widget, &event);
}

QPointF circle(int i, double radius) {
    return {radius * std::cos(i * 0.1), radius * std::sin(i * 0.1)};
}

struct Results {
    Times zoom, pan, drag;
};

void settle(ui::ImageView& view) {
    if (!QTest::qWaitFor([&] { return !view.canvas()->isBusy(); }, 20'000)) qFatal("it does not settle");
    QTest::qWait(300);
}

Results measureOurs(const std::filesystem::path& file, label::Annotation& annotation) {
    label::Project project;
    for (int i = 0; i < 7; ++i) label::addClass(project.labels, fmt::format("class {}", i));
    label::Task task;
    ui::ImageView view;
    view.resize(kView);
    view.QWidget::show();
    QObject::connect(&view, &ui::AnnotationView::editRequested, &view, [&](const label::Edit& edit) {
        if (!label::apply(edit, annotation)) qFatal("the edit does not fit");
        view.annotationChanged(edit);
    });
    double shownMs = -1;
    QObject::connect(&view, &ui::AnnotationView::shown, &view, [&](double ms) { shownMs = ms; });
    view.show(project, task, file, annotation);
    if (!QTest::qWaitFor([&] { return shownMs >= 0; }, 60'000)) qFatal("the picture is not shown");
    fmt::print("opened, all regions on the screen: {:.0f} ms\n", shownMs);
    QWidget& canvas = *view.canvas();
    settle(view);

    Results results;
    const QPointF middle(kView.width() / 2.0, kView.height() / 2.0);
    results.zoom =
        measure(canvas, [&](int i) { sendWheel(canvas, middle + circle(i, 200), i % 40 < 20 ? 120 : -120); });
    view.trigger("zoom.fit");
    for (int i = 0; i < 4; ++i) sendWheel(canvas, middle, 120);
    settle(view);
    sendMouse(canvas, QEvent::MouseButtonPress, middle, Qt::MiddleButton);
    results.pan = measure(
        canvas, [&](int i) { sendMouse(canvas, QEvent::MouseMove, middle + circle(i, 250), Qt::MiddleButton); });
    sendMouse(canvas, QEvent::MouseButtonRelease, middle, Qt::MiddleButton);

    view.trigger("zoom.fit");
    settle(view);
    const auto& dragged = annotation.regions[annotation.regions.size() / 2];
    view.select({QString::fromStdString(dragged.id)});
    const QPointF vertex = view.canvas()->transform().toView(std::get<label::Polygon>(dragged.shape).parts[0].outer[3]);
    settle(view);
    sendMouse(canvas, QEvent::MouseButtonPress, vertex, Qt::LeftButton);
    results.drag = measure(
        canvas, [&](int i) { sendMouse(canvas, QEvent::MouseMove, vertex + circle(i + 10, 30), Qt::LeftButton); });
    QElapsedTimer clock;
    clock.start();
    sendMouse(canvas, QEvent::MouseButtonRelease, vertex + QPointF(20, 20), Qt::LeftButton);
    canvas.repaint();
    fmt::print("end of the drag, the edit built, applied and painted: {:.1f} ms\n",
        static_cast<double>(clock.nsecsElapsed()) / 1e6);
    return results;
}

QPolygonF polygonOf(const label::Region& region) {
    QPolygonF polygon;
    for (const auto& p : std::get<label::Polygon>(region.shape).parts[0].outer) polygon << QPointF(p.x, p.y);
    return polygon;
}

Results measurePeer(media::Pixels pixels, const label::Annotation& annotation) {
    QGraphicsScene scene;
    const QImage image(pixels.rgba.data(), kWidth, kHeight, QImage::Format_RGBX8888);
    scene.addPixmap(QPixmap::fromImage(image));
    std::vector<QGraphicsPolygonItem*> items;
    for (const auto& region : annotation.regions) {
        QPen pen(Qt::yellow, 2);
        pen.setCosmetic(true);
        items.push_back(scene.addPolygon(polygonOf(region), pen));
    }
    QGraphicsView view(&scene);
    view.setRenderHint(QPainter::Antialiasing);
    view.setTransformationAnchor(QGraphicsView::AnchorUnderMouse);
    view.resize(kView);
    view.show();
    view.fitInView(scene.sceneRect(), Qt::KeepAspectRatio);
    QTest::qWait(300);

    Results results;
    QWidget& canvas = *view.viewport();
    results.zoom = measure(canvas, [&](int i) {
        const double factor = i % 40 < 20 ? 1.2 : 1 / 1.2;
        view.scale(factor, factor);
    });
    view.fitInView(scene.sceneRect(), Qt::KeepAspectRatio);
    view.scale(2, 2);
    const QPointF centre = scene.sceneRect().center();
    results.pan = measure(canvas, [&](int i) { view.centerOn(centre + circle(i, 900)); });
    view.fitInView(scene.sceneRect(), Qt::KeepAspectRatio);
    auto* dragged = items[items.size() / 2];
    QPolygonF polygon = dragged->polygon();
    const QPointF vertex = polygon[3];
    results.drag = measure(canvas, [&](int i) {
        polygon[3] = vertex + circle(i + 10, 200);
        dragged->setPolygon(polygon);
    });
    return results;
}

void print(const char* what, const Times& ours, const Times& peer) {
    fmt::print("{:<12} p50 {:6.2f} ms  p95 {:6.2f} ms (processor {:5.2f})  stall {:6.1f} ms   QGraphicsView p50 "
               "{:7.2f}  p95 {:7.2f}   "
               "ratio of p95 {:.3f}{}\n",
        what, ours.at(0.5), ours.at(0.95), quantile(ours.cpu, 0.95), ours.stall, peer.at(0.5), peer.at(0.95),
        ours.at(0.95) / peer.at(0.95), ours.at(0.95) <= 16 ? "" : "   OVER 16 ms");
}

} // namespace

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    ui::Theme theme;
    const int count = argc > 1 ? std::max(1, std::atoi(argv[1])) : 5000;
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("large.png").toStdString();
    auto pixels = makePicture();
    if (!media::writePng(pixels, file)) qFatal("the picture cannot be written");
    auto annotation = makeRegions(count);
    fmt::print("{} polygons of {} corners on {} x {}, view {} x {}\n", count, kCorners, kWidth, kHeight, kView.width(),
        kView.height());
    const Results ours = measureOurs(file, annotation);
    const Results peer = measurePeer(std::move(pixels), annotation);
    print("zoom", ours.zoom, peer.zoom);
    print("pan", ours.pan, peer.pan);
    print("vertex drag", ours.drag, peer.drag);
    const double worst = std::max({ours.zoom.at(0.95), ours.pan.at(0.95), ours.drag.at(0.95)});
    return worst <= 16 ? 0 : 1;
}
