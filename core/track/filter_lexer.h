#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/track/filter.h"

namespace slipway::track {

/// One piece of a filter's text.
struct FilterToken {
    enum class Kind {
        Word,   ///< a field (PREFIX.KEY, KEY), a number, AND …
        Quoted, ///< a text in quotes that stands alone
        Symbol, ///< a run of = ! < > ~
        Open,
        Close,
        Comma,
        Semicolon,
        End
    } kind = Kind::End;
    TextRange range;
    std::string_view raw;
    std::optional<std::string> prefix; ///< of a word: what is left of its first dot
    std::string key;                   ///< of a word: right of its first dot, or all; of a quoted text: what is inside
    std::size_t keyBegin = 0;          ///< where the key, or its quote, begins in the filter
    char quote = 0;                    ///< around the key; 0: none
    bool closed = true;                ///< false when the text ends before the quote does

    bool isWord(std::string_view lowerCase) const; ///< an unquoted word, in any case
};

/// Always ends with a token of kind End. Takes any bytes.
std::vector<FilterToken> lexFilter(std::string_view text);

} // namespace slipway::track
