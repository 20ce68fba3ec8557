#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "core/base/result.h"

namespace slipway::cli {

/// A completion script for bash, zsh or fish, made from the nouns, verbs and options that the program has.
Result<std::string> completionScript(const CLI::App& app, const std::string& shell);

} // namespace slipway::cli
