#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "core/base/result.h"

namespace slipway::cli {

/// Thrown while parsing (from an option's check or a verb's final_callback): exit code 2 with this hint.
class UsageError : public CLI::ParseError {
public:
    explicit UsageError(const slipway::Error& error)
        : CLI::ParseError("UsageError", error.message, CLI::ExitCodes::ValidationError), m_hint(error.hint) {}
    const std::string& hint() const { return m_hint; }

private:
    std::string m_hint;
};

/// For CLI::Option::check: what `parse` refuses is a usage error.
template <class Parse> auto checkedBy(Parse parse) {
    return [parse](const std::string& text) {
        if (const auto parsed = parse(text); !parsed) throw UsageError(parsed.error());
        return std::string();
    };
}

/// Of a verb with the arguments "name" and "version": NAME alone is a usage error, NAME:VERSION is taken.
void needVersion(CLI::App& verb);

/// What was wrong with the words that `app` has parsed as far as it could, and the help page or the word that was
/// probably meant.
Error explain(const CLI::App& app, const CLI::ParseError& error);

/// `slipway` without a noun, or a noun without a verb.
Error missingWord(const CLI::App& at);

/// A word that is no noun of slipway, or no verb of the noun `at`.
Error unknownWord(const CLI::App& at, const std::string& word);

} // namespace slipway::cli
