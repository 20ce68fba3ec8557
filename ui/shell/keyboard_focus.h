#pragma once

#include <QObject>

namespace slipway::ui {

/// Marks the focused widget with the property "kf" when the focus came from the keyboard, so that only then a ring is
/// drawn. Qt also says "Tab" when a button that was clicked is disabled or hidden and the focus goes on by itself:
/// after a click nothing is marked. Installed once on the application.
class KeyboardFocus : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    bool m_byKey = false; ///< the latest input was a key
};

} // namespace slipway::ui
