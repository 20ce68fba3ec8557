#pragma once

#include <atomic>

#include "core/base/clock.h"

namespace slipway::testkit {

/// A clock that stands still until a test moves it. Starts at 2026-01-01T00:00:00Z.
class FakeClock : public Clock {
public:
    Timestamp now() const override { return m_now; }
    void set(Timestamp time) { m_now = time; }
    void advance(Timestamp milliseconds) { m_now += milliseconds; }

private:
    std::atomic<Timestamp> m_now = 1767225600000;
};

} // namespace slipway::testkit
