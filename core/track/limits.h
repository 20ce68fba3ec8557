#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace slipway::track {

// MLflow's limits, in code points, so that what one accepts the other does too. InvalidArgument names the key and the
// limit.

inline constexpr std::size_t kMaxKey = 250, kMaxParameter = 6000, kMaxTag = 8000, kMaxName = 500;

/// How many bytes of `text` hold its first `characters` code points.
std::size_t fittingBytes(std::string_view text, std::size_t characters);

enum class KeyFault { None, Empty, TooLong, Characters, NotAPath };
/// Keys may become names of files: what a path would be normalised to must be the key itself.
KeyFault keyFault(std::string_view key);

/// Letters, digits, blanks and _ - . : /; relative and without ".." like a path. `what` is "metric", "parameter",
/// "tag".
Status checkKey(std::string_view key, std::string_view what);
Status checkParameters(const std::map<std::string, std::string>& parameters);
Status checkTags(const std::map<std::string, std::string>& tags);
/// Names of experiments and runs: valid UTF-8 on one line. `what` is "experiment" or "run".
Status checkName(std::string_view name, std::string_view what);

} // namespace slipway::track
