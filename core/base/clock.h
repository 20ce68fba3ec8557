#pragma once

#include "core/base/time.h"

namespace slipway {

/// Where code gets the time from, so that tests can set it. Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Timestamp now() const = 0;
};

/// The machine's clock. One object for the whole program.
const Clock& systemClock();

} // namespace slipway
