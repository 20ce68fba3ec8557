#include "ui/shell/window_settings.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QStandardPaths>

namespace slipway::ui {

namespace {

constexpr auto kRecent = "recentWorkspaces";
constexpr int kMostRecent = 8;

QString chosenFile(const QString& given) {
    const QString fromEnvironment = qEnvironmentVariable("SLIPWAY_DESKTOP_SETTINGS");
    if (!given.isEmpty()) return given;
    if (!fromEnvironment.isEmpty()) return fromEnvironment;
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           QStringLiteral("/slipway/desktop.ini");
}

QString canonicalPath(const std::filesystem::path& folder) {
    const QString path = QString::fromStdString(folder.string());
    const QString resolved = QFileInfo(path).canonicalFilePath();
    return resolved.isEmpty() ? QFileInfo(path).absoluteFilePath() : resolved;
}

} // namespace

WindowSettings::WindowSettings(const QString& file)
    : m_settings(std::make_unique<QSettings>(chosenFile(file), QSettings::IniFormat)) {}

QString WindowSettings::keyFor(const std::filesystem::path& folder, const QString& key) {
    const QByteArray hash = QCryptographicHash::hash(canonicalPath(folder).toUtf8(), QCryptographicHash::Sha256);
    return QStringLiteral("workspace-%1/%2").arg(QString::fromLatin1(hash.toHex().left(16)), key);
}

QStringList WindowSettings::recentWorkspaces() const {
    QStringList present;
    for (const QString& path : m_settings->value(kRecent).toStringList())
        if (QFileInfo::exists(path + QStringLiteral("/workspace.db"))) present.push_back(path);
    return present;
}

void WindowSettings::addRecentWorkspace(const std::filesystem::path& folder) {
    QStringList list = m_settings->value(kRecent).toStringList();
    const QString path = canonicalPath(folder);
    list.removeAll(path);
    list.prepend(path);
    while (list.size() > kMostRecent) list.removeLast();
    m_settings->setValue(kRecent, list);
}

} // namespace slipway::ui
