#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::track::transfer {

/// What could not be read, or not be kept. All are counted, the first 200 told.
class Problems {
public:
    struct Problem {
        std::string where; ///< file, with line or byte
        std::string what;
    };
    void add(std::string where, std::string what);
    /// Things of a kind that has no place here: "registered models", "audio".
    void leftOut(std::string_view kind, std::int64_t number = 1);

    std::int64_t count() const { return m_count; }
    const std::vector<Problem>& first() const { return m_first; }
    const std::map<std::string, std::int64_t>& leftOut() const { return m_leftOut; }

private:
    std::int64_t m_count = 0;
    std::vector<Problem> m_first;
    std::map<std::string, std::int64_t> m_leftOut;
};

} // namespace slipway::track::transfer
