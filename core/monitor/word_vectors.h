#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace slipway::monitor {

/// One text as weights of words; sorted by word, length 1 (or empty).
struct WordVector {
    std::vector<std::uint32_t> words;
    std::vector<double> weights;
};

/// Words of two or more characters in lower case (ASCII letters are folded), without common English words.
std::vector<std::string> wordsOf(std::string_view text);

/// tf-idf learned from some texts: 1 + ln(count), smooth inverse document frequency, words in more than half of the
/// texts left out.
class WordWeights {
public:
    explicit WordWeights(const std::vector<const std::string*>& texts);
    std::size_t wordCount() const { return m_inverseFrequency.size(); }
    WordVector vectorOf(std::string_view text) const;

private:
    std::unordered_map<std::string, std::uint32_t> m_places;
    std::vector<double> m_inverseFrequency;
};

} // namespace slipway::monitor
