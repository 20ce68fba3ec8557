// Frame times of the real text view over a document of 1 MB with 2,000 spans (some nested, some over each other) and
// 200 relations: wheel steps, drags of the scroll bar, and labels made by the keyboard, each with the repaint that
// follows it. The peer is a QPlainTextEdit that shows the same text with as many extra selections, in the same run.
//
//   bench_text_view [MEGABYTES] [SPANS]
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>
#include <string>

#include <QApplication>
#include <QElapsedTimer>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTest>
#include <QWheelEvent>

#include <fmt/format.h>

#include "ui/label/text/text_view.h"
#include "ui/shell/theme.h"

using namespace slipway;
using namespace slipway::ui;

namespace {

constexpr int kFrames = 400, kLabels = 200;

std::string makeText(std::size_t bytes, std::mt19937& random) {
    static constexpr const char* kWords[] = {"the", "a", "camera", "director", "moves", "slowly", "into", "story",
        "audience", "cannot", "follow", "because", "performance", "bright", "and", "of", "scene", "time", "naïve",
        "film"};
    std::string text;
    while (text.size() < bytes) {
        const auto words = 20 + random() % 120;
        for (std::size_t i = 0; i < words; ++i) {
            text += kWords[random() % std::size(kWords)];
            text += i % 14 == 13 ? ". " : " ";
        }
        text += '\n';
    }
    return text;
}

std::vector<label::Region> makeSpans(int count, std::int64_t length, std::mt19937& random) {
    std::vector<label::Region> regions;
    for (int i = 0; i < count; ++i) {
        label::Region region;
        region.id = "r" + std::to_string(i);
        region.label = fmt::format("Label {}", i % 7);
        const auto start = std::int64_t(random() % std::size_t(length - 400));
        region.shape = label::Span{start, start + 4 + std::int64_t(random() % (i % 20 == 0 ? 400 : 40))};
        regions.push_back(std::move(region));
    }
    return regions;
}

/// On a busy machine the clock on the wall counts the others' work too, so what this thread took is told beside it.
double threadMilliseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

double quantile(std::vector<double>& values, double share) {
    std::ranges::sort(values);
    return values[std::min(values.size() - 1, std::size_t(share * double(values.size())))];
}

struct Times {
    std::vector<double> wall, thread;
    void print(const char* who, const char* what) {
        fmt::print(
            "{:<16} {:<18} p50 {:6.2f} ms   p95 {:6.2f} ms   max {:6.2f} ms   of the thread: p50 {:6.2f} ms   p95 "
            "{:6.2f} ms   ({} frames)\n",
            who, what, quantile(wall, 0.5), quantile(wall, 0.95), quantile(wall, 1), quantile(thread, 0.5),
            quantile(thread, 0.95), wall.size());
    }
};

/// From the event to the end of the repaint that it caused.
template <class Act> Times frames(QWidget& viewport, int count, Act act) {
    Times times;
    for (int i = 0; i < count; ++i) {
        const double before = threadMilliseconds();
        QElapsedTimer clock;
        clock.start();
        act(i);
        viewport.repaint();
        times.wall.push_back(double(clock.nsecsElapsed()) / 1e6);
        times.thread.push_back(threadMilliseconds() - before);
        QCoreApplication::processEvents();
    }
    return times;
}

void wheel(QWidget& viewport, int steps) {
    const QPointF at = viewport.rect().center();
    QWheelEvent event(
        at, viewport.mapToGlobal(at), {}, {0, -120 * steps}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&viewport, &event);
}

void dragBar(QScrollBar& bar, int frame) {
    bar.setSliderDown(true);
    bar.setValue(int(qint64(bar.maximum()) * ((frame * 37) % kFrames) / kFrames));
    bar.setSliderDown(false);
}

struct OurView {
    label::Project project;
    label::Task task;
    label::Annotation annotation;
    TextView view;

    OurView(const std::string& text, const std::vector<label::Region>& regions) {
        for (int i = 0; i < 7; ++i) label::addClass(project.labels, fmt::format("Label {}", i));
        project.labels.relations = {"refers to"};
        task.item.text = text;
        annotation.regions = regions;
        for (std::size_t i = 0; i + 1 < regions.size() && i < 200; ++i)
            annotation.relations.push_back(
                {regions[i].id, regions[i + 1].id, label::Direction::Forward, {"refers to"}, {}});
        QObject::connect(&view, &AnnotationView::editRequested, &view, [this](const label::Edit& edit) {
            if (label::apply(edit, annotation)) view.annotationChanged(edit);
        });
        view.resize(1100, 900);
        view.QWidget::show();
        bool shown = false;
        double took = 0;
        QObject::connect(&view, &AnnotationView::shown, &view, [&](double milliseconds) {
            shown = true;
            took = milliseconds;
        });
        view.show(project, task, {}, annotation);
        if (!QTest::qWaitFor([&] { return shown; }, 20000)) qFatal("the text is not shown");
        fmt::print("{:<16} {:<22} {:.0f} ms\n", "Slipway", "open", took);
        QObject::disconnect(&view, &AnnotationView::shown, nullptr, nullptr);
        view.canvas()->setFocus();
    }
    void measure() {
        QWidget& viewport = *view.canvas()->viewport();
        QScrollBar& bar = *view.canvas()->verticalScrollBar();
        frames(viewport, kFrames, [&](int) { wheel(viewport, 1); }).print("Slipway", "wheel");
        frames(viewport, kFrames, [&](int i) { dragBar(bar, i); }).print("Slipway", "scroll bar");
        bar.setValue(bar.maximum() / 2);
        view.canvas()->selectText({view.canvas()->positionAt({400, 300}), view.canvas()->positionAt({400, 300})});
        frames(viewport, kLabels, [&](int i) {
            for (int key = 0; key < 2; ++key) QTest::keyClick(view.canvas(), Qt::Key_Right, Qt::ControlModifier);
            QTest::keyClick(view.canvas(), Qt::Key_Left, Qt::ControlModifier | Qt::ShiftModifier);
            view.setActiveLabel(QStringLiteral("Label %1").arg(i % 7));
        }).print("Slipway", "select and label");
        frames(viewport, kLabels, [&](int) {
            QTest::keyClick(view.canvas(), Qt::Key_Right, Qt::ShiftModifier);
        }).print("Slipway", "extend by a key");
    }
};

struct Peer {
    QPlainTextEdit edit;
    QList<QTextEdit::ExtraSelection> selections;

    Peer(const std::string& text, const std::vector<label::Region>& regions) {
        edit.resize(1100, 900);
        edit.show();
        QElapsedTimer clock;
        clock.start();
        edit.setPlainText(QString::fromStdString(text));
        const label::TextOffsets offsets(text);
        for (const auto& region : regions) {
            const auto& span = std::get<label::Span>(region.shape);
            add(int(offsets.utf16At(span.start)), int(offsets.utf16At(span.end)));
        }
        edit.setExtraSelections(selections);
        edit.viewport()->repaint();
        fmt::print("{:<16} {:<22} {:.0f} ms\n", "QPlainTextEdit", "open", double(clock.nsecsElapsed()) / 1e6);
    }
    void add(int start, int end) {
        QTextEdit::ExtraSelection selection;
        selection.cursor = QTextCursor(edit.document());
        selection.cursor.setPosition(start);
        selection.cursor.setPosition(end, QTextCursor::KeepAnchor);
        selection.format.setBackground(QColor(180, 210, 255));
        selections.append(selection);
    }
    void measure() {
        QWidget& viewport = *edit.viewport();
        frames(viewport, kFrames, [&](int) { wheel(viewport, 1); }).print("QPlainTextEdit", "wheel");
        frames(viewport, kFrames, [&](int i) {
            dragBar(*edit.verticalScrollBar(), i);
        }).print("QPlainTextEdit", "scroll bar");
        edit.verticalScrollBar()->setValue(edit.verticalScrollBar()->maximum() / 2);
        int at = edit.cursorForPosition({400, 300}).position();
        frames(viewport, kLabels, [&](int) {
            add(at, at + 5);
            at += 6;
            edit.setExtraSelections(selections);
        }).print("QPlainTextEdit", "label");
    }
};

} // namespace

int main(int argc, char** argv) {
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    Theme theme;
    const double megabytes = argc > 1 ? std::atof(argv[1]) : 1;
    const int spans = argc > 2 ? std::atoi(argv[2]) : 2000;
    std::mt19937 random(1);
    const std::string text = makeText(std::size_t(megabytes * 1e6), random);
    const auto regions = makeSpans(spans, label::countCodePoints(text), random);
    fmt::print("{} bytes, {} spans\n", text.size(), regions.size());
    {
        OurView ours(text, regions);
        ours.measure();
    }
    Peer peer(text, regions);
    peer.measure();
}
