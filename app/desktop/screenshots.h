#pragma once

#include <QObject>
#include <QString>
#include <functional>

namespace slipway::ui {

class MainWindow;
class Theme;

/// Takes a picture of every panel in both themes and prints each path: `<panel>-light.png`, `<panel>-dark.png`. Waits
/// until a panel has loaded, at most 20 s.
class Screenshots : public QObject {
    Q_OBJECT
public:
    Screenshots(MainWindow& window, Theme& theme, QString folder);
    /// Calls `finished` with the program's exit code: 1 when a picture could not be written or a panel never loaded.
    void run(std::function<void(int)> finished);

private:
    bool take(const QString& panel, const QString& theme);
    bool waitUntilLoaded(const QString& panel);

    MainWindow& m_window;
    Theme& m_theme;
    QString m_folder;
};

} // namespace slipway::ui
