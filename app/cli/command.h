#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/access/actor.h"
#include "core/base/json.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/table/file_source.h"
#include "core/workspace/workspace.h"

namespace slipway::cli {

/// Exit code 0 of a verb that printed its answer itself, because it answers before it ends (serve).
inline constexpr int kAlreadyPrinted = -1;

/// What a verb answers: the JSON document for --json, the text for people, and 0, or 3 when a check was not met.
struct Outcome {
    Json json;
    std::string text;
    int exitCode = 0;
};

/// Shared by all verbs: global options, the workspace on demand, progress on standard error.
class Session {
public:
    bool json = false;
    std::string workspaceFolder; ///< as given with --workspace
    std::string person;          ///< as given with --as

    /// Opened once; the error has the hint to run `slipway init`.
    Result<workspace::Workspace*> workspace();
    Result<access::Actor> actor();
    std::filesystem::path folder() const;
    Progress& progress() { return *m_progress; }
    explicit Session(std::unique_ptr<Progress> progress) : m_progress(std::move(progress)) {}

private:
    std::unique_ptr<Progress> m_progress;
    std::unique_ptr<workspace::Workspace> m_workspace;
};

/// Options that a verb fills while parsing live in a shared_ptr captured by both lambdas.
using Body = std::function<Result<Outcome>(Session&)>;

/// Collects the verbs; main() parses and runs the one that was asked for.
class Commands {
public:
    explicit Commands(CLI::App& app) : m_app(app) {}
    /// The noun's CLI::App, made on first use. `example` is shown by `slipway help NOUN`.
    CLI::App& noun(const std::string& name, const std::string& help);
    /// Adds "slipway NOUN VERB"; returns its CLI::App for options. `example` ends the verb's help.
    CLI::App& verb(const std::string& noun, const std::string& name, const std::string& help,
        const std::string& example, Body body);
    /// Adds "slipway NAME" without a verb (tour, status, drift …).
    CLI::App& single(const std::string& name, const std::string& help, const std::string& example, Body body);
    /// The verb that parsing chose; null when none.
    const Body* chosen() const;
    const CLI::App& app() const { return m_app; }

private:
    CLI::App& m_app;
    std::vector<std::pair<CLI::App*, Body>> m_bodies;
};

/// --no-header, --columns, --null, --delimiter, --format on a verb that reads plain files.
struct TableOptions {
    bool noHeader = false, trim = false;
    std::string columns, delimiter, format;
    std::vector<std::string> nullTokens;
    void addTo(CLI::App& verb);
    void addFormatTo(CLI::App& verb, const std::string& help);
    Result<table::ReadOptions> read() const;
};

/// Text table with aligned columns for people; numbers to the right.
std::string textTable(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows);

// One function a file; main.cpp calls them all.
void addDataCommands(Commands& commands);        // data_commands.cpp
void addFeatureCommands(Commands& commands);     // feature_commands.cpp
void addLabelCommands(Commands& commands);       // label_commands.cpp
void addLabelConvertCommand(Commands& commands); // label_convert_command.cpp
void addPersonCommands(Commands& commands);      // person_commands.cpp
void addTrainCommands(Commands& commands);       // train_commands.cpp
void addEvaluateCommands(Commands& commands);    // evaluate_commands.cpp: evaluate, bias
void addRunsCommands(Commands& commands);        // runs_commands.cpp
void addModelCommands(Commands& commands);       // model_commands.cpp
void addDeployCommands(Commands& commands);      // deploy_commands.cpp: stage, deploy, endpoint, model-server
void addDriftCommands(Commands& commands);       // drift_commands.cpp
void addMonitorCommands(Commands& commands);     // monitor_commands.cpp
void addPipelineCommands(Commands& commands);    // pipeline_commands.cpp
void addEventCommands(Commands& commands);       // event_commands.cpp: rule, event
void addLineageCommands(Commands& commands);     // lineage_commands.cpp: lineage, audit
void addWorkspaceCommands(Commands& commands);   // workspace_commands.cpp: init, tour, serve, status, help, completion

} // namespace slipway::cli
