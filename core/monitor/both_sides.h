#pragma once

#include <cstddef>
#include <thread>

namespace slipway::monitor {

/// Does the work of both sides, at the same time when there are so many `rows` that a thread pays.
template <class Reference, class Current>
void forBothSides(std::size_t rows, Reference&& reference, Current&& current) {
    constexpr std::size_t worthAThread = 100'000;
    if (rows < worthAThread) {
        reference();
        current();
        return;
    }
    std::jthread other([&] { current(); });
    reference();
}

} // namespace slipway::monitor
