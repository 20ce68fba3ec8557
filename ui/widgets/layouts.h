#pragma once

class QLayout;
class QWidget;

namespace slipway::ui {

/// Removes and deletes every item and widget of a layout.
void clearLayout(QLayout* layout);

} // namespace slipway::ui
