#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/label/formats/label_format.h"

namespace slipway::label::conll {

/// A word of a text, or the part of one that a span covers.
struct Token {
    std::int64_t start = 0, end = 0; ///< code points
    std::string_view text;
    bool startsSentence = false;
    const Region* region = nullptr; ///< whose span covers it
    bool startsSpan = false;
};

/// Splits at white space and at the ends of spans; a line end between two tokens ends a sentence unless a span goes
/// over it. The spans must not overlap.
std::vector<Token> tokensOf(const std::string& text, const std::vector<Region>& regions);

/// What the format holds of texts beyond reduce(): tokens with one blank (or line end) between them, labels without
/// blanks, no names.
void toTokens(Reduced& reduced);

} // namespace slipway::label::conll
