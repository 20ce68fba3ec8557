#pragma once

#include <QPushButton>
#include <QString>
#include <QToolButton>

/// Buttons in the kinds of the design; every one gets objectName and a name for screen readers.
namespace slipway::ui {

enum class ButtonKind { Normal, Primary, Quiet, Danger };

QPushButton* makeButton(const QString& text, const QString& objectName, ButtonKind kind = ButtonKind::Normal,
    const QString& icon = {}, QWidget* parent = nullptr);
/// 32 x 32 with an icon; `name` is tooltip and accessible name.
QToolButton* makeIconButton(
    const QString& icon, const QString& name, const QString& objectName, QWidget* parent = nullptr);
/// A button that reads like a link.
QPushButton* makeLinkButton(const QString& text, const QString& objectName, QWidget* parent = nullptr);
void setButtonKind(QPushButton* button, ButtonKind kind);

} // namespace slipway::ui
