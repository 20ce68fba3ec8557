#pragma once

#include <QPen>

#include "ui/shell/theme.h"

namespace slipway::ui {

/// Pen of series number `slot`, or of a baseline.
inline QPen curvePen(int slot, bool reference, double width) {
    if (reference) return {color(Token::Reference), width, Qt::DashDotLine, Qt::FlatCap, Qt::RoundJoin};
    return {Theme::current().series(slot), width, seriesStyle(slot), Qt::FlatCap, Qt::RoundJoin};
}

} // namespace slipway::ui
