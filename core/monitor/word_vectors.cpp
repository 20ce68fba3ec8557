#include "core/monitor/word_vectors.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_set>

namespace slipway::monitor {

namespace {

/// English words that say little about a text's subject: pronouns, prepositions, conjunctions, auxiliaries, adverbs.
const std::unordered_set<std::string_view>& commonWords() {
    static const std::unordered_set<std::string_view> words = {"about", "above", "across", "after", "again", "against",
        "all", "almost", "alone", "along", "already", "also", "although", "always", "am", "among", "an", "and",
        "another", "any", "anyone", "anything", "are", "around", "as", "at", "be", "became", "because", "become",
        "been", "before", "behind", "being", "below", "beside", "besides", "between", "beyond", "both", "but", "by",
        "can", "cannot", "could", "did", "do", "does", "doing", "done", "down", "during", "each", "either", "else",
        "enough", "even", "ever", "every", "everyone", "everything", "everywhere", "except", "few", "first", "for",
        "former", "from", "further", "had", "has", "have", "having", "he", "hence", "her", "here", "hers", "herself",
        "him", "himself", "his", "how", "however", "if", "in", "indeed", "into", "is", "it", "its", "itself", "last",
        "least", "less", "many", "may", "me", "might", "mine", "more", "moreover", "most", "mostly", "much", "must",
        "my", "myself", "neither", "never", "nevertheless", "next", "no", "nobody", "none", "nor", "not", "nothing",
        "now", "nowhere", "of", "off", "often", "on", "once", "one", "only", "onto", "or", "other", "others",
        "otherwise", "our", "ours", "ourselves", "out", "over", "own", "per", "perhaps", "rather", "same", "seem",
        "seemed", "seems", "several", "she", "should", "since", "so", "some", "somehow", "someone", "something",
        "sometimes", "somewhere", "still", "such", "than", "that", "the", "their", "theirs", "them", "themselves",
        "then", "there", "therefore", "these", "they", "this", "those", "though", "through", "throughout", "thus", "to",
        "together", "too", "toward", "towards", "two", "under", "until", "up", "upon", "us", "very", "via", "was", "we",
        "well", "were", "what", "whatever", "when", "whenever", "where", "wherever", "whether", "which", "while", "who",
        "whoever", "whole", "whom", "whose", "why", "will", "with", "within", "without", "would", "yet", "you", "your",
        "yours", "yourself", "yourselves"};
    return words;
}

/// Letters, digits and underscore; every byte of a character beyond ASCII.
bool isWordByte(unsigned char c) {
    return c >= 0x80 || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::size_t characterCount(std::string_view word) {
    return static_cast<std::size_t>(std::ranges::count_if(word, [](char c) { return (c & 0xC0) != 0x80; }));
}

} // namespace

std::vector<std::string> wordsOf(std::string_view text) {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < text.size();) {
        std::string word;
        for (; i < text.size() && isWordByte(static_cast<unsigned char>(text[i])); ++i)
            word += text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + ('a' - 'A')) : text[i];
        if (characterCount(word) >= 2 && !commonWords().contains(word)) words.push_back(std::move(word));
        while (i < text.size() && !isWordByte(static_cast<unsigned char>(text[i]))) ++i;
    }
    return words;
}

WordWeights::WordWeights(const std::vector<const std::string*>& texts) {
    std::unordered_map<std::string, std::size_t> frequency;
    for (const auto* text : texts) {
        const auto words = wordsOf(*text);
        for (const auto& word : std::unordered_set<std::string>(words.begin(), words.end())) ++frequency[word];
    }
    const auto count = static_cast<double>(texts.size());
    const std::map<std::string, std::size_t> sorted(frequency.begin(), frequency.end()); // the same order everywhere
    for (const auto& [word, texts_] : sorted) {
        const auto holding = static_cast<double>(texts_);
        if (holding > count / 2) continue;
        m_places.emplace(word, static_cast<std::uint32_t>(m_inverseFrequency.size()));
        m_inverseFrequency.push_back(std::log((1 + count) / (1 + holding)) + 1);
    }
}

WordVector WordWeights::vectorOf(std::string_view text) const {
    std::map<std::uint32_t, double> counts;
    for (const auto& word : wordsOf(text))
        if (const auto found = m_places.find(word); found != m_places.end()) counts[found->second] += 1;
    WordVector vector;
    double squares = 0;
    for (const auto& [word, count] : counts) {
        const double weight = (1 + std::log(count)) * m_inverseFrequency[word];
        vector.words.push_back(word);
        vector.weights.push_back(weight);
        squares += weight * weight;
    }
    for (double& weight : vector.weights) weight /= std::sqrt(squares);
    return vector;
}

} // namespace slipway::monitor
