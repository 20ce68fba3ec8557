#pragma once

#include <string>

#include "core/label/corpus.h"

/// The first difference in what two corpora say, empty when there is none. Ids, order of regions, colours, times,
/// origins and what is kept for formats do not count; numbers may differ by `slack` pixels.
std::string differenceOf(const slipway::label::Corpus& expected, const slipway::label::Corpus& found, double slack);
