#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/label/formats/problem_list.h"

namespace slipway::label {

/// `in`, or when it is a folder the one file in it with one of these endings (".json"). NotFound when there is none,
/// InvalidArgument when there are several.
Result<std::filesystem::path> labelFileIn(
    const std::filesystem::path& in, std::initializer_list<std::string_view> endings);

/// A whole label file without its byte order mark. FailedPrecondition over 1 GiB, BadData as checkHead().
Result<std::string> readLabelFile(const std::filesystem::path& file);

/// BadData for the first bytes of a zip archive and of UTF-16: both would be read as nonsense.
Status checkHead(const std::filesystem::path& file, std::string_view head);

/// Puts U+FFFD in place of each byte that is not UTF-8; returns how many there were.
std::int64_t replaceInvalidUtf8(std::string& text);
/// The same, and a problem of the file that says how many.
void mendUtf8(std::string& text, ProblemList& problems);

} // namespace slipway::label
