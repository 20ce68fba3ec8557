#pragma once

#include <QStringList>

#include <memory>

#include "core/base/file.h"
#include "core/workspace/workspace.h"
#include "ui/shell/app_context.h"
#include "ui/shell/command_registry.h"
#include "ui/shell/job_runner.h"
#include "ui/shell/notifications.h"
#include "ui/shell/prompts.h"
#include "ui/shell/theme.h"

namespace slipway::testkit {

/// What a panel needs, on a workspace of its own in a temporary folder owned by "ada". Questions are answered by the
/// script in `prompts`; where panels navigate to is kept in `visited`. Aborts when the workspace cannot be made.
class UiFixture {
    TemporaryFolder m_folder;

public:
    UiFixture();

    std::filesystem::path folder() const { return m_folder.path() / "w"; }
    access::Actor owner() const { return {"ada"}; }
    /// Waits until no job runs, quiet ones included; false after `timeoutMs`.
    bool settle(int timeoutMs = 10000);

    std::unique_ptr<workspace::Workspace> workspace;
    ui::Theme theme;
    ui::JobRunner jobs;
    ui::ScriptedPrompts prompts;
    ui::Notifications notifications;
    ui::CommandRegistry commands;
    QStringList visited;
    ui::AppContext app;
};

} // namespace slipway::testkit
