#pragma once

class QLayout;
class QScrollArea;
class QString;
class QWidget;

namespace slipway::ui {

/// Removes and deletes every item and widget of a layout.
void clearLayout(QLayout* layout);

/// Keeps `widget` off the edges of a flush card, as far as its title is. Returns it.
QWidget* inset(QWidget* widget);

/// A vertical scroll area around `content` for use inside a card: no frame, no background of its own. `name` is what a
/// screen reader says.
QScrollArea* scrollInCard(QWidget* content, const QString& name, QWidget* parent);

} // namespace slipway::ui
