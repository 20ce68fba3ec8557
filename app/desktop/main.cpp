#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QTimer>
#include <cstdio>

#include "app/desktop/panels.h"
#include "app/desktop/screenshots.h"
#include "core/process/child_process.h"
#include "core/workspace/service_host.h"
#include "core/workspace/workspace.h"
#include "ui/shell/keyboard_focus.h"
#include "ui/shell/main_window.h"
#include "ui/shell/prompts.h"
#include "ui/shell/theme.h"

using namespace slipway;
using namespace slipway::ui;

namespace {

struct Arguments {
    std::filesystem::path workspace;
    std::string person;
    QString theme, panel, screenshots, settings;
    bool service = true;
};

Arguments readArguments(const QApplication& application) {
    QCommandLineParser parser;
    parser.setApplicationDescription(QObject::tr("Desktop workbench for the whole life of a machine-learning model"));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption workspace("workspace", QObject::tr("Workspace folder"), "DIR");
    const QCommandLineOption person("as", QObject::tr("Work as this person"), "PERSON");
    const QCommandLineOption theme("theme", QObject::tr("light, dark or system"), "THEME");
    const QCommandLineOption panel("panel", QObject::tr("Panel or object to open, e.g. registry"), "ID");
    const QCommandLineOption pictures("screenshots", QObject::tr("Write a picture of every panel and exit"), "DIR");
    const QCommandLineOption settings("settings", QObject::tr("File that keeps layout and preferences"), "FILE");
    const QCommandLineOption noService("no-service", QObject::tr("Do not start the workspace's service"));
    parser.addOptions({workspace, person, theme, panel, pictures, settings, noService});
    parser.process(application);
    if (!parser.positionalArguments().isEmpty()) {
        std::fprintf(stderr, "error: '%s' is not an option. --help lists them\n",
            qPrintable(parser.positionalArguments().first()));
        std::exit(2);
    }
    const QString chosen = parser.value(theme);
    if (parser.isSet(theme) && !QStringList{"light", "dark", "system"}.contains(chosen)) {
        std::fprintf(stderr, "error: there is no theme '%s'. Use light, dark or system\n", qPrintable(chosen));
        std::exit(2);
    }
    return {workspace::defaultFolder(parser.value(workspace).toStdString()), parser.value(person).toStdString(), chosen,
        parser.value(panel), parser.value(pictures), parser.value(settings), !parser.isSet(noService)};
}

ThemeMode modeOf(const QString& name) {
    if (name == QLatin1String("light")) return ThemeMode::Light;
    return name == QLatin1String("dark") ? ThemeMode::Dark : ThemeMode::System;
}

/// `slipway` stands beside this program.
std::filesystem::path commandLineProgram() {
    const auto beside = process::ownProgram().parent_path() / "slipway";
    return std::filesystem::exists(beside) ? beside : std::filesystem::path("slipway");
}

/// Pictures show a running service. One that was started for them ends with them; on a desk it outlives the window.
class ServiceForPictures {
public:
    ServiceForPictures(const Arguments& arguments, bool wanted) : m_folder(arguments.workspace) {
        if (!wanted || !arguments.service || !std::filesystem::exists(m_folder / "workspace.db")) return;
        if (workspace::findService(m_folder)) return;
        const auto started = workspace::ensureService(m_folder, commandLineProgram());
        m_ours = started.has_value();
        if (!m_ours) std::fprintf(stderr, "warning: %s\n", toLine(started.error()).c_str());
    }
    ~ServiceForPictures() {
        if (!m_ours) return;
        if (const auto ended = workspace::stopService(m_folder); !ended)
            std::fprintf(stderr, "error: %s\n", toLine(ended.error()).c_str());
    }
    ServiceForPictures(const ServiceForPictures&) = delete;
    ServiceForPictures& operator=(const ServiceForPictures&) = delete;

private:
    std::filesystem::path m_folder;
    bool m_ours = false;
};

} // namespace

int main(int argc, char** argv) {
    QApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("slipway-desktop"));
    QApplication::setApplicationVersion(QStringLiteral(SLIPWAY_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("slipway"));
    const Arguments arguments = readArguments(application);

    WindowSettings settings(arguments.settings);
    Theme theme;
    theme.setTextScale(settings.value(QStringLiteral("textScale"), 1.0).toDouble());
    theme.setReduceMotion(settings.value(QStringLiteral("reduceMotion"), false).toBool());
    theme.setMode(
        modeOf(arguments.theme.isEmpty() ? settings.value(QStringLiteral("theme"), QStringLiteral("system")).toString()
                                         : arguments.theme));
    KeyboardFocus keyboard;
    application.installEventFilter(&keyboard);

    PanelRegistry panels;
    addAllPanels(panels);
    DialogPrompts prompts;
    const bool pictures = !arguments.screenshots.isEmpty();
    const ServiceForPictures service(arguments, pictures);
    MainWindow window(theme, prompts, panels, settings,
        {arguments.person, commandLineProgram(), arguments.service && !pictures, arguments.workspace});
    window.show();

    Screenshots screenshots(window, theme, arguments.screenshots);
    QTimer::singleShot(0, &window, [&] {
        const bool exists = std::filesystem::exists(arguments.workspace / "workspace.db");
        const bool opened = exists && window.openWorkspace(arguments.workspace);
        if (opened && !arguments.panel.isEmpty()) window.navigate(arguments.panel);
        if (!pictures) return;
        if (!opened) {
            std::fprintf(stderr, "error: no workspace can be opened in %s. `slipway tour` makes one\n",
                arguments.workspace.c_str());
            QApplication::exit(1);
            return;
        }
        screenshots.run([](int code) { QApplication::exit(code); });
    });
    return QApplication::exec();
}
