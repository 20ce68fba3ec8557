#pragma once

// For core/label only.
#include <cstdint>
#include <vector>

#include "core/label/formats/label_format.h"

namespace slipway::label {

/// Counts all problems and keeps the first 1,000.
class ProblemNotes {
public:
    ProblemNotes(std::vector<Problem>& kept, std::int64_t& count) : m_kept(kept), m_count(count) {}
    void add(Problem problem) {
        constexpr std::size_t most = 1000;
        ++m_count;
        if (m_kept.size() < most) m_kept.push_back(std::move(problem));
    }

private:
    std::vector<Problem>& m_kept;
    std::int64_t& m_count;
};

} // namespace slipway::label
