#include "core/data/sensitive_names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

namespace slipway::data {

namespace {

constexpr std::array<std::string_view, 33> kWords{"sex", "gender", "race", "racial", "ethnicity", "ethnic", "age",
    "birthdate", "birthday", "birthyear", "dob", "religion", "religious", "faith", "disability", "disabled", "handicap",
    "marital", "nationality", "citizenship", "immigration", "orientation", "pregnant", "pregnancy", "caste", "veteran",
    "political", "maternity", "ancestry", "transgender", "sexuality", "tribe", "indigenous"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kPairs{{{"native", "country"},
    {"national", "origin"}, {"birth", "date"}, {"date", "birth"}, {"birth", "year"}, {"skin", "color"}}};

/// "hoursPerWeek", "hours-per_week" -> hours, per, week
std::vector<std::string> wordsOf(std::string_view name) {
    std::vector<std::string> words(1);
    bool lowerBefore = false;
    for (const char raw : name) {
        const auto c = static_cast<unsigned char>(raw);
        const bool letter = std::isalpha(c) || c >= 0x80;
        if (!letter || (std::isupper(c) && lowerBefore)) {
            if (!words.back().empty()) words.emplace_back();
        }
        if (letter) words.back() += static_cast<char>(std::tolower(c));
        lowerBefore = std::islower(c);
    }
    if (words.back().empty()) words.pop_back();
    std::erase(words, "of");
    return words;
}

} // namespace

bool isSensitiveName(std::string_view column) {
    const auto words = wordsOf(column);
    for (const auto& word : words)
        if (std::find(kWords.begin(), kWords.end(), word) != kWords.end()) return true;
    for (std::size_t i = 0; i + 1 < words.size(); ++i)
        for (const auto& [first, second] : kPairs)
            if (words[i] == first && words[i + 1] == second) return true;
    return false;
}

} // namespace slipway::data
