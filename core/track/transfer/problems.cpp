#include "core/track/transfer/problems.h"

namespace slipway::track::transfer {

void Problems::add(std::string where, std::string what) {
    constexpr std::size_t most = 200;
    ++m_count;
    if (m_first.size() < most) m_first.push_back({std::move(where), std::move(what)});
}

void Problems::leftOut(std::string_view kind, std::int64_t number) {
    if (number > 0) m_leftOut[std::string(kind)] += number;
}

} // namespace slipway::track::transfer
