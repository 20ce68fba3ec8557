#pragma once

#include <QMenu>

namespace slipway::ui {

/// A menu that goes away when it closes. Shown with popup(): what it hangs on may be gone before a person chose, as
/// charts are while runs log.
inline QMenu* openedMenu(QWidget* parent) {
    auto* menu = new QMenu(parent);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    return menu;
}

} // namespace slipway::ui
