#pragma once

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "core/media/image.h"
#include "ui/label/image/image_view.h"
#include "ui/shell/theme.h"

namespace slipway::testkit {

inline constexpr int kWidth = 400, kHeight = 300;

/// A picture with a light disc on dark ground.
inline media::Pixels drawnPicture() {
    media::Pixels pixels{kWidth, kHeight, std::vector<std::uint8_t>(4 * kWidth * kHeight, 255)};
    for (int y = 0; y < kHeight; ++y)
        for (int x = 0; x < kWidth; ++x) {
            const bool inside = (x - 200) * (x - 200) + (y - 150) * (y - 150) < 80 * 80;
            for (int band = 0; band < 3; ++band) pixels.row(y)[4 * x + band] = inside ? 220 : 40;
        }
    return pixels;
}

inline label::Region region(const std::string& id, label::Shape shape, const std::string& name = "car") {
    label::Region made;
    made.id = id;
    made.label = name;
    made.shape = std::move(shape);
    return made;
}

/// The view with what the page does: it applies each edit and tells.
class ImagePage {
public:
    explicit ImagePage(std::vector<label::Region> regions = {}) {
        for (const char* name : {"car", "person"}) label::addClass(project.labels, name);
        label::addClass(project.labels, "pose");
        project.labels.classes.back().skeleton = label::Skeleton{{"head", "hand", "foot"}, {{0, 1}, {0, 2}}};
        annotation.regions = std::move(regions);
        QObject::connect(
            &view, &ui::AnnotationView::editRequested, &view, [this](const label::Edit& edit) { apply(edit); });
        file = m_folder.filePath("disc.png").toStdString();
        if (!media::writePng(drawnPicture(), file)) qFatal("the picture cannot be written");
        view.resize(kWidth + 200, kHeight + 200); // so that the picture is shown at 100 %
        view.QWidget::show();
    }
    /// Waits until the picture is on the screen.
    void open() {
        QSignalSpy shown(&view, &ui::AnnotationView::shown);
        view.show(project, task, file, annotation);
        QTRY_COMPARE(shown.size(), 1);
        view.setActiveLabel("car");
        view.canvas()->setFocus();
    }
    void apply(const label::Edit& edit) {
        if (!label::apply(edit, annotation)) qFatal("the edit does not fit");
        edits.push_back(edit);
        view.annotationChanged(edit);
    }
    void undo() {
        const auto edit = label::inverse(edits.back());
        apply(edit);
    }
    QPoint at(double x, double y) { return view.canvas()->transform().toView(label::Point{x, y}).toPoint(); }
    void click(double x, double y, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseClick(view.canvas(), Qt::LeftButton, modifiers, at(x, y));
    }
    void drag(double x, double y, double toX, double toY, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mousePress(view.canvas(), Qt::LeftButton, modifiers, at(x, y));
        moveTo((x + toX) / 2, (y + toY) / 2, modifiers, Qt::LeftButton);
        moveTo(toX, toY, modifiers, Qt::LeftButton);
        QTest::mouseRelease(view.canvas(), Qt::LeftButton, modifiers, at(toX, toY));
    }
    /// QTest::mouseMove() knows no buttons.
    void moveTo(double x, double y, Qt::KeyboardModifiers modifiers = {}, Qt::MouseButtons buttons = {}) {
        QMouseEvent event(QEvent::MouseMove, QPointF(at(x, y)), view.canvas()->mapToGlobal(QPointF(at(x, y))),
            Qt::NoButton, buttons, modifiers);
        QCoreApplication::sendEvent(view.canvas(), &event);
    }
    void key(int key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(view.canvas(), Qt::Key(key), modifiers); }
    const label::Region& last() const { return annotation.regions.back(); }
    template <class S> const S& lastShape() const { return std::get<S>(annotation.regions.back().shape); }

    label::Project project;
    label::Task task;
    label::Annotation annotation;
    std::vector<label::Edit> edits;
    std::filesystem::path file;
    ui::Theme theme;
    ui::ImageView view;

private:
    QTemporaryDir m_folder;
};

inline bool isNear(const label::Box& box, const label::Box& wanted) {
    return std::abs(box.left - wanted.left) < 1 && std::abs(box.top - wanted.top) < 1 &&
           std::abs(box.width - wanted.width) < 1 && std::abs(box.height - wanted.height) < 1;
}

inline const label::Polygon kSquare{{{{{50, 50}, {150, 50}, {150, 150}, {50, 150}}, {}}}};

} // namespace slipway::testkit
