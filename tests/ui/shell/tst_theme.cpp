#include <QTest>

#include "ui/shell/theme.h"

using namespace slipway::ui;

/// The rules of the design, computed from the tokens: text at least 4.5:1 and marks at least 3:1 in both themes.
class TestTheme : public QObject {
    Q_OBJECT

    static constexpr Scheme kSchemes[] = {Scheme::Light, Scheme::Dark};
    static constexpr Token kSurfaces[] = {
        Token::Canvas, Token::Nav, Token::Surface, Token::Raised, Token::Sunken, Token::Hover, Token::Selected};

    static QString pair(Scheme scheme, Token a, Token b, double ratio) {
        return QStringLiteral("scheme %1: token %2 on %3 is %4").arg(int(scheme)).arg(int(a)).arg(int(b)).arg(ratio);
    }
    static void needs(Scheme scheme, Token ink, Token ground, double least) {
        const double ratio = contrastRatio(colorOf(scheme, ink), colorOf(scheme, ground));
        QVERIFY2(ratio >= least, qPrintable(pair(scheme, ink, ground, ratio)));
    }

private slots:
    void contrastIsComputedAsWcagDefinesIt() {
        QCOMPARE(contrastRatio(Qt::black, Qt::white), 21.0);
        QCOMPARE(contrastRatio(Qt::white, Qt::white), 1.0);
        QVERIFY(std::abs(contrastRatio(QColor("#777777"), Qt::white) - 4.48) < 0.01);
    }
    void everyTextIsReadableOnEverySurface() {
        for (const Scheme scheme : kSchemes)
            for (const Token text : {Token::Text, Token::TextSecondary, Token::TextMuted, Token::AccentText,
                     Token::OkText, Token::WarnText, Token::BadText, Token::InfoText})
                for (const Token surface : kSurfaces) needs(scheme, text, surface, 4.5);
    }
    void pillsAndFilledButtonsAreReadable() {
        for (const Scheme scheme : kSchemes) {
            needs(scheme, Token::OkText, Token::OkFill, 4.5);
            needs(scheme, Token::WarnText, Token::WarnFill, 4.5);
            needs(scheme, Token::BadText, Token::BadFill, 4.5);
            needs(scheme, Token::InfoText, Token::InfoFill, 4.5);
            needs(scheme, Token::TextSecondary, Token::NeutralFill, 4.5);
            needs(scheme, Token::TextMuted, Token::NeutralFill, 4.5); // disabled button
            needs(scheme, Token::AccentText, Token::AccentFill, 4.5);
            needs(scheme, Token::Text, Token::BadFill, 4.5); // inline error
            for (const Token fill : {Token::Accent, Token::AccentHover, Token::AccentPressed, Token::Danger})
                needs(scheme, Token::OnAccent, fill, 4.5);
        }
    }
    void bordersFocusRingAndSeriesAreVisible() {
        for (const Scheme scheme : kSchemes) {
            for (const Token surface : kSurfaces) {
                needs(scheme, Token::LineControl, surface, 3.0);
                needs(scheme, Token::Focus, surface, 3.0);
            }
            needs(scheme, Token::Reference, Token::Surface, 3.0);
            for (int slot = 0; slot < 7; ++slot)
                QVERIFY(contrastRatio(seriesColorOf(scheme, slot), colorOf(scheme, Token::Surface)) >= 3.0);
        }
    }
    void theFirst21SeriesDifferInHueOrStyle() {
        for (int a = 0; a < 21; ++a)
            for (int b = 0; b < a; ++b)
                QVERIFY(seriesColorOf(Scheme::Light, a) != seriesColorOf(Scheme::Light, b) ||
                        seriesStyle(a) != seriesStyle(b));
    }
    void switchingRecoloursTheApplicationAndTellsIt() {
        Theme theme;
        theme.setMode(ThemeMode::Light);
        int told = 0;
        connect(&theme, &Theme::changed, this, [&] { ++told; });
        theme.setMode(ThemeMode::Dark);
        QCOMPARE(told, 1);
        QCOMPARE(QGuiApplication::palette().color(QPalette::Window), colorOf(Scheme::Dark, Token::Canvas));
        QVERIFY(qApp->styleSheet().contains(colorOf(Scheme::Dark, Token::Surface).name(), Qt::CaseInsensitive));
        QVERIFY2(!qApp->styleSheet().contains('@'), "every token of the sheet is known");
        theme.setMode(ThemeMode::Dark);
        QCOMPARE(told, 1);
    }
    void textSizeMultipliesEveryFontAndIsBounded() {
        Theme theme;
        const int before = theme.font(FontRole::Body).pixelSize();
        theme.setTextScale(1.5);
        QCOMPARE(theme.font(FontRole::Body).pixelSize(), qRound(before * 1.5));
        theme.setTextScale(9);
        QCOMPARE(theme.textScale(), 1.5);
        for (const FontRole role : {FontRole::Axis, FontRole::Overline, FontRole::Caption})
            QVERIFY(theme.font(role).pixelSize() >= 11);
    }
    void everyIconOfTheThemeDrawsSomething() {
        Theme theme;
        for (const QString& name :
            QStringList{"home", "database", "box", "rocket", "bell", "moon", "slipway", "chevron-down"}) {
            const QImage image = icon(name, Token::Text).pixmap(18, 18).toImage();
            bool ink = false;
            for (int y = 0; y < image.height() && !ink; ++y)
                for (int x = 0; x < image.width() && !ink; ++x) ink = qAlpha(image.pixel(x, y)) > 64;
            QVERIFY2(ink, qPrintable(name));
        }
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
