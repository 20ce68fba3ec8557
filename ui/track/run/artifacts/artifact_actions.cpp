#include "ui/track/run/artifacts/artifact_actions.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenu>
#include <QUrl>
#include <fstream>

#include "core/base/file.h"
#include "core/workspace/workspace.h"
#include "ui/shell/notifications.h"
#include "ui/shell/prompts.h"
#include "ui/track/run/artifacts/run_files.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace fs = std::filesystem;

namespace {

constexpr int kMostFiles = 100'000;

/// Copied aside first, so that half a file is never seen under the name that was chosen.
Status copyFile(const fs::path& from, const fs::path& to) {
    auto aside = to;
    aside += ".part";
    std::error_code failed;
    fs::copy_file(from, aside, fs::copy_options::overwrite_existing, failed);
    if (!failed) fs::rename(aside, to, failed);
    if (!failed) return {};
    const auto why = failed.message();
    fs::remove(aside, failed);
    return fail(ErrorCode::PermissionDenied, "'" + to.string() + "' could not be written: " + why,
        "Choose another folder or make room on the disk");
}

/// Files and folders only: what a link leads to is left where it is.
Status copyFolder(const fs::path& from, const fs::path& to, Progress& progress) {
    std::error_code failed;
    int copied = 0;
    SLIPWAY_TRY(makeFolders(to));
    for (auto it = fs::recursive_directory_iterator(from, failed); !failed && it != fs::recursive_directory_iterator();
        it.increment(failed)) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "saving was cancelled", {});
        if (++copied > kMostFiles)
            return fail(ErrorCode::InvalidArgument, "the folder has more than 100,000 files",
                "Copy it with the system's file manager");
        const auto target = to / it->path().lexically_relative(from);
        if (it->is_symlink(failed)) continue;
        if (it->is_directory(failed)) {
            SLIPWAY_TRY(makeFolders(target));
        } else if (it->is_regular_file(failed)) {
            SLIPWAY_TRY(copyFile(it->path(), target));
        }
        if (copied % 100 == 0) progress.update(-1, std::to_string(copied) + " files");
    }
    return {};
}

} // namespace

ArtifactActions::ArtifactActions(AppContext& app, QWidget* window) : QObject(window), m_app(app), m_window(window) {}

QString ArtifactActions::fileOf(const QString& path) const {
    const auto place = runFile(m_app.workspace, m_run.toStdString(), path.toStdString());
    if (place) return QString::fromStdString(place->string());
    m_app.notifications.postError(tr("Couldn't find the file"), place.error());
    return {};
}

bool ArtifactActions::couldRun(const QString& file) {
    static const QStringList endings{"sh", "bash", "py", "pyw", "desktop", "exe", "bat", "cmd", "com", "ps1", "vbs",
        "jar", "appimage", "run", "pl", "rb", "js", "scr", "msi", "app", "command", "lnk", "hta"};
    const QFileInfo info(file);
    return !info.isDir() && (info.isExecutable() || endings.contains(info.suffix().toLower()));
}

void ArtifactActions::open(const QString& path) {
    const auto file = fileOf(path);
    if (file.isEmpty()) return;
    if (couldRun(file) &&
        !m_app.prompts.confirm(m_window, {.title = tr("Open %1?").arg(path.section('/', -1)),
                                             .text = tr("It could run as a program, and a run's files come from "
                                                        "whoever logged them."),
                                             .action = tr("Open it"),
                                             .destructive = true}))
        return;
    QDesktopServices::openUrl(QUrl::fromLocalFile(file));
}

void ArtifactActions::reveal(const QString& path) {
    const auto file = fileOf(path);
    if (!file.isEmpty()) QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(file).absolutePath()));
}

void ArtifactActions::copyPath(const QString& path) {
    if (const auto file = fileOf(path); !file.isEmpty()) QGuiApplication::clipboard()->setText(file);
}

void ArtifactActions::save(const QString& path, bool folder) {
    const auto name = path.section('/', -1);
    const Prompts::File question{.title = folder ? tr("Save the folder %1 in").arg(name) : tr("Save %1").arg(name),
        .filter = {},
        .initial = name};
    const auto chosen =
        folder ? m_app.prompts.openFolder(m_window, question) : m_app.prompts.saveFile(m_window, question);
    if (!chosen) return;
    const auto target = fs::path(chosen->toStdString()) / (folder ? name.toStdString() : std::string());
    m_app.jobs.start<void>(
        this, {.title = tr("Save %1").arg(name), .key = {}, .quiet = false, .result = {}},
        [run = m_run.toStdString(), path = path.toStdString(), folder,
            to = folder ? target : fs::path(chosen->toStdString())](
            workspace::Workspace& workspace, Progress& progress) -> Status {
            SLIPWAY_ASSIGN(const auto from, runFile(workspace, run, path));
            return folder ? copyFolder(from, to, progress) : copyFile(from, to);
        },
        [this, name, to = *chosen](Result<void> done) {
            if (!done) return void(m_app.notifications.postError(tr("Couldn't save %1").arg(name), done.error()));
            m_app.notifications.post({.severity = Severity::Success, .title = tr("Saved %1").arg(name), .text = to});
        });
}

void ArtifactActions::fillMenu(QMenu& menu, const QString& path, bool folder) {
    menu.addAction(tr("Open with another program"), this, [this, path] { open(path); });
    menu.addAction(
        folder ? tr("Save the folder in…") : tr("Save as…"), this, [this, path, folder] { save(path, folder); });
    menu.addSeparator();
    menu.addAction(tr("Copy path"), this, [this, path] { copyPath(path); });
    menu.addAction(tr("Show in its folder"), this, [this, path] { reveal(path); });
}

} // namespace slipway::ui
