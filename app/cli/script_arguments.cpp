#include "app/cli/script_arguments.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "app/cli/run_text.h"
#include "app/cli/usage.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/net/request_guard.h"
#include "core/process/child_process.h"
#include "core/workspace/service_host.h"

namespace slipway::cli {

namespace fs = std::filesystem;

namespace {

/// The interpreter of the activated environment, else the one in PATH.
std::string defaultPython() {
    for (const char* variable : {"VIRTUAL_ENV", "CONDA_PREFIX"})
        if (const char* folder = std::getenv(variable)) {
            const auto python = fs::path(folder) / "bin" / "python";
            std::error_code failed;
            if (fs::exists(python, failed)) return python.string();
        }
    return "python3";
}

} // namespace

Result<std::uint64_t> parseSize(std::string_view text) {
    const auto wrong = [&] {
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no size of memory", forMessage(text)),
            "Write 2GB, 512MB or 1.5GiB");
    };
    const auto written = trimmed(text);
    double number = 0;
    const auto [end, failed] = std::from_chars(written.data(), written.data() + written.size(), number);
    if (failed != std::errc{} || !std::isfinite(number)) return wrong();
    const auto unit = toLower(trimmed(written.substr(static_cast<std::size_t>(end - written.data()))));
    constexpr std::pair<std::string_view, double> units[] = {{"", 1}, {"b", 1}, {"kb", 1e3}, {"mb", 1e6}, {"gb", 1e9},
        {"tb", 1e12}, {"k", 1e3}, {"m", 1e6}, {"g", 1e9}, {"kib", 1024}, {"mib", 1024.0 * 1024},
        {"gib", 1024.0 * 1024 * 1024}, {"tib", 1024.0 * 1024 * 1024 * 1024}};
    for (const auto& [name, bytes] : units) {
        if (name != unit) continue;
        const double size = number * bytes;
        if (size < 1e6 || size > 1e15) return wrong();
        return static_cast<std::uint64_t>(size);
    }
    return wrong();
}

void ScriptArguments::addTo(CLI::App& verb) {
    verb.add_option("--script", script, "A Python file to run instead; its arguments stand behind --");
    verb.add_option("--python", python, "Interpreter of --script; that of the active environment when left out");
    verb.add_option("--memory-limit", memoryLimit, "Most memory of a program: 2GB; it fails as out of memory beyond")
        ->check(checkedBy(parseSize));
    verb.add_option("--sample", sampleSeconds, "Seconds between two samples of what a program uses; 5")
        ->check(CLI::Range(0.5, 3600.0));
    verb.add_option("command", command, "Behind --: a program and its arguments, or the arguments of --script");
}

Status ScriptArguments::check() const {
    return script.empty() ? Status() : checkReadableFile(script);
}

Result<Outcome> runScript(Session& session, const ScriptArguments& arguments, train::ScriptRequest request) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    request.arguments = arguments.command;
    if (!arguments.script.empty()) {
        request.program = arguments.python.empty() ? defaultPython() : arguments.python;
        request.arguments.insert(request.arguments.begin(), arguments.script);
    } else {
        request.program = arguments.command.front();
        request.arguments.erase(request.arguments.begin());
    }
    if (!arguments.memoryLimit.empty()) {
        SLIPWAY_ASSIGN(request.memoryLimit, parseSize(arguments.memoryLimit));
    }
    request.sampleEvery = std::chrono::milliseconds(static_cast<long long>(arguments.sampleSeconds * 1000));
    SLIPWAY_ASSIGN(const auto service, workspace::ensureService(workspace->folder(), process::ownProgram()));
    request.trackingUri = service.trackingUri;
    if (!net::isLoopback(service.host)) request.trackingToken = service.token;
    auto* const stream = session.json ? stderr : stdout; // standard output is the answer's alone
    request.output = [stream](std::string_view piece) {
        std::fwrite(piece.data(), 1, piece.size(), stream);
        std::fflush(stream);
    };
    train::ScriptService scripts(workspace->ledger(), workspace->datasets(), workspace->tracker());
    SLIPWAY_ASSIGN(const auto run, scripts.run(actor, request, session.progress()));
    return Outcome{toJson(run), toText(run)};
}

} // namespace slipway::cli
