#pragma once

#include <cstdint>
#include <optional>

#include "core/base/result.h"
#include "core/label/shape.h"

namespace slipway::label {

/// A span that lies in a text of `length` code points (negative: not known). BadData says what is wrong with it.
Result<Span> checkedSpan(std::optional<std::int64_t> start, std::optional<std::int64_t> end, std::int64_t length);

} // namespace slipway::label
