#include "core/track/transfer/wire_reader.h"

#include <bit>

namespace slipway::track::transfer {

namespace {

std::uint64_t littleEndian(std::string_view bytes, std::size_t size) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < size && i < bytes.size(); ++i)
        number |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    return number;
}

} // namespace

std::uint32_t littleEndian32(std::string_view bytes) {
    return static_cast<std::uint32_t>(littleEndian(bytes, 4));
}

std::uint64_t littleEndian64(std::string_view bytes) {
    return littleEndian(bytes, 8);
}

double doubleOf(std::string_view eightBytes) {
    return std::bit_cast<double>(littleEndian64(eightBytes));
}

double floatOf(std::string_view fourBytes) {
    return std::bit_cast<float>(littleEndian32(fourBytes));
}

std::optional<std::uint64_t> WireReader::varint() {
    std::uint64_t number = 0;
    for (int shift = 0; shift < 70 && !m_rest.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(m_rest.front());
        m_rest.remove_prefix(1);
        if (shift < 64) number |= std::uint64_t{byte & 0x7fu} << shift;
        if ((byte & 0x80u) == 0) return number;
    }
    return std::nullopt;
}

bool WireReader::fixed(std::size_t size) {
    if (m_rest.size() < size) return false;
    m_number = littleEndian(m_rest, size);
    m_rest.remove_prefix(size);
    return true;
}

bool WireReader::next() {
    m_kind = Kind::None;
    if (m_broken || m_rest.empty()) return false;
    const auto readValue = [&](std::uint64_t wireType) {
        if (wireType == 0) {
            m_kind = Kind::Varint;
            const auto number = varint();
            m_number = number.value_or(0);
            return number.has_value();
        }
        if (wireType == 1) {
            m_kind = Kind::Fixed64;
            return fixed(8);
        }
        if (wireType == 5) {
            m_kind = Kind::Fixed32;
            return fixed(4);
        }
        const auto length = wireType == 2 ? varint() : std::nullopt;
        if (!length || *length > m_rest.size()) return false;
        m_kind = Kind::Bytes;
        m_bytes = m_rest.substr(0, *length);
        m_rest.remove_prefix(*length);
        return true;
    };
    const auto tag = varint();
    m_field = static_cast<std::uint32_t>(tag.value_or(0) >> 3);
    m_broken = !tag || m_field == 0 || !readValue(*tag & 7);
    if (m_broken) m_kind = Kind::None;
    return !m_broken;
}

std::int64_t WireReader::zigzag() const {
    const auto number = static_cast<std::uint64_t>(integer());
    return static_cast<std::int64_t>((number >> 1) ^ (~(number & 1) + 1));
}

double WireReader::real() const {
    if (m_kind == Kind::Fixed64) return std::bit_cast<double>(m_number);
    if (m_kind == Kind::Fixed32) return std::bit_cast<float>(static_cast<std::uint32_t>(m_number));
    return static_cast<double>(integer());
}

} // namespace slipway::track::transfer
