#include "ui/shell/popup.h"

#include <QApplication>
#include <QGraphicsDropShadowEffect>
#include <QKeyEvent>

#include "ui/shell/theme.h"

namespace slipway::ui {

Popup::Popup(QWidget* window, const QString& name) : QFrame(window) {
    setObjectName(QStringLiteral("popup"));
    setAccessibleName(name);
    auto* shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(40);
    shadow->setOffset(0, 12);
    const auto tint = [shadow] { shadow->setColor(QColor(0, 0, 0, Theme::current().isDark() ? 160 : 61)); };
    tint();
    connect(&Theme::current(), &Theme::changed, this, tint);
    setGraphicsEffect(shadow);
    hide();
}

void Popup::open(const QRect& place, QWidget* first) {
    if (!isVisible()) {
        m_opener = QApplication::focusWidget();
        qApp->installEventFilter(this);
    }
    setGeometry(place);
    show();
    raise();
    if (first) first->setFocus(Qt::PopupFocusReason);
}

void Popup::close() {
    if (!isVisible()) return;
    qApp->removeEventFilter(this);
    // Before hiding: Qt would else pass the focus on as if somebody had pressed Tab.
    (m_opener ? m_opener.data() : window())->setFocus(Qt::PopupFocusReason);
    hide();
    closed();
}

bool Popup::eventFilter(QObject* object, QEvent* event) {
    if (event->type() == QEvent::Resize && object == window()) close(); // its place was that of the old size
    if (event->type() == QEvent::MouseButtonPress) {
        const auto* widget = qobject_cast<QWidget*>(object);
        if (widget && widget->window() == window() && widget != this && !isAncestorOf(widget)) close();
    }
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        const auto* widget = qobject_cast<QWidget*>(object);
        if (widget && widget->window() == window()) {
            close();
            return true;
        }
    }
    return QFrame::eventFilter(object, event);
}

} // namespace slipway::ui
