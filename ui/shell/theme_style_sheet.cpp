#include <QFile>

#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {

struct Name {
    const char* name;
    Token token;
};

/// Names that resources/theme/slipway.qss uses as @name. A longer name stands before one that it starts with.
constexpr Name kNames[] = {
    {"@canvas", Token::Canvas},
    {"@nav", Token::Nav},
    {"@surface", Token::Surface},
    {"@raised", Token::Raised},
    {"@sunken", Token::Sunken},
    {"@hover", Token::Hover},
    {"@selected", Token::Selected},
    {"@lineButton", Token::LineButton},
    {"@lineControl", Token::LineControl},
    {"@line", Token::Line},
    {"@scroll", Token::Scroll},
    {"@textSecondary", Token::TextSecondary},
    {"@textMuted", Token::TextMuted},
    {"@text", Token::Text},
    {"@accentText", Token::AccentText},
    {"@accentHover", Token::AccentHover},
    {"@accentPressed", Token::AccentPressed},
    {"@accentFill", Token::AccentFill},
    {"@accent", Token::Accent},
    {"@danger", Token::Danger},
    {"@onAccent", Token::OnAccent},
    {"@focus", Token::Focus},
    {"@badFill", Token::BadFill},
    {"@badText", Token::BadText},
    {"@warnFill", Token::WarnFill},
    {"@warnText", Token::WarnText},
    {"@neutralFill", Token::NeutralFill},
};

/// @px13 becomes the size of 13 at the user's text size.
void putSizes(QString& sheet, const Theme& theme) {
    const double body = theme.font(FontRole::Body).pixelSize() / 13.0;
    for (int size = 11; size <= 24; ++size)
        sheet.replace(QStringLiteral("@px%1").arg(size), QStringLiteral("%1px").arg(qRound(size * body)));
}

} // namespace

QString Theme::styleSheet() const {
    QFile file(QStringLiteral(":/theme/slipway.qss"));
    if (!file.open(QIODevice::ReadOnly)) return {};
    QString sheet = QString::fromUtf8(file.readAll());
    putSizes(sheet, *this);
    for (const Name& entry : kNames) sheet.replace(QLatin1String(entry.name), color(entry.token).name());
    // Arrows and ticks are images, and exist once a scheme.
    sheet.replace(QStringLiteral("@scheme"), isDark() ? QStringLiteral("dark") : QStringLiteral("light"));
    return sheet;
}

} // namespace slipway::ui
