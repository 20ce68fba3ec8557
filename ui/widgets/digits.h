#pragma once

#include <QFont>
#include <QRectF>
#include <QString>

class QPainter;

namespace slipway::ui {

/// Text whose digits all take the width of 0, so that numbers in a column stand under each other (Inter's digits
/// differ, and Qt 6.4 has no font features).
double tabularWidth(const QFont& font, const QString& text);
/// Draws it into `rect`, vertically centred, at the left or right; elides at the right when it is too wide.
void paintTabular(QPainter* painter, const QRectF& rect, const QFont& font, const QString& text, bool right);

} // namespace slipway::ui
