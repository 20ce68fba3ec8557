#include "app/cli/completion.h"

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::cli {

namespace {

struct Level {
    std::string path;  ///< "" or "data" or "data import"
    std::string words; ///< what may follow
};

std::string wordsOf(const CLI::App& app) {
    std::vector<std::string> words;
    for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; }))
        if (!sub->get_group().empty()) words.push_back(sub->get_name());
    for (const auto* option : app.get_options())
        for (const auto& name : option->get_lnames()) words.push_back("--" + name);
    return join(words, " ");
}

void collect(const CLI::App& app, const std::string& path, std::vector<Level>& levels) {
    levels.push_back({path, wordsOf(app)});
    for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; }))
        if (!sub->get_group().empty())
            collect(*sub, path.empty() ? sub->get_name() : path + " " + sub->get_name(), levels);
}

/// Shared by bash and zsh: the words typed so far without options, looked up in a case table.
std::string caseTable(const std::vector<Level>& levels) {
    std::string table;
    for (const auto& level : levels) table += fmt::format("    \"{}\") echo \"{}\" ;;\n", level.path, level.words);
    return table;
}

std::string bashScript(const std::vector<Level>& levels) {
    return fmt::format(R"sh(_slipway_words() {{
  case "$1" in
{}  esac
}}
_slipway() {{
  local path="" word current="${{COMP_WORDS[COMP_CWORD]}}" try
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    [[ $word == -* ]] && continue
    try="${{path:+$path }}$word"
    [[ -n $(_slipway_words "$try") ]] && path="$try"
  done
  COMPREPLY=($(compgen -W "$(_slipway_words "$path")" -- "$current"))
  [[ ${{#COMPREPLY[@]}} -eq 0 ]] && COMPREPLY=($(compgen -f -- "$current"))
}}
complete -o filenames -F _slipway slipway
)sh",
        caseTable(levels));
}

std::string fishScript(const std::vector<Level>& levels) {
    std::string script = "complete -c slipway -e\n";
    for (const auto& level : levels) {
        std::string condition = level.path.empty() ? "__fish_use_subcommand" : "";
        for (const auto& word : split(level.path, ' '))
            if (!word.empty())
                condition += fmt::format("{}__fish_seen_subcommand_from {}", condition.empty() ? "" : "; and ", word);
        for (const auto& word : split(level.words, ' ')) {
            if (word.empty()) continue;
            if (word.starts_with("--"))
                script += fmt::format("complete -c slipway -n '{}' -l {}\n", condition, word.substr(2));
            else
                script += fmt::format("complete -c slipway -n '{}' -f -a {}\n", condition, word);
        }
    }
    return script;
}

} // namespace

Result<std::string> completionScript(const CLI::App& app, const std::string& shell) {
    std::vector<Level> levels;
    collect(app, "", levels);
    if (shell == "bash") return bashScript(levels);
    if (shell == "zsh") return "#compdef slipway\nautoload -U +X bashcompinit && bashcompinit\n" + bashScript(levels);
    if (shell == "fish") return fishScript(levels);
    return fail(ErrorCode::InvalidArgument, fmt::format("there is no completion for '{}'", forMessage(shell)),
        "Use bash, zsh or fish");
}

} // namespace slipway::cli
