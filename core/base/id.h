#pragma once

#include <string>

namespace slipway {

/// 32 lower-case hex digits from the system's random source, the form MLflow uses for runs.
std::string newId();

/// Short random suffix for names that people read: `digits` lower-case hex digits (at most 32).
std::string newShortId(int digits = 8);

} // namespace slipway
