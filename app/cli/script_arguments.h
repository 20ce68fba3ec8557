#pragma once

#include <string>
#include <vector>

#include "app/cli/command.h"
#include "core/train/script_service.h"

namespace slipway::cli {

/// What `train start` takes to run a program as a run.
struct ScriptArguments {
    std::string script;      ///< a Python file
    std::string python;      ///< its interpreter
    std::string memoryLimit; ///< "2GB"
    double sampleSeconds = 5;
    std::vector<std::string> command; ///< behind "--": the program and its arguments, or the script's arguments

    void addTo(CLI::App& verb);
    bool given() const { return !script.empty() || !command.empty(); }
    Status check() const;
};

/// "2GB", "512 MB", "1.5GiB" or bytes.
Result<std::uint64_t> parseSize(std::string_view text);

/// Runs it with the workspace's service, which is started when there is none.
Result<Outcome> runScript(Session& session, const ScriptArguments& arguments, train::ScriptRequest request);

} // namespace slipway::cli
