#pragma once

#include <QSettings>
#include <QStringList>
#include <filesystem>
#include <memory>

namespace slipway::ui {

/// What the desktop remembers for a person, in one INI file: $SLIPWAY_DESKTOP_SETTINGS, else the path given, else
/// slipway/desktop.ini in the user's configuration folder. Nothing of a workspace's content is in it.
class WindowSettings {
public:
    explicit WindowSettings(const QString& file = {});

    QVariant value(const QString& key, const QVariant& fallback = {}) const { return m_settings->value(key, fallback); }
    void setValue(const QString& key, const QVariant& value) { m_settings->setValue(key, value); }
    /// Key of one workspace: layout, last panel.
    static QString keyFor(const std::filesystem::path& folder, const QString& key);

    QStringList recentWorkspaces() const; ///< newest first; those that are gone are left out
    void addRecentWorkspace(const std::filesystem::path& folder);
    void sync() { m_settings->sync(); }
    QString fileName() const { return m_settings->fileName(); }

private:
    std::unique_ptr<QSettings> m_settings;
};

} // namespace slipway::ui
