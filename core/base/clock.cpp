#include "core/base/clock.h"

#include <chrono>

namespace slipway {

namespace {

class SystemClock : public Clock {
public:
    Timestamp now() const override {
        using namespace std::chrono;
        return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    }
};

} // namespace

const Clock& systemClock() {
    static const SystemClock clock;
    return clock;
}

} // namespace slipway
