#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace slipway::track::transfer {

/// A TensorProto: numbers (at most 1,000,000) or texts.
struct TensorValues {
    std::vector<double> numbers;
    std::vector<std::string_view> texts; ///< into the bytes that were read
};
TensorValues tensorValues(std::string_view tensor);

} // namespace slipway::track::transfer
