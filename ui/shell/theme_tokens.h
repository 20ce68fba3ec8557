#pragma once

#include <QColor>
#include <vector>

namespace slipway::ui {

enum class Scheme { Light, Dark };

/// The colours of the design, by role. Nothing in ui/ names a colour in any other way.
enum class Token {
    Canvas,
    Nav,
    Surface,
    Raised,
    Sunken,
    Hover,
    Selected,
    Line,        ///< hairlines, card border: decorative only
    LineButton,  ///< border of a button that carries a label
    LineControl, ///< border of inputs and check boxes: at least 3:1
    Scroll,
    Text,
    TextSecondary,
    TextMuted,
    AccentText,
    OkText,
    WarnText,
    BadText,
    InfoText,
    Accent,
    AccentHover,
    AccentPressed,
    Danger,
    OnAccent, ///< text on Accent and Danger
    Focus,
    OkFill,
    WarnFill,
    BadFill,
    InfoFill,
    NeutralFill,
    AccentFill,
    Reference,     ///< chart line of a baseline; never a run
    SequentialLow, ///< ends of the one sequential scale
    SequentialHigh,
    Count_
};

QColor colorOf(Scheme scheme, Token token);

/// The seven chart hues; `slot` counts from 0 and wraps.
QColor seriesColorOf(Scheme scheme, int slot);
/// Pen style of series number `index`: 7 hues by 3 styles give 21 distinct series.
Qt::PenStyle seriesStyle(int index);

/// WCAG 2 contrast ratio, 1 … 21.
double contrastRatio(const QColor& a, const QColor& b);

} // namespace slipway::ui
