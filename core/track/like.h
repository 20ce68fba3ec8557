#pragma once

#include <string>
#include <string_view>

namespace slipway::track {

/// LIKE as MLflow means it: '%' any run of characters, '_' one character, nothing escapes. ILIKE folds case, of ASCII
/// letters only, as SQLite does.
bool matchesLike(std::string_view text, std::string_view pattern, bool foldCase);

/// The same pattern for SQLite's GLOB, which minds case where its LIKE does not.
std::string globPattern(std::string_view likePattern);

/// A pattern for SQLite's LIKE … ESCAPE '\' that finds `part` anywhere.
std::string containsPattern(std::string_view part);

} // namespace slipway::track
