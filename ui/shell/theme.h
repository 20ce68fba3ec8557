#pragma once

#include <QFont>
#include <QIcon>
#include <QObject>
#include <QPalette>
#include <QString>

#include "ui/shell/theme_tokens.h"

class QDBusVariant;

namespace slipway::ui {

enum class ThemeMode { System, Light, Dark };

/// Sizes and weights of the type scale.
enum class FontRole {
    Kpi,          ///< 24/600
    PageTitle,    ///< 20/600
    PaletteInput, ///< 15/400
    Section,      ///< 14/600
    Body,         ///< 13/400
    Control,      ///< 13/500
    Strong,       ///< 13/600
    TableHeader,  ///< 12/600
    Caption,      ///< 12/400
    Overline,     ///< 11/600
    Axis,         ///< 11/400
    Code,         ///< 12/400, monospace
};

/// The look of the whole application: one object, made first in main() and in GUI tests. Switching re-applies style,
/// palette and style sheet live and emits changed(); widgets that paint themselves read tokens while painting, and
/// widgets that keep colours react to changed(). GUI thread only.
class Theme : public QObject {
    Q_OBJECT
public:
    explicit Theme(QObject* parent = nullptr);
    ~Theme() override;
    /// The one that exists.
    static Theme& current();

    void setMode(ThemeMode mode);
    ThemeMode mode() const { return m_mode; }
    Scheme scheme() const { return m_scheme; }
    bool isDark() const { return m_scheme == Scheme::Dark; }
    /// 0.9 … 1.5, multiplies every font size.
    void setTextScale(double scale);
    double textScale() const { return m_textScale; }
    void setReduceMotion(bool reduce) { m_reduceMotion = reduce; }
    bool reduceMotion() const { return m_reduceMotion; }

    QColor color(Token token) const { return colorOf(m_scheme, token); }
    QColor series(int slot) const { return seriesColorOf(m_scheme, slot); }
    QFont font(FontRole role) const;
    QPalette palette() const;
    QString styleSheet() const;

signals:
    void changed();

private:
    void apply();
    void askDesktop();
    Scheme wantedScheme() const;

    ThemeMode m_mode = ThemeMode::System;
    Scheme m_scheme = Scheme::Light;
    Scheme m_desktop = Scheme::Light;
    double m_textScale = 1.0;
    bool m_reduceMotion = false;
    bool m_applied = false;

private slots:
    void desktopSettingChanged(const QString& group, const QString& key, const QDBusVariant& value);
};

/// Short forms for painting code.
inline QColor color(Token token) {
    return Theme::current().color(token);
}
inline QFont font(FontRole role) {
    return Theme::current().font(role);
}
/// The same where QWidget::font() hides it.
inline QFont fontFor(FontRole role) {
    return Theme::current().font(role);
}

/// Icon `name` from resources/icons, drawn from SVG at the exact device ratio in the token's colour, which is looked up
/// when painting, so a theme switch needs no new icon. An unknown name draws nothing and is logged once.
QIcon icon(const QString& name, Token tint = Token::TextSecondary);
/// Paints it into `rect`.
void paintIcon(QPainter* painter, const QRectF& rect, const QString& name, const QColor& tint);

} // namespace slipway::ui
