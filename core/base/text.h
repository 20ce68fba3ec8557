#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slipway {

std::string_view trimmed(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string toLower(std::string_view text); ///< ASCII only
std::string toHex(std::string_view bytes);  ///< lower case

/// Byte offset of the first byte that is not valid UTF-8 (overlong forms and surrogates included); npos when valid.
std::size_t firstInvalidUtf8(std::string_view text);

/// `text` for an error message: quotes nothing, cuts at `limit` bytes on a character border with "…", shows control
/// characters as \xNN, so that hostile input cannot break a line.
std::string forMessage(std::string_view text, std::size_t limit = 80);

/// A name that people give to datasets, models, endpoints …: 1–64 of A–Z a–z 0–9 . _ -, starting with a letter or
/// digit.
bool isValidName(std::string_view text);

/// 1234567 -> "1,234,567".
std::string withThousands(long long value);
/// counted(1, "row") -> "1 row", counted(1234, "row") -> "1,234 rows"; `many` for nouns whose plural is not one s more.
std::string counted(long long number, std::string_view one, std::string_view many = {});

/// The name that `wanted` was probably meant to be: fewest edits, upper and lower case alike; "" when all differ much.
std::string nearestName(std::string_view wanted, const std::vector<std::string>& names);

/// Shortest text that reads back as the same double; "NaN", "Infinity", "-Infinity".
std::string toText(double value);

} // namespace slipway
