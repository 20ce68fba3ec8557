#include "core/track/transfer/checksum.h"

#include <array>
#include <bit>

namespace slipway::track::transfer {

namespace {

using Table = std::array<std::array<std::uint32_t, 256>, 8>;

/// Eight tables take eight bytes at a time.
constexpr Table tableOf(std::uint32_t polynomial) {
    Table table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) != 0 ? polynomial : 0);
        table[0][i] = value;
    }
    for (std::size_t i = 0; i < 256; ++i)
        for (std::size_t t = 1; t < 8; ++t) table[t][i] = (table[t - 1][i] >> 8) ^ table[0][table[t - 1][i] & 0xff];
    return table;
}

constexpr Table kCastagnoli = tableOf(0x82f63b78), kZlib = tableOf(0xedb88320);

std::uint32_t extended(const Table& table, std::uint32_t crc, std::string_view bytes) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    while (bytes.size() >= 8) {
        const std::uint32_t low = crc ^ (at(0) | at(1) << 8 | at(2) << 16 | std::uint32_t{at(3)} << 24);
        crc = table[7][low & 0xff] ^ table[6][(low >> 8) & 0xff] ^ table[5][(low >> 16) & 0xff] ^ table[4][low >> 24] ^
              table[3][at(4)] ^ table[2][at(5)] ^ table[1][at(6)] ^ table[0][at(7)];
        bytes.remove_prefix(8);
    }
    for (std::size_t i = 0; i < bytes.size(); ++i) crc = (crc >> 8) ^ table[0][(crc ^ at(i)) & 0xff];
    return crc;
}

} // namespace

std::uint32_t crc32c(std::string_view bytes) {
    return ~extended(kCastagnoli, ~0u, bytes);
}

std::uint32_t maskedCrc32c(std::string_view bytes) {
    return std::rotr(crc32c(bytes), 15) + 0xa282ead8u;
}

std::uint32_t crc32(std::string_view first, std::string_view second) {
    return ~extended(kZlib, extended(kZlib, ~0u, first), second);
}

} // namespace slipway::track::transfer
