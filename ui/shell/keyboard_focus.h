#pragma once

#include <QObject>

namespace slipway::ui {

/// Marks the focused widget with the property "kf" when the focus came from the keyboard, so that only then a ring is
/// drawn. Installed once on the application.
class KeyboardFocus : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject* object, QEvent* event) override;
};

} // namespace slipway::ui
