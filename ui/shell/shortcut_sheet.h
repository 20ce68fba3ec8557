#pragma once

#include "ui/shell/popup.h"

class QVBoxLayout;

namespace slipway::ui {

class CommandRegistry;
class PanelRegistry;

/// Every key in one sheet (F1), made from the registered commands and panels.
class ShortcutSheet : public Popup {
    Q_OBJECT
public:
    ShortcutSheet(const CommandRegistry& commands, const PanelRegistry& panels, QWidget* window);
    void toggle();

private:
    void rebuild();
    const CommandRegistry& m_commands;
    const PanelRegistry& m_panels;
    QVBoxLayout* m_left;
    QVBoxLayout* m_right;
    QWidget* m_close;
};

/// Groups of (what, keys) that the sheet and the Settings panel show.
std::vector<std::pair<QString, std::vector<std::pair<QString, QString>>>> shortcutGroups(
    const CommandRegistry& commands, const PanelRegistry& panels);
/// "Ctrl+K" as key caps.
QWidget* makeKeyCaps(const QString& keys);

} // namespace slipway::ui
