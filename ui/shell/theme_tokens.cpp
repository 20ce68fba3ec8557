#include "ui/shell/theme_tokens.h"

#include <array>
#include <cmath>

namespace slipway::ui {

namespace {

struct Pair {
    QRgb light, dark;
};

constexpr auto kTokens = std::to_array<Pair>({
    {0xFFF5F6F8, 0xFF0F1216}, // Canvas
    {0xFFFBFBFC, 0xFF13161B}, // Nav
    {0xFFFFFFFF, 0xFF171B21}, // Surface
    {0xFFFFFFFF, 0xFF1E242C}, // Raised
    {0xFFECEEF2, 0xFF0B0D11}, // Sunken
    {0xFFF0F2F5, 0xFF20262F}, // Hover
    {0xFFE4ECFC, 0xFF1D2B4D}, // Selected
    {0xFFE3E6EB, 0xFF272E38}, // Line
    {0xFFC5CBD5, 0xFF3D4652}, // LineButton
    {0xFF7C8796, 0xFF74808F}, // LineControl
    {0xFFC5CBD5, 0xFF3A434F}, // Scroll
    {0xFF161B22, 0xFFE8EBF0}, // Text
    {0xFF485261, 0xFFB1B9C5}, // TextSecondary
    {0xFF5D6876, 0xFF919BA9}, // TextMuted
    {0xFF2547B5, 0xFF9DB4FF}, // AccentText
    {0xFF14683D, 0xFF6FD39B}, // OkText
    {0xFF7F5200, 0xFFF2B84B}, // WarnText
    {0xFFA32018, 0xFFFF9F96}, // BadText
    {0xFF1A5A9E, 0xFF7FBCF7}, // InfoText
    {0xFF3457D5, 0xFF4265E0}, // Accent
    {0xFF2A48B8, 0xFF3757C9}, // AccentHover
    {0xFF223C9C, 0xFF2D49AE}, // AccentPressed
    {0xFFB3261E, 0xFFC93A31}, // Danger
    {0xFFFFFFFF, 0xFFFFFFFF}, // OnAccent
    {0xFF3457D5, 0xFF7C9BFF}, // Focus
    {0xFFE2F3E9, 0xFF12301F}, // OkFill
    {0xFFFFF1D2, 0xFF38290A}, // WarnFill
    {0xFFFCE7E5, 0xFF401814}, // BadFill
    {0xFFE3EFFB, 0xFF122B45}, // InfoFill
    {0xFFE9ECF0, 0xFF262D37}, // NeutralFill
    {0xFFE6ECFD, 0xFF1D2B4D}, // AccentFill
    {0xFF8A93A0, 0xFF606976}, // Reference
    {0xFFE6ECFD, 0xFF1D2B4D}, // SequentialLow
    {0xFF1B5299, 0xFF8ADCFA}, // SequentialHigh
});
static_assert(kTokens.size() == static_cast<std::size_t>(Token::Count_));

constexpr auto kSeries = std::to_array<Pair>({
    {0xFF1B5299, 0xFF4496F7},
    {0xFFBC8400, 0xFFF0A020},
    {0xFF05785C, 0xFF4BA57C},
    {0xFFD9528F, 0xFFC27FAE},
    {0xFF2F95DA, 0xFF8ADCFA},
    {0xFFA8380F, 0xFFDA5230},
    {0xFF3A3446, 0xFFF5E9A0},
});

double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color) {
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

QColor colorOf(Scheme scheme, Token token) {
    const Pair& pair = kTokens.at(static_cast<std::size_t>(token));
    return QColor::fromRgba(scheme == Scheme::Dark ? pair.dark : pair.light);
}

QColor seriesColorOf(Scheme scheme, int slot) {
    const Pair& pair = kSeries.at(static_cast<std::size_t>(slot) % kSeries.size());
    return QColor::fromRgba(scheme == Scheme::Dark ? pair.dark : pair.light);
}

Qt::PenStyle seriesStyle(int index) {
    constexpr auto kFirst = std::to_array<Qt::PenStyle>(
        {Qt::SolidLine, Qt::SolidLine, Qt::SolidLine, Qt::DashLine, Qt::SolidLine, Qt::DashLine, Qt::DotLine});
    constexpr auto kStyles = std::to_array<Qt::PenStyle>({Qt::SolidLine, Qt::DashLine, Qt::DotLine});
    const auto hue = static_cast<std::size_t>(index) % kFirst.size();
    const auto round = static_cast<std::size_t>(index) / kFirst.size();
    const Qt::PenStyle first = kFirst.at(hue);
    const std::size_t start = first == Qt::SolidLine ? 0 : first == Qt::DashLine ? 1 : 2;
    return kStyles.at((start + round) % kStyles.size());
}

double contrastRatio(const QColor& a, const QColor& b) {
    const double first = luminance(a), second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

} // namespace slipway::ui
