#pragma once

#include "core/label/project.h"
#include "ui/shell/popup.h"

namespace slipway::ui {

/// A project's instructions, Markdown, in a drawer at the right. Loads nothing that the text names: neither pictures
/// nor pages; links open outside when they are clicked.
class InstructionsPopup : public Popup {
    Q_OBJECT
public:
    InstructionsPopup(const label::Project& project, QWidget* window);
    void openIn(const QRect& place);

    /// A person sees instructions once without asking, and once more after each change of them.
    static bool isNew(const label::Project& project);
    static void markRead(const label::Project& project);
};

} // namespace slipway::ui
