#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace slipway::track::transfer {

/// Fields of one message in the wire format of Protocol Buffers, one after the other. Reads nothing beyond its bytes;
/// what it does not understand ends it.
///
///     WireReader message(bytes);
///     while (message.next()) if (message.field() == 2) step = message.integer();
class WireReader {
public:
    explicit WireReader(std::string_view bytes) : m_rest(bytes) {}

    /// False at the end, and when the rest is broken.
    bool next();
    bool broken() const { return m_broken; }

    std::uint32_t field() const { return m_field; }
    /// Values of another kind than the field's are 0 or empty.
    std::int64_t integer() const { return m_kind == Kind::Varint ? static_cast<std::int64_t>(m_number) : 0; }
    std::int64_t zigzag() const; ///< of sint64
    bool flag() const { return integer() != 0; }
    double real() const; ///< of a double, float or integer
    std::string_view bytes() const { return m_kind == Kind::Bytes ? m_bytes : std::string_view(); }
    bool isBytes() const { return m_kind == Kind::Bytes; }

private:
    enum class Kind { None, Varint, Fixed64, Bytes, Fixed32 };
    std::optional<std::uint64_t> varint();
    bool fixed(std::size_t size);

    std::string_view m_rest, m_bytes;
    std::uint64_t m_number = 0;
    std::uint32_t m_field = 0;
    Kind m_kind = Kind::None;
    bool m_broken = false;
};

/// Numbers of `size` bytes each, least significant first.
std::uint32_t littleEndian32(std::string_view bytes);
std::uint64_t littleEndian64(std::string_view bytes);
double doubleOf(std::string_view eightBytes);
double floatOf(std::string_view fourBytes);

} // namespace slipway::track::transfer
