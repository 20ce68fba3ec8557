#include "tests/fuzz/label_reading.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto format = slipway::label::makeCocoFormat();
    readTwice(*format, ".json", {reinterpret_cast<const char*>(data), size});
    return 0;
}
