#include "core/track/transfer/tensor_values.h"

#include <bit>
#include <cmath>
#include <limits>

#include "core/track/transfer/wire_reader.h"

namespace slipway::track::transfer {

namespace {

constexpr std::size_t kMost = 1'000'000;

enum class Type {
    Float = 1,
    Double = 2,
    Int32 = 3,
    Uint8 = 4,
    Int16 = 5,
    Int8 = 6,
    Int64 = 9,
    Bool = 10,
    Bfloat16 = 14,
    Half = 19,
    Uint32 = 22,
    Uint64 = 23,
};

double halfOf(std::uint32_t bits) {
    const int exponent = static_cast<int>(bits >> 10 & 0x1f);
    const double fraction = static_cast<double>(bits & 0x3ff) / 1024;
    const double sign = (bits & 0x8000) != 0 ? -1 : 1;
    if (exponent == 0x1f)
        return fraction == 0 ? sign * std::numeric_limits<double>::infinity()
                             : std::numeric_limits<double>::quiet_NaN();
    return sign * (exponent == 0 ? std::ldexp(fraction, -14) : std::ldexp(1 + fraction, exponent - 15));
}

std::size_t sizeOf(Type type) {
    switch (type) {
    case Type::Double:
    case Type::Int64:
    case Type::Uint64:
        return 8;
    case Type::Float:
    case Type::Int32:
    case Type::Uint32:
        return 4;
    case Type::Int16:
    case Type::Half:
    case Type::Bfloat16:
        return 2;
    case Type::Uint8:
    case Type::Int8:
    case Type::Bool:
        return 1;
    }
    return 0;
}

double numberOf(Type type, std::string_view bytes) {
    const auto bits = littleEndian64(bytes);
    switch (type) {
    case Type::Double:
        return doubleOf(bytes);
    case Type::Float:
        return floatOf(bytes);
    case Type::Int64:
        return static_cast<double>(static_cast<std::int64_t>(bits));
    case Type::Int32:
        return static_cast<std::int32_t>(bits);
    case Type::Int16:
        return static_cast<std::int16_t>(bits);
    case Type::Int8:
        return static_cast<std::int8_t>(bits);
    case Type::Half:
        return halfOf(static_cast<std::uint32_t>(bits));
    case Type::Bfloat16:
        return std::bit_cast<float>(static_cast<std::uint32_t>(bits << 16));
    default:
        return static_cast<double>(bits);
    }
}

/// Repeated numbers stand one by one, or packed into one field.
template <class One>
void addNumbers(const WireReader& field, std::size_t size, std::vector<double>& to, const One& one) {
    if (!field.isBytes()) {
        if (to.size() < kMost) to.push_back(field.real());
        return;
    }
    auto rest = field.bytes();
    for (; rest.size() >= size && to.size() < kMost; rest.remove_prefix(size)) to.push_back(one(rest.substr(0, size)));
}

void addVarints(const WireReader& field, bool halves, std::vector<double>& to) {
    const auto add = [&](std::int64_t value) {
        if (to.size() < kMost)
            to.push_back(halves ? halfOf(static_cast<std::uint32_t>(value)) : static_cast<double>(value));
    };
    if (!field.isBytes()) return add(field.integer());
    std::uint64_t value = 0;
    int shift = 0;
    for (const char c : field.bytes()) {
        const auto byte = static_cast<unsigned char>(c);
        if (shift < 64) value |= std::uint64_t{byte & 0x7fu} << shift;
        shift += 7;
        if ((byte & 0x80u) != 0) continue;
        add(static_cast<std::int64_t>(value));
        value = 0;
        shift = 0;
    }
}

} // namespace

TensorValues tensorValues(std::string_view tensor) {
    TensorValues values;
    std::int64_t type = 0;
    std::string_view content;
    WireReader field(tensor);
    while (field.next()) {
        switch (field.field()) {
        case 1:
            type = field.integer();
            break;
        case 4:
            content = field.bytes();
            break;
        case 5:
            addNumbers(field, 4, values.numbers, floatOf);
            break;
        case 6:
            addNumbers(field, 8, values.numbers, doubleOf);
            break;
        case 8:
            if (values.texts.size() < kMost) values.texts.push_back(field.bytes());
            break;
        case 7:
        case 10:
        case 11:
        case 16:
        case 17:
            addVarints(field, false, values.numbers);
            break;
        case 13:
            addVarints(field, type == static_cast<std::int64_t>(Type::Half), values.numbers);
            break;
        default:
            break;
        }
    }
    const auto size = type > 0 && type < 64 ? sizeOf(static_cast<Type>(type)) : 0;
    if (size > 0)
        for (; content.size() >= size && values.numbers.size() < kMost; content.remove_prefix(size))
            values.numbers.push_back(numberOf(static_cast<Type>(type), content.substr(0, size)));
    return values;
}

} // namespace slipway::track::transfer
