#include "core/label/learning/text_features.h"

#include <algorithm>
#include <string>

namespace slipway::label {

namespace {

constexpr std::size_t kLongestText = 100'000;

/// FNV-1a, folded to a bucket. `kind` keeps words and characters apart.
unsigned bucketOf(char kind, std::string_view gram) {
    std::uint64_t hash = 14695981039346656037ull;
    const auto mix = [&](char c) { hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull; };
    mix(kind);
    for (const char c : gram) mix(c);
    hash ^= hash >> 32;
    return static_cast<unsigned>((hash ^ (hash >> 18)) % kTextBuckets);
}

bool isWordByte(unsigned char c) {
    return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

/// Lower case, one blank for each run of other characters, one at both ends.
std::string normalized(std::string_view text) {
    std::string result(" ");
    for (const char c : text.substr(0, kLongestText)) {
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        if (isWordByte(static_cast<unsigned char>(lower)))
            result += lower;
        else if (result.back() != ' ')
            result += ' ';
    }
    if (result.back() != ' ') result += ' ';
    return result;
}

void addWords(std::string_view text, std::vector<unsigned>& buckets) {
    std::size_t previous = std::string_view::npos, start = 1;
    while (start < text.size()) {
        const auto end = text.find(' ', start);
        buckets.push_back(bucketOf('w', text.substr(start, end - start)));
        if (previous != std::string_view::npos) buckets.push_back(bucketOf('w', text.substr(previous, end - previous)));
        previous = start;
        start = end + 1;
    }
}

void addCharacters(std::string_view text, std::vector<unsigned>& buckets) {
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < text.size(); ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) starts.push_back(i);
    starts.push_back(text.size());
    for (std::size_t i = 0; i < starts.size(); ++i)
        for (std::size_t length = 3; length <= 5 && i + length < starts.size(); ++length)
            buckets.push_back(bucketOf('c', text.substr(starts[i], starts[i + length] - starts[i])));
}

} // namespace

std::vector<std::pair<unsigned, float>> textFeatures(std::string_view text) {
    const auto clean = normalized(text);
    std::vector<unsigned> buckets;
    addWords(clean, buckets);
    addCharacters(clean, buckets);
    std::ranges::sort(buckets);
    std::vector<std::pair<unsigned, float>> features;
    for (const auto bucket : buckets) {
        if (features.empty() || features.back().first != bucket) features.emplace_back(bucket, 0.0f);
        features.back().second += 1;
    }
    return features;
}

} // namespace slipway::label
