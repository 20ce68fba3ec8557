#include "app/desktop/screenshots.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QPixmap>
#include <QTimer>
#include <cstdio>

#include "ui/shell/main_window.h"
#include "ui/shell/panel.h"
#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {

constexpr int kMostWait = 20000;
constexpr int kSettle = 350; ///< for delayed layouts and quiet reads that follow the first

void spin(int milliseconds) {
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

} // namespace

Screenshots::Screenshots(MainWindow& window, Theme& theme, QString folder)
    : m_window(window), m_theme(theme), m_folder(std::move(folder)) {}

bool Screenshots::waitUntilLoaded(const QString& panel) {
    QElapsedTimer clock;
    clock.start();
    const auto busy = [&] {
        const Panel* page = m_window.panel(panel);
        return !page || page->isLoading() || m_window.session()->app().jobs.activeCount(true) > 0;
    };
    spin(kSettle);
    while (busy() && clock.elapsed() < kMostWait) spin(25);
    spin(kSettle);
    return !m_window.panel(panel)->isLoading();
}

bool Screenshots::take(const QString& panel, const QString& theme) {
    m_window.navigate(panel);
    const bool loaded = waitUntilLoaded(panel);
    if (!loaded) std::fprintf(stderr, "the panel '%s' did not finish loading\n", qPrintable(panel));
    const QString file = QDir(m_folder).filePath(panel + '-' + theme + QStringLiteral(".png"));
    if (!m_window.grab().save(file, "PNG")) {
        std::fprintf(stderr, "error: the picture %s could not be written. Choose a folder that you may write to\n",
            qPrintable(file));
        return false;
    }
    std::printf("%s\n", qPrintable(file));
    std::fflush(stdout);
    return loaded;
}

void Screenshots::run(std::function<void(int)> finished) {
    bool good = QDir().mkpath(m_folder);
    m_window.resize(1440, 900);
    for (const auto& [mode, name] :
        {std::pair{ThemeMode::Light, QStringLiteral("light")}, std::pair{ThemeMode::Dark, QStringLiteral("dark")}}) {
        m_theme.setMode(mode);
        for (const PanelInfo& panel : m_window.panels().all()) good = take(panel.id, name) && good;
    }
    finished(good ? 0 : 1);
}

} // namespace slipway::ui
