#include "ui/shell/keyboard_focus.h"

#include <QFocusEvent>
#include <QStyle>
#include <QWidget>

namespace slipway::ui {

namespace {

void mark(QWidget& widget, bool on) {
    if (widget.property("kf").toBool() == on) return;
    widget.setProperty("kf", on);
    widget.style()->unpolish(&widget);
    widget.style()->polish(&widget);
    widget.update();
}

} // namespace

bool KeyboardFocus::eventFilter(QObject* object, QEvent* event) {
    const auto type = event->type();
    if (type == QEvent::KeyPress || type == QEvent::ShortcutOverride) m_byKey = true;
    if (type == QEvent::MouseButtonPress) m_byKey = false;
    if (type != QEvent::FocusIn && type != QEvent::FocusOut) return false;
    auto* widget = qobject_cast<QWidget*>(object);
    if (!widget) return false;
    const Qt::FocusReason reason = static_cast<QFocusEvent*>(event)->reason();
    if (type == QEvent::FocusOut) {
        if (reason != Qt::ActiveWindowFocusReason && reason != Qt::PopupFocusReason) mark(*widget, false);
    } else if (m_byKey && (reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason ||
                              reason == Qt::ShortcutFocusReason)) {
        mark(*widget, true);
    }
    return false;
}

} // namespace slipway::ui
