#include "ui/shell/theme.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFontDatabase>
#include <QScreen>
#include <QStyleFactory>

static void initResources() {
    Q_INIT_RESOURCE(slipway);
}

namespace slipway::ui {

namespace {

Theme* s_current = nullptr;
constexpr auto kPortal = "org.freedesktop.portal.Desktop";
constexpr auto kPortalPath = "/org/freedesktop/portal/desktop";
constexpr auto kPortalSettings = "org.freedesktop.portal.Settings";
constexpr auto kAppearance = "org.freedesktop.appearance";

struct FontSpec {
    double size;
    QFont::Weight weight;
};

FontSpec specOf(FontRole role) {
    switch (role) {
    case FontRole::Kpi:
        return {24, QFont::DemiBold};
    case FontRole::PageTitle:
        return {20, QFont::DemiBold};
    case FontRole::PaletteInput:
        return {15, QFont::Normal};
    case FontRole::Section:
        return {14, QFont::DemiBold};
    case FontRole::Body:
        return {13, QFont::Normal};
    case FontRole::Control:
        return {13, QFont::Medium};
    case FontRole::Strong:
        return {13, QFont::DemiBold};
    case FontRole::TableHeader:
        return {12, QFont::DemiBold};
    case FontRole::Caption:
        return {12, QFont::Normal};
    case FontRole::Overline:
        return {11, QFont::DemiBold};
    case FontRole::Axis:
        return {11, QFont::Normal};
    case FontRole::Code:
        return {12, QFont::Normal};
    }
    return {13, QFont::Normal};
}

Scheme schemeOfPalette(const QPalette& palette) {
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness()
               ? Scheme::Dark
               : Scheme::Light;
}

/// 0 none, 1 dark, 2 light; the portal wraps the number in one or two variants.
std::optional<Scheme> schemeOfPortal(QVariant value) {
    while (value.canConvert<QDBusVariant>()) value = value.value<QDBusVariant>().variant();
    if (!value.canConvert<uint>()) return {};
    const uint number = value.toUInt();
    if (number == 1) return Scheme::Dark;
    return number == 2 ? std::optional(Scheme::Light) : std::nullopt;
}

} // namespace

Theme::Theme(QObject* parent) : QObject(parent) {
    Q_ASSERT(!s_current);
    s_current = this;
    initResources();
    m_desktop = schemeOfPalette(QGuiApplication::palette());
    apply();
    askDesktop();
}

Theme::~Theme() {
    s_current = nullptr;
}

Theme& Theme::current() {
    Q_ASSERT(s_current);
    return *s_current;
}

Scheme Theme::wantedScheme() const {
    if (m_mode == ThemeMode::System) return m_desktop;
    return m_mode == ThemeMode::Dark ? Scheme::Dark : Scheme::Light;
}

void Theme::setMode(ThemeMode mode) {
    m_mode = mode;
    if (wantedScheme() != m_scheme) apply();
}

void Theme::setTextScale(double scale) {
    const double bounded = std::clamp(scale, 0.9, 1.5);
    if (qFuzzyCompare(bounded, m_textScale)) return;
    m_textScale = bounded;
    apply();
}

QFont Theme::font(FontRole role) const {
    const FontSpec spec = specOf(role);
    QFont font;
    if (role == FontRole::Code)
        font.setFamilies(
            {QStringLiteral("JetBrains Mono"), QStringLiteral("DejaVu Sans Mono"), QStringLiteral("monospace")});
    else
        font.setFamilies({QStringLiteral("Inter"), QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans")});
    const QScreen* screen = QGuiApplication::primaryScreen();
    const double desktopScale = screen ? std::clamp(screen->logicalDotsPerInch() / 96.0, 0.75, 2.0) : 1.0;
    font.setPixelSize(qRound(spec.size * m_textScale * desktopScale));
    font.setWeight(spec.weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    if (spec.size >= 20) font.setLetterSpacing(QFont::AbsoluteSpacing, -0.3);
    return font;
}

QPalette Theme::palette() const {
    QPalette p;
    const auto set = [&](QPalette::ColorRole role, Token token) { p.setColor(role, color(token)); };
    set(QPalette::Window, Token::Canvas);
    set(QPalette::WindowText, Token::Text);
    set(QPalette::Base, Token::Surface);
    set(QPalette::AlternateBase, Token::Hover);
    set(QPalette::ToolTipBase, Token::Raised);
    set(QPalette::ToolTipText, Token::Text);
    set(QPalette::Text, Token::Text);
    set(QPalette::Button, Token::Surface);
    set(QPalette::ButtonText, Token::Text);
    set(QPalette::BrightText, Token::OnAccent);
    set(QPalette::Light, Token::Raised);
    set(QPalette::Midlight, Token::Line);
    set(QPalette::Mid, Token::LineButton);
    set(QPalette::Dark, Token::LineControl);
    set(QPalette::Shadow, Token::Line);
    set(QPalette::Highlight, Token::Accent);
    set(QPalette::HighlightedText, Token::OnAccent);
    set(QPalette::Link, Token::AccentText);
    set(QPalette::LinkVisited, Token::AccentText);
    set(QPalette::PlaceholderText, Token::TextMuted);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, color(Token::TextMuted));
    return p;
}

void Theme::apply() {
    m_scheme = wantedScheme();
    if (!m_applied) QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    m_applied = true;
    QApplication::setPalette(palette());
    QApplication::setFont(fontFor(FontRole::Body));
    qApp->setStyleSheet(styleSheet());
    changed();
}

void Theme::askDesktop() {
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS")) return;
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) return;
    bus.connect(kPortal, kPortalPath, kPortalSettings, QStringLiteral("SettingChanged"), this,
        SLOT(desktopSettingChanged(QString, QString, QDBusVariant)));
    QDBusMessage ask = QDBusMessage::createMethodCall(kPortal, kPortalPath, kPortalSettings, QStringLiteral("Read"));
    ask << QString::fromLatin1(kAppearance) << QStringLiteral("color-scheme");
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(ask, 3000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        watcher->deleteLater();
        if (reply.isValid()) desktopSettingChanged(kAppearance, QStringLiteral("color-scheme"), reply.value());
    });
}

void Theme::desktopSettingChanged(const QString& group, const QString& key, const QDBusVariant& value) {
    if (group != QLatin1String(kAppearance) || key != QLatin1String("color-scheme")) return;
    const auto scheme = schemeOfPortal(value.variant());
    if (!scheme) return;
    m_desktop = *scheme;
    if (wantedScheme() != m_scheme) apply();
}

} // namespace slipway::ui
