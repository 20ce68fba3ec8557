#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway::label {

inline constexpr unsigned kTextBuckets = 1u << 18;

/// How often each hashed n-gram is in a text: words and pairs of neighbouring words, and runs of three to five
/// characters inside and across words. Rising by bucket. ASCII letters count as lower case; a word is a run of letters,
/// digits and whatever is not ASCII. Texts are read up to 100,000 bytes.
std::vector<std::pair<unsigned, float>> textFeatures(std::string_view text);

} // namespace slipway::label
