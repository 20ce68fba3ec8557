#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/json_fwd.h"
#include "core/label/annotation.h"

namespace slipway::label {

/// The member, or null when it is missing or `object` is no object.
const Json* member(const Json& object, std::string_view key);
/// What a member says as text: strings as they are, numbers written; nullopt for anything else.
std::optional<std::string> textOf(const Json* value);
/// A finite number, also from a string that is one ("0.5").
std::optional<double> numberOf(const Json* value);
/// A whole number within ±2^53; fractions are nullopt.
std::optional<std::int64_t> wholeOf(const Json* value);

/// An integer when `value` is one, so that 12.0 is written "12".
Json numberJson(double value);
/// "12" as a number, "ada" as text.
Json idJson(const std::string& id);

/// `object` without the members that the reader understood.
Json withoutMembers(const Json& object, std::initializer_list<std::string_view> known);
/// Adds the members of `extra` that `object` does not have.
void addMembers(Json& object, const Json* extra);
/// Keeps `value` under `format` unless it says nothing.
void keepExtra(Extra& extra, std::string_view format, Json value);
/// The member `key` of what is kept under `format`; null when there is none.
const Json* keptMember(const Extra& extra, std::string_view format, std::string_view key);

} // namespace slipway::label
