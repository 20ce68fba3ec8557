#include "core/base/natural_order.h"

#include <cstddef>

namespace slipway {

namespace {

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// The run of digits that starts at `at`, without leading zeros; moves `at` behind it.
std::string_view takeNumber(std::string_view text, std::size_t& at) {
    while (at < text.size() && text[at] == '0') ++at;
    const auto from = at;
    while (at < text.size() && isDigit(text[at])) ++at;
    return text.substr(from, at - from);
}

} // namespace

bool naturalLess(std::string_view a, std::string_view b) {
    std::size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        if (isDigit(a[i]) && isDigit(b[j])) {
            const auto left = takeNumber(a, i), right = takeNumber(b, j);
            if (left.size() != right.size()) return left.size() < right.size();
            if (left != right) return left < right;
        } else {
            if (a[i] != b[j]) return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
            ++i;
            ++j;
        }
    }
    if ((i < a.size()) != (j < b.size())) return j < b.size();
    return a < b; // "a01" and "a1" are not the same
}

} // namespace slipway
