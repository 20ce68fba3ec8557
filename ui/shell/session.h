#pragma once

#include <QObject>
#include <filesystem>
#include <memory>

#include "core/workspace/workspace.h"
#include "ui/shell/app_context.h"

namespace slipway::ui {

/// One open workspace: its connection for the GUI thread, its jobs, and what panels get. Panels live shorter than it.
class Session : public QObject {
    Q_OBJECT
public:
    struct Parts {
        Theme& theme;
        Prompts& prompts;
        Notifications& notifications;
        CommandRegistry& commands;
        std::function<void(const QString&)> navigate;
        std::filesystem::path program;
    };
    /// `person` empty: as the command line decides it.
    static Result<std::unique_ptr<Session>> open(
        const std::filesystem::path& folder, const std::string& person, const Parts& parts);

    AppContext& app() { return *m_app; }
    workspace::Workspace& workspace() { return *m_workspace; }
    std::filesystem::path folder() const { return m_workspace->folder(); }
    /// True once after another connection has written; cheap.
    bool changedSinceLastAsked();

private:
    Session() = default;
    std::unique_ptr<workspace::Workspace> m_workspace;
    std::unique_ptr<JobRunner> m_jobs;
    std::unique_ptr<AppContext> m_app;
    std::int64_t m_version = 0;
};

} // namespace slipway::ui
