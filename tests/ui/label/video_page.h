#pragma once

#include <QKeyEvent>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

#include "core/base/file.h"
#include "core/media/image.h"
#include "ui/label/image/image_canvas.h"
#include "ui/label/key_set.h"
#include "ui/label/video/video_view.h"
#include "ui/shell/theme.h"

namespace slipway::testkit {

inline constexpr int kBits = 10, kBlock = 16; // 10 squares of 16 pixels on top of the picture: the number, in binary
inline constexpr int kWidth = 320, kHeight = 192, kFrames = 60;

/// A folder of frames with the same numbers burnt in.
inline void makeFolder(const std::filesystem::path& folder, int frames) {
    for (int n = 0; n < frames; ++n) {
        media::Pixels pixels{kWidth, kHeight, std::vector<std::uint8_t>(4 * kWidth * kHeight, 255)};
        for (int y = 0; y < kHeight; ++y)
            for (int x = 0; x < kWidth; ++x) {
                const bool inBlock = y < kBlock && x < kBits * kBlock;
                const int value = inBlock ? (n >> (x / kBlock) & 1 ? 235 : 16) : 90;
                for (int band = 0; band < 3; ++band) pixels.row(y)[4 * x + band] = static_cast<std::uint8_t>(value);
            }
        if (!media::writePng(pixels, folder / ("frame" + std::to_string(n) + ".png"))) qFatal("cannot write a frame");
    }
}

/// The page around the view: keys mean what the key set says, edits are applied and told.
class VideoPage : public QWidget {
public:
    explicit VideoPage(const std::filesystem::path& file) : view(new ui::VideoView), m_file(file) {
        for (const char* name : {"car", "person"}) label::addClass(project.labels, name);
        project.medium = label::Medium::Video;
        auto* layout = new QVBoxLayout(this);
        layout->addWidget(view);
        connect(view, &ui::AnnotationView::editRequested, this, [this](const label::Edit& edit) { apply(edit); });
        resize(800, 640); // so that frames are shown at 100 %
        QWidget::show();
    }
    void open() {
        QSignalSpy shown(view, &ui::AnnotationView::shown);
        view->show(project, task, m_file, annotation);
        QTRY_COMPARE_WITH_TIMEOUT(shown.size(), 1, 20000);
        view->setActiveLabel("car");
        view->canvas()->setFocus();
    }
    void apply(const label::Edit& edit) {
        if (!label::apply(edit, annotation)) qFatal("the edit does not fit");
        edits.push_back(edit);
        view->annotationChanged(edit);
    }
    void undo() {
        const auto edit = label::inverse(edits.back());
        edits.pop_back();
        if (!label::apply(edit, annotation)) qFatal("the undo does not fit");
        view->annotationChanged(edit);
    }
    void key(int key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(view->canvas(), Qt::Key(key), modifiers);
    }
    void goTo(std::int64_t frame) {
        view->goTo(frame);
        QTRY_COMPARE_WITH_TIMEOUT(view->frame(), frame, 20000);
    }
    QPoint at(double x, double y) const { return view->canvas()->transform().toView(label::Point{x, y}).toPoint(); }
    void drag(double x, double y, double toX, double toY) {
        QTest::mousePress(view->canvas(), Qt::LeftButton, {}, at(x, y));
        for (const double share : {0.5, 1.0}) {
            const QPointF to(at(x + (toX - x) * share, y + (toY - y) * share));
            QMouseEvent event(QEvent::MouseMove, to, view->canvas()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
            QCoreApplication::sendEvent(view->canvas(), &event);
        }
        QTest::mouseRelease(view->canvas(), Qt::LeftButton, {}, at(toX, toY));
    }
    /// Draws with the box tool and goes back to the selecting one.
    void drawBox(double x, double y, double toX, double toY) {
        view->setTool(ui::LabelTool::Box);
        drag(x, y, toX, toY);
        view->setTool(ui::LabelTool::Select);
    }
    /// The number that is burnt into the picture as the person sees it.
    int numberOnScreen() const {
        const QImage screen = view->canvas()->grab().toImage();
        int number = 0;
        for (int bit = 0; bit < kBits; ++bit)
            if (qGray(screen.pixel(at(bit * kBlock + kBlock / 2, kBlock / 2))) > 128) number |= 1 << bit;
        return number;
    }
    const label::Track& track(std::size_t region = 0) const {
        return std::get<label::Track>(annotation.regions[region].shape);
    }
    std::vector<std::int64_t> keyframes(std::size_t region = 0) const {
        std::vector<std::int64_t> frames;
        for (const auto& key : track(region).keyframes) frames.push_back(key.frame);
        return frames;
    }
    /// Bounds of what is drawn on the screen; nothing when it is not there.
    std::optional<label::Box> seen(std::size_t region = 0) const {
        const auto drawn = view->canvas()->scene().find(annotation.regions[region].id);
        return drawn ? std::optional(drawn->bounds) : std::nullopt;
    }

    label::Project project;
    label::Task task;
    label::Annotation annotation;
    std::vector<label::Edit> edits;
    ui::VideoView* view;

protected:
    void keyPressEvent(QKeyEvent* event) override {
        for (const QString& action : ui::KeySet::named("slipway").actionsFor(ui::keyOf(*event), "video"))
            if (view->trigger(action)) return;
        event->ignore();
    }

private:
    std::filesystem::path m_file;
};

inline bool isNear(const std::optional<label::Box>& box, const label::Box& wanted) {
    return box && std::abs(box->left - wanted.left) < 1.5 && std::abs(box->top - wanted.top) < 1.5 &&
           std::abs(box->width - wanted.width) < 1.5 && std::abs(box->height - wanted.height) < 1.5;
}

inline label::Region trackRegion(const std::string& id, std::vector<label::Keyframe> keys) {
    label::Region region;
    region.id = id;
    region.label = "car";
    region.shape = label::Track{std::move(keys)};
    return region;
}

inline label::Keyframe key(std::int64_t frame, label::FrameShape shape, bool outside = false) {
    return {frame, outside, false, std::move(shape), {}};
}

using Frames = std::vector<std::int64_t>;

} // namespace slipway::testkit
