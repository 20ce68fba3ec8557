#include "core/base/id.h"

#include <array>

#include <openssl/rand.h>

#include "core/base/text.h"

namespace slipway {

std::string newId() {
    std::array<unsigned char, 16> bytes{};
    RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
    return toHex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string newShortId(int digits) {
    return newId().substr(0, static_cast<std::size_t>(digits));
}

} // namespace slipway
