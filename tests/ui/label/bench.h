#pragma once

#include "tests/ui/label/opened_panel.h"
#include "ui/label/image/image_canvas.h"
#include "ui/label/image/image_view.h"
#include "ui/label/workbench/workbench.h"

namespace slipway::testkit {

/// The labeling page alone in a window, and keys as a person presses them.
struct Bench {
    UiFixture f;
    OwnSettings settings;
    QWidget window;
    std::unique_ptr<ui::Workbench> page;
    Bench() { start(); }
    /// As on the next day.
    void start() {
        page.reset();
        page = std::make_unique<ui::Workbench>(f.app, ui::Workbench::MakeView(), &window);
        window.resize(1240, 800);
        page->setGeometry(window.rect());
        window.show();
        page->show();
    }
    bool open(const char* project) {
        page->openProject(project, ui::LabelController::Mode::Label);
        window.activateWindow();
        return QTest::qWaitFor([&] { return number() > 0 && QApplication::focusWidget(); }, 10000);
    }
    /// On a project of that many pictures.
    bool openStreets(int pictures) {
        makeProject(f, "streets", pictures);
        return open("streets");
    }
    /// The picture is on the screen.
    bool isSharp() {
        auto* view = qobject_cast<ui::ImageView*>(page->view());
        return view &&
               QTest::qWaitFor([&] { return !view->canvas()->isBusy() && view->canvas()->transform().zoom() > 0; });
    }
    template <class T> T* find(const char* name) { return window.findChild<T*>(name); }
    ui::LabelController& controller() { return page->controller(); }
    const label::Annotation& annotation() { return *controller().annotation(); }
    std::size_t regions() { return annotation().regions.size(); }
    std::int64_t number() { return numberOf(controller()); }
    void key(Qt::Key which, Qt::KeyboardModifiers modifiers = {}) { pressKey(which, modifiers); }
    void draw(label::Box box, const char* label = "car") { controller().apply(drawBox(annotation(), label, box)); }
};

} // namespace slipway::testkit
