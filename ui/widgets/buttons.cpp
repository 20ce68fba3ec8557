#include "ui/widgets/buttons.h"

#include <QStyle>

#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {

const char* nameOf(ButtonKind kind) {
    switch (kind) {
    case ButtonKind::Primary:
        return "primary";
    case ButtonKind::Quiet:
        return "quiet";
    case ButtonKind::Danger:
        return "danger";
    case ButtonKind::Normal:
        break;
    }
    return "";
}

} // namespace

QPushButton* makeButton(
    const QString& text, const QString& objectName, ButtonKind kind, const QString& iconName, QWidget* parent) {
    auto* button = new QPushButton(text, parent);
    button->setObjectName(objectName);
    button->setAccessibleName(text);
    button->setProperty("kind", nameOf(kind));
    button->setCursor(Qt::PointingHandCursor);
    button->setAutoDefault(false);
    if (!iconName.isEmpty()) {
        const bool filled = kind == ButtonKind::Primary || kind == ButtonKind::Danger;
        button->setIcon(icon(iconName, filled ? Token::OnAccent : Token::TextSecondary));
        button->setIconSize({text.isEmpty() ? 16 : 20, 16});
    }
    return button;
}

QToolButton* makeIconButton(const QString& iconName, const QString& name, const QString& objectName, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setObjectName(objectName);
    button->setAccessibleName(name);
    button->setToolTip(name);
    button->setIcon(icon(iconName));
    button->setIconSize({18, 18});
    button->setFixedSize(32, 32);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setCursor(Qt::PointingHandCursor);
    return button;
}

QPushButton* makeLinkButton(const QString& text, const QString& objectName, QWidget* parent) {
    auto* button = makeButton(text, objectName, ButtonKind::Normal, {}, parent);
    button->setProperty("kind", "link");
    button->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    return button;
}

void setButtonKind(QPushButton* button, ButtonKind kind) {
    button->setProperty("kind", nameOf(kind));
    button->style()->unpolish(button);
    button->style()->polish(button);
}

} // namespace slipway::ui
