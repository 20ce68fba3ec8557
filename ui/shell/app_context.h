#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/access/actor.h"
#include "ui/shell/job_runner.h"

namespace slipway::workspace {
class Workspace;
}

namespace slipway::ui {

class CommandRegistry;
class Notifications;
class Prompts;
class Theme;

/// What a panel gets: references to the shell's parts, nothing of its own. Lives as long as the workspace is open.
struct AppContext {
    JobRunner& jobs;
    WorkspaceOpener opener;          ///< another connection to the same workspace, for threads of one's own
    workspace::Workspace& workspace; ///< GUI thread only, for reads of a few milliseconds
    Theme& theme;
    Prompts& prompts;
    Notifications& notifications;
    CommandRegistry& commands;
    std::function<void(const QString& link)> navigate; ///< panel id or object link, see links.h
    std::string person;                                ///< who works here
    std::filesystem::path program;                     ///< the `slipway` program

    access::Actor actor() const { return {person}; }
};

} // namespace slipway::ui
