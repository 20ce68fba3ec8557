#include "app/cli/usage.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::cli {

namespace {

constexpr std::size_t kLongest = 300;

std::vector<std::string> wordsOf(const CLI::App& app) {
    std::vector<std::string> words;
    for (const auto* sub : app.get_subcommands([](const CLI::App* sub) { return !sub->get_group().empty(); }))
        words.push_back(sub->get_name());
    return words;
}

/// The noun or verb that parsing came to.
const CLI::App& deepest(const CLI::App& app) {
    const auto* at = &app;
    for (auto parsed = at->get_subcommands(); !parsed.empty(); parsed = at->get_subcommands()) at = parsed.back();
    return *at;
}

std::string pathOf(const CLI::App& at) {
    return at.get_parent() ? pathOf(*at.get_parent()) + " " + at.get_name() : std::string();
}

std::string helpHint(const CLI::App& at) {
    return fmt::format("`slipway help{}` shows how it is used", pathOf(at));
}

std::string kindOf(const CLI::App& at) {
    return at.get_parent() ? "a verb of slipway" + pathOf(at) : std::string("a word of slipway");
}

std::string wordHint(const CLI::App& at) {
    return fmt::format("The {} are {}", at.get_parent() ? "verbs" : "words", join(wordsOf(at), ", "));
}

} // namespace

void needVersion(CLI::App& verb) {
    verb.final_callback([&verb] {
        const auto model = verb.get_option("name")->as<std::string>();
        if (verb.count("version") > 0 || model.find(':') != std::string::npos) return;
        const auto shown = forMessage(model);
        throw UsageError(slipway::Error{ErrorCode::InvalidArgument, fmt::format("which version of {}", shown),
            fmt::format("Write {} 3, or {} latest", shown, shown)});
    });
}

Error missingWord(const CLI::App& at) {
    return {ErrorCode::InvalidArgument,
        at.get_parent() ? fmt::format("slipway{} needs a verb", pathOf(at)) : "nothing was asked for", wordHint(at)};
}

Error unknownWord(const CLI::App& at, const std::string& word) {
    const auto words = wordsOf(at);
    auto hint = wordHint(at);
    if (const auto meant = nearestName(word, words); !meant.empty())
        hint = fmt::format("Perhaps `{}` is meant. {}", meant, hint);
    return {ErrorCode::InvalidArgument, fmt::format("'{}' is not {}", forMessage(word), kindOf(at)), hint};
}

Error explain(const CLI::App& app, const CLI::ParseError& error) {
    if (const auto* usage = dynamic_cast<const UsageError*>(&error))
        return {ErrorCode::InvalidArgument, usage->what(), usage->hint()};
    const auto& at = deepest(app);
    const auto rest = app.remaining(true);
    if (at.get_require_subcommand_min() > 0 || at.get_parent() == nullptr) {
        const auto word = std::ranges::find_if(rest, [](const auto& each) { return !each.starts_with("-"); });
        if (word != rest.end()) return unknownWord(at, *word);
        if (rest.empty()) return missingWord(at);
    }
    std::string message = error.what();
    if (dynamic_cast<const CLI::ExtrasError*>(&error) && !rest.empty())
        message = fmt::format("slipway{} does not take '{}'", pathOf(at), rest.front());
    while (!message.empty() && (message.back() == '\n' || message.back() == '.')) message.pop_back();
    return {ErrorCode::InvalidArgument, forMessage(message, kLongest), helpHint(at)};
}

} // namespace slipway::cli
