#pragma once

// Heavy: include from sources only; headers take core/base/json_fwd.h.
#include <filesystem>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/json_fwd.h"
#include "core/base/result.h"

namespace slipway {

/// `what` names the document in the error ("slipway.yaml", "request body"); depth is limited to 200.
Result<Json> parseJson(std::string_view text, std::string_view what);
Result<Json> readJsonFile(const std::filesystem::path& path);

/// A number, or the strings "NaN", "Infinity", "-Infinity".
Json jsonNumber(double value);
/// Reads what jsonNumber writes; nullopt-like NaN for anything else.
double numberFromJson(const Json& value);

/// Compact; bytes that are not UTF-8 are replaced, so it never throws.
std::string dump(const Json& value, int indent = -1);

/// Member as text / number / bool, or the fallback when missing or of another type.
std::string textOr(const Json& object, std::string_view key, std::string_view fallback = {});
double numberOr(const Json& object, std::string_view key, double fallback);
long long integerOr(const Json& object, std::string_view key, long long fallback);
bool boolOr(const Json& object, std::string_view key, bool fallback);

} // namespace slipway
