#include <algorithm>
#include <csignal>
#include <iostream>

#include <poll.h>
#include <unistd.h>

#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/terminal_progress.h"
#include "app/cli/usage.h"
#include "core/base/text.h"

using namespace slipway;

namespace {

constexpr int kFailed = 1, kUsage = 2, kNotMet = 3, kReaderLeft = 128 + SIGPIPE;

int exitCodeOf(ErrorCode code) {
    return code == ErrorCode::CheckNotMet ? kNotMet : kFailed;
}

void printError(const Error& error, bool json) {
    if (json) {
        Json document;
        document["error"] = {{"code", name(error.code)}, {"message", error.message}, {"hint", error.hint}};
        std::cout << dump(document) << std::endl;
    } else {
        std::cerr << "error: " << toLine(error) << std::endl;
    }
}

/// Was --json given, even where parsing failed before it was reached?
bool wantsJson(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view word(argv[i]);
        if (word == "--json") return true;
        if (word == "--") break; // what follows is another program's
    }
    return false;
}

/// `slipway help NOUN VERB` is `slipway NOUN VERB --help`. A word that is no noun or verb is an error, not its parent's
/// help.
std::vector<std::string> withoutHelpWord(const CLI::App& app, int argc, char** argv) {
    std::vector<std::string> words(argv + 1, argv + argc);
    const auto help = std::ranges::find(words, "help");
    if (help == words.end() ||
        std::any_of(words.begin(), help, [](const auto& word) { return !word.starts_with("--"); }))
        return words;
    const auto* at = &app;
    std::vector<std::string> path;
    for (auto word = help + 1; word != words.end() && !word->starts_with("--"); ++word) {
        const auto inside = at->get_subcommands([&](const CLI::App* sub) { return sub->get_name() == *word; });
        if (inside.empty()) throw cli::UsageError(cli::unknownWord(*at, *word));
        at = inside.front();
        path.push_back(*word);
    }
    path.emplace_back("--help");
    return path;
}

/// What --help and --version print.
void printAnswer(const CLI::App& app, const CLI::Success& asked, bool json) {
    const bool version = dynamic_cast<const CLI::CallForVersion*>(&asked) != nullptr;
    if (json)
        std::cout << dump(version ? Json{{"version", SLIPWAY_VERSION}} : Json{{"help", app.help()}}) << std::endl;
    else
        std::cout << (version ? "slipway " SLIPWAY_VERSION "\n" : app.help()) << std::flush;
}

/// `slipway … | head`: nobody wants the rest, which is no error worth a word.
bool readerLeft() {
    pollfd output{STDOUT_FILENO, 0, 0};
    return ::poll(&output, 1, 0) > 0 && (output.revents & POLLERR) != 0;
}

/// `exitCode` when all of the answer was taken.
int afterWriting(int exitCode) {
    if (std::cout.flush()) return exitCode;
    if (readerLeft()) return kReaderLeft;
    std::cerr << "error: the answer could not be written. Check where standard output goes." << std::endl;
    return kFailed;
}

int run(CLI::App& app, cli::Session& session, const cli::Commands& commands, bool json) {
    const auto* body = commands.chosen();
    if (!body) {
        if (!json) std::cerr << app.help() << "\n";
        printError(cli::missingWord(app), json);
        return kUsage;
    }
    const auto outcome = (*body)(session);
    cli::endProgressLine();
    if (!outcome) {
        printError(outcome.error(), json);
        return exitCodeOf(outcome.error().code);
    }
    if (outcome->exitCode == cli::kAlreadyPrinted) return afterWriting(0);
    if (json)
        std::cout << dump(outcome->json) << std::endl;
    else if (!outcome->text.empty())
        std::cout << outcome->text << (outcome->text.ends_with('\n') ? "" : "\n") << std::flush;
    return afterWriting(outcome->exitCode);
}

} // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    CLI::App app("Slipway: the whole life of a machine-learning model on one workstation", "slipway");
    app.set_version_flag("--version", "slipway " SLIPWAY_VERSION);
    app.require_subcommand(0, 1);
    app.fallthrough();
    app.footer("`slipway help NOUN` explains every verb with an example.");

    cli::Session session(cli::terminalProgress());
    app.add_option("--workspace", session.workspaceFolder,
        "Workspace folder (else $SLIPWAY_WORKSPACE, a parent folder, ~/Slipway)");
    app.add_flag("--json", session.json, "One JSON document on standard output");
    app.add_option("--as", session.person, "The person who does it");

    cli::Commands commands(app);
    cli::addWorkspaceCommands(commands);
    cli::addDataCommands(commands);
    cli::addFeatureCommands(commands);
    cli::addLabelCommands(commands);
    cli::addLabelConvertCommand(commands);
    cli::addPersonCommands(commands);
    cli::addTrainCommands(commands);
    cli::addEvaluateCommands(commands);
    cli::addRunsCommands(commands);
    cli::addModelCommands(commands);
    cli::addDeployCommands(commands);
    cli::addDriftCommands(commands);
    cli::addMonitorCommands(commands);
    cli::addPipelineCommands(commands);
    cli::addEventCommands(commands);
    cli::addLineageCommands(commands);

    const bool json = wantsJson(argc, argv);
    try {
        auto words = withoutHelpWord(app, argc, argv);
        std::ranges::reverse(words); // CLI11 takes them last first
        app.parse(words);
    } catch (const CLI::Success& e) {
        printAnswer(app, e, json);
        return afterWriting(0);
    } catch (const CLI::ParseError& e) {
        printError(cli::explain(app, e), json);
        return kUsage;
    }
    try {
        return run(app, session, commands, json);
    } catch (const std::exception& e) { // out of memory and defects: still one line, never a core dump
        printError({ErrorCode::Internal, fmt::format("slipway stopped: {}", e.what()), "Please report this"}, json);
        return kFailed;
    }
}
