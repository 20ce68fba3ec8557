#pragma once

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QLabel>
#include <QWidget>

namespace slipway::testkit {

/// The first visible widget that takes the keyboard's focus and has nothing to be read out, or "".
inline QString unnamedFocusable(const QWidget& root) {
    for (const auto* widget : root.findChildren<QWidget*>()) {
        if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus)) continue;
        const auto* area = qobject_cast<const QAbstractScrollArea*>(widget->parentWidget());
        if (area && area->viewport() == widget) continue; // its area stands for it
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        const auto* label = qobject_cast<const QLabel*>(widget);
        const auto text = button ? button->text() : label ? label->text() : QString();
        if (!widget->accessibleName().isEmpty() || !text.isEmpty()) continue;
        return QStringLiteral("%1 '%2' in %3")
            .arg(widget->metaObject()->className(), widget->objectName(), widget->parent()->metaObject()->className());
    }
    return {};
}

} // namespace slipway::testkit
