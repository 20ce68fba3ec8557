#pragma once

#include <QApplication>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

#include "tests/ui/label/label_items.h"
#include "ui/label/label_panel.h"

namespace slipway::testkit {

/// What windows remember stands in a folder of the test, as long as this lives.
class OwnSettings {
    QTemporaryDir m_folder;

public:
    OwnSettings() { qputenv("SLIPWAY_DESKTOP_SETTINGS", m_folder.filePath("desktop.ini").toUtf8()); }
};

/// What has the focus gets the key, as when a person presses it.
inline void pressKey(Qt::Key which, Qt::KeyboardModifiers modifiers = {}) {
    QWidget* focus = QApplication::focusWidget();
    QVERIFY(focus);
    QTest::keyClick(focus, which, modifiers);
}

/// 0 when no task is open.
inline std::int64_t numberOf(const ui::LabelController& controller) {
    return controller.task() ? controller.task()->number : 0;
}

/// The labeling panel at its projects, and clicks as a person does them.
struct OpenedPanel {
    OwnSettings settings;
    std::unique_ptr<ui::LabelPanel> panel;
    UiFixture& f;

    explicit OpenedPanel(UiFixture& fixture, QSize size = {1240, 900})
        : panel(std::make_unique<ui::LabelPanel>(fixture.app)), f(fixture) {
        panel->resize(size);
        panel->show();
        panel->refresh();
        settle();
    }
    void settle() {
        if (!f.settle()) qFatal("the panel does not settle");
    }
    template <class T> T* find(const char* name) { return panel->findChild<T*>(name); }
    void click(const char* name) {
        auto* button = find<QPushButton>(name);
        if (!button) qFatal("there is no %s", name);
        QTest::mouseClick(button, Qt::LeftButton);
    }
};

} // namespace slipway::testkit
