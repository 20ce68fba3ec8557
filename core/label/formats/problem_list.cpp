#include "core/label/formats/problem_list.h"

#include "core/base/text.h"

namespace slipway::label {

void ProblemList::add(std::int64_t line, std::string item, std::string message, bool leftOut) {
    constexpr std::size_t most = 1000;
    m_read.problemCount++;
    if (m_read.problems.size() < most)
        m_read.problems.push_back({m_file, line, forMessage(item, 200), std::move(message), leftOut});
}

} // namespace slipway::label
