#pragma once

#include <QList>

class QWidget;

namespace slipway::ui {

/// What Tab reaches below `region`, in reading order: rows from the top, each from the left, a container before what
/// follows it. Qt's own order is the order of creation, which puts rows that were made later behind everything else.
QList<QWidget*> tabOrder(QWidget* region);

} // namespace slipway::ui
