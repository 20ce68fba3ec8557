#pragma once

#include <string_view>
#include <vector>

#include "core/label/formats/label_format.h"

namespace slipway::label {

/// What other formats said and we keep for them only (Extra), by format and key: lost in a file of format `target`.
/// Ends early when the progress is cancelled.
std::vector<Loss> foreignKeys(const Corpus& corpus, std::string_view target, const Progress& progress = Progress());

} // namespace slipway::label
