#include "core/process/proc_files.h"

#include <charconv>

namespace slipway::process {

std::vector<std::string_view> wordsIn(std::string_view line) {
    constexpr std::string_view blanks = " \t\n";
    std::vector<std::string_view> found;
    while (true) {
        const auto start = line.find_first_not_of(blanks);
        if (start == std::string_view::npos) return found;
        line.remove_prefix(start);
        const auto end = line.find_first_of(blanks);
        found.push_back(line.substr(0, end));
        if (end == std::string_view::npos) return found;
        line.remove_prefix(end);
    }
}

double numberIn(std::string_view word) {
    double value = 0;
    const auto [end, failed] = std::from_chars(word.data(), word.data() + word.size(), value);
    return failed == std::errc{} ? value : 0;
}

double valueOfKey(std::string_view text, std::string_view key) {
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = text.substr(0, end);
        if (line.starts_with(key)) {
            const auto words = wordsIn(line.substr(key.size()));
            return words.empty() ? 0 : numberIn(words.front());
        }
        if (end == std::string_view::npos) return 0;
        text.remove_prefix(end + 1);
    }
    return 0;
}

} // namespace slipway::process
