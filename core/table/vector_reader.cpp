#include "core/table/vector_reader.h"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "core/base/time.h"

namespace slipway::table {

namespace {

/// Calls `use` with a function that reads cell i as double.
template <class Use> void withNumberReader(duckdb_vector vector, Use use) {
    const LogicalType logical(duckdb_vector_get_column_type(vector));
    void* data = duckdb_vector_get_data(vector);
    const auto plain = [&]<class T>(T) {
        use([cells = static_cast<const T*>(data)](std::size_t i) { return static_cast<double>(cells[i]); });
    };
    const auto decimal = [&]<class T>(T) {
        const double scale = std::pow(10.0, duckdb_decimal_scale(logical.get()));
        use([cells = static_cast<const T*>(data), scale](
                std::size_t i) { return static_cast<double>(cells[i]) / scale; });
    };
    switch (duckdb_get_type_id(logical.get())) {
    case DUCKDB_TYPE_BOOLEAN:
        return plain(bool{});
    case DUCKDB_TYPE_TINYINT:
        return plain(std::int8_t{});
    case DUCKDB_TYPE_SMALLINT:
        return plain(std::int16_t{});
    case DUCKDB_TYPE_INTEGER:
        return plain(std::int32_t{});
    case DUCKDB_TYPE_BIGINT:
        return plain(std::int64_t{});
    case DUCKDB_TYPE_UTINYINT:
        return plain(std::uint8_t{});
    case DUCKDB_TYPE_USMALLINT:
        return plain(std::uint16_t{});
    case DUCKDB_TYPE_UINTEGER:
        return plain(std::uint32_t{});
    case DUCKDB_TYPE_UBIGINT:
        return plain(std::uint64_t{});
    case DUCKDB_TYPE_FLOAT:
        return plain(float{});
    case DUCKDB_TYPE_DOUBLE:
        return plain(double{});
    case DUCKDB_TYPE_HUGEINT:
        return use([cells = static_cast<const duckdb_hugeint*>(data)](
                       std::size_t i) { return duckdb_hugeint_to_double(cells[i]); });
    case DUCKDB_TYPE_UHUGEINT:
        return use([cells = static_cast<const duckdb_uhugeint*>(data)](
                       std::size_t i) { return duckdb_uhugeint_to_double(cells[i]); });
    case DUCKDB_TYPE_DECIMAL:
        switch (duckdb_decimal_internal_type(logical.get())) {
        case DUCKDB_TYPE_SMALLINT:
            return decimal(std::int16_t{});
        case DUCKDB_TYPE_INTEGER:
            return decimal(std::int32_t{});
        case DUCKDB_TYPE_BIGINT:
            return decimal(std::int64_t{});
        default:
            break;
        }
        return use([cells = static_cast<const duckdb_hugeint*>(data),
                       scale = std::pow(10.0, duckdb_decimal_scale(logical.get()))](
                       std::size_t i) { return duckdb_hugeint_to_double(cells[i]) / scale; });
    default:
        return use([](std::size_t) { return std::numeric_limits<double>::quiet_NaN(); });
    }
}

bool valid(const std::uint64_t* validity, std::size_t i) {
    return !validity || (validity[i / 64] >> (i % 64)) & 1;
}

std::string timeOfDay(std::int64_t micros) {
    const std::int64_t seconds = micros / 1000000, fraction = micros % 1000000;
    auto text = fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (fraction) text += fraction % 1000 ? fmt::format(".{:06}", fraction) : fmt::format(".{:03}", fraction / 1000);
    return text;
}

std::string dateText(duckdb_date date) {
    if (!duckdb_is_finite_date(date)) return date.days > 0 ? "infinity" : "-infinity";
    const auto d = duckdb_from_date(date);
    return fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day);
}

std::string timestampText(std::int64_t micros) {
    if (!duckdb_is_finite_timestamp({micros})) return micros > 0 ? "infinity" : "-infinity";
    const auto t = duckdb_from_timestamp({micros});
    return dateText(duckdb_to_date(t.date)) + "T" + timeOfDay(duckdb_to_time(t.time).micros) + "Z";
}

/// Nanoseconds etc. to microseconds, rounding down.
std::int64_t floorDivide(std::int64_t value, std::int64_t by) {
    return value / by - (value % by < 0);
}

std::int64_t scaled(std::int64_t value, std::int64_t factor) {
    std::int64_t micros = 0;
    if (__builtin_mul_overflow(value, factor, &micros))
        return value > 0 ? std::numeric_limits<std::int64_t>::max() : -std::numeric_limits<std::int64_t>::max();
    return micros;
}

template <class T, class Convert>
void appendEach(duckdb_vector vector, std::size_t rows, std::vector<Value>& cells, Convert convert) {
    const auto* data = static_cast<const T*>(duckdb_vector_get_data(vector));
    const auto* validity = duckdb_vector_get_validity(vector);
    for (std::size_t i = 0; i < rows; ++i) {
        if (valid(validity, i))
            cells.emplace_back(convert(data[i]));
        else
            cells.emplace_back();
    }
}

std::int64_t asInteger(std::int64_t value) {
    return value;
}

std::string asText(duckdb_string_t text) {
    return {duckdb_string_t_data(&text), duckdb_string_t_length(text)};
}

void appendReals(duckdb_vector vector, std::size_t rows, std::vector<Value>& cells) {
    const auto* validity = duckdb_vector_get_validity(vector);
    withNumberReader(vector, [&](auto read) {
        for (std::size_t i = 0; i < rows; ++i) {
            if (valid(validity, i))
                cells.emplace_back(read(i));
            else
                cells.emplace_back();
        }
    });
}

} // namespace

Type typeOf(duckdb_type type) {
    switch (type) {
    case DUCKDB_TYPE_BOOLEAN:
        return Type::Boolean;
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UINTEGER:
        return Type::Integer;
    case DUCKDB_TYPE_UBIGINT:
    case DUCKDB_TYPE_HUGEINT:
    case DUCKDB_TYPE_UHUGEINT:
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DOUBLE:
    case DUCKDB_TYPE_DECIMAL:
        return Type::Real;
    case DUCKDB_TYPE_VARCHAR:
    case DUCKDB_TYPE_ENUM:
    case DUCKDB_TYPE_UUID:
        return Type::Text;
    case DUCKDB_TYPE_DATE:
    case DUCKDB_TYPE_TIME:
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_S:
    case DUCKDB_TYPE_TIMESTAMP_MS:
    case DUCKDB_TYPE_TIMESTAMP_NS:
    case DUCKDB_TYPE_TIMESTAMP_TZ:
        return Type::Time;
    default:
        return Type::Other;
    }
}

std::string sqlTypeOf(duckdb_logical_type type) {
    const auto child = [](duckdb_logical_type t) { return sqlTypeOf(LogicalType(t).get()); };
    switch (duckdb_get_type_id(type)) {
    case DUCKDB_TYPE_BOOLEAN:
        return "BOOLEAN";
    case DUCKDB_TYPE_TINYINT:
        return "TINYINT";
    case DUCKDB_TYPE_SMALLINT:
        return "SMALLINT";
    case DUCKDB_TYPE_INTEGER:
        return "INTEGER";
    case DUCKDB_TYPE_BIGINT:
        return "BIGINT";
    case DUCKDB_TYPE_UTINYINT:
        return "UTINYINT";
    case DUCKDB_TYPE_USMALLINT:
        return "USMALLINT";
    case DUCKDB_TYPE_UINTEGER:
        return "UINTEGER";
    case DUCKDB_TYPE_UBIGINT:
        return "UBIGINT";
    case DUCKDB_TYPE_HUGEINT:
        return "HUGEINT";
    case DUCKDB_TYPE_UHUGEINT:
        return "UHUGEINT";
    case DUCKDB_TYPE_FLOAT:
        return "FLOAT";
    case DUCKDB_TYPE_DOUBLE:
        return "DOUBLE";
    case DUCKDB_TYPE_DECIMAL:
        return fmt::format("DECIMAL({},{})", duckdb_decimal_width(type), duckdb_decimal_scale(type));
    case DUCKDB_TYPE_VARCHAR:
        return "VARCHAR";
    case DUCKDB_TYPE_BLOB:
        return "BLOB";
    case DUCKDB_TYPE_UUID:
        return "UUID";
    case DUCKDB_TYPE_ENUM:
        return "ENUM";
    case DUCKDB_TYPE_DATE:
        return "DATE";
    case DUCKDB_TYPE_TIME:
        return "TIME";
    case DUCKDB_TYPE_TIME_TZ:
        return "TIME WITH TIME ZONE";
    case DUCKDB_TYPE_INTERVAL:
        return "INTERVAL";
    case DUCKDB_TYPE_TIMESTAMP:
        return "TIMESTAMP";
    case DUCKDB_TYPE_TIMESTAMP_S:
        return "TIMESTAMP_S";
    case DUCKDB_TYPE_TIMESTAMP_MS:
        return "TIMESTAMP_MS";
    case DUCKDB_TYPE_TIMESTAMP_NS:
        return "TIMESTAMP_NS";
    case DUCKDB_TYPE_TIMESTAMP_TZ:
        return "TIMESTAMP WITH TIME ZONE";
    case DUCKDB_TYPE_BIT:
        return "BIT";
    case DUCKDB_TYPE_LIST:
        return child(duckdb_list_type_child_type(type)) + "[]";
    case DUCKDB_TYPE_ARRAY:
        return fmt::format("{}[{}]", child(duckdb_array_type_child_type(type)), duckdb_array_type_array_size(type));
    case DUCKDB_TYPE_MAP:
        return fmt::format(
            "MAP({}, {})", child(duckdb_map_type_key_type(type)), child(duckdb_map_type_value_type(type)));
    case DUCKDB_TYPE_STRUCT:
        return "STRUCT";
    case DUCKDB_TYPE_UNION:
        return "UNION";
    case DUCKDB_TYPE_SQLNULL:
        return "NULL";
    default:
        return "OTHER";
    }
}

bool isNumeric(duckdb_type type) {
    const auto kind = typeOf(type);
    return kind == Type::Boolean || kind == Type::Integer || kind == Type::Real;
}

bool isReadable(duckdb_type type) {
    return typeOf(type) != Type::Other && type != DUCKDB_TYPE_ENUM && type != DUCKDB_TYPE_UUID;
}

void appendCells(duckdb_vector vector, std::size_t rows, std::vector<Value>& cells) {
    const LogicalType logical(duckdb_vector_get_column_type(vector));
    switch (duckdb_get_type_id(logical.get())) {
    case DUCKDB_TYPE_BOOLEAN:
        return appendEach<bool>(vector, rows, cells, [](bool b) { return b; });
    case DUCKDB_TYPE_TINYINT:
        return appendEach<std::int8_t>(vector, rows, cells, asInteger);
    case DUCKDB_TYPE_SMALLINT:
        return appendEach<std::int16_t>(vector, rows, cells, asInteger);
    case DUCKDB_TYPE_INTEGER:
        return appendEach<std::int32_t>(vector, rows, cells, asInteger);
    case DUCKDB_TYPE_BIGINT:
        return appendEach<std::int64_t>(vector, rows, cells, asInteger);
    case DUCKDB_TYPE_UTINYINT:
        return appendEach<std::uint8_t>(vector, rows, cells, asInteger);
    case DUCKDB_TYPE_USMALLINT:
        return appendEach<std::uint16_t>(vector, rows, cells, asInteger);
    case DUCKDB_TYPE_UINTEGER:
        return appendEach<std::uint32_t>(vector, rows, cells, asInteger);
    case DUCKDB_TYPE_VARCHAR:
        return appendEach<duckdb_string_t>(vector, rows, cells, asText);
    case DUCKDB_TYPE_DATE:
        return appendEach<duckdb_date>(vector, rows, cells, dateText);
    case DUCKDB_TYPE_TIME:
        return appendEach<duckdb_time>(vector, rows, cells, [](duckdb_time t) { return timeOfDay(t.micros); });
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_TZ:
        return appendEach<std::int64_t>(vector, rows, cells, timestampText);
    case DUCKDB_TYPE_TIMESTAMP_S:
        return appendEach<std::int64_t>(
            vector, rows, cells, [](std::int64_t t) { return timestampText(scaled(t, 1000000)); });
    case DUCKDB_TYPE_TIMESTAMP_MS:
        return appendEach<std::int64_t>(
            vector, rows, cells, [](std::int64_t t) { return timestampText(scaled(t, 1000)); });
    case DUCKDB_TYPE_TIMESTAMP_NS:
        return appendEach<std::int64_t>(
            vector, rows, cells, [](std::int64_t t) { return timestampText(floorDivide(t, 1000)); });
    default:
        return appendReals(vector, rows, cells);
    }
}

void copyNumbers(duckdb_vector vector, std::size_t rows, double* target, std::size_t stride) {
    const auto* validity = duckdb_vector_get_validity(vector);
    withNumberReader(vector, [&](auto read) {
        for (std::size_t i = 0; i < rows; ++i)
            target[i * stride] = valid(validity, i) ? read(i) : std::numeric_limits<double>::quiet_NaN();
    });
}

std::size_t appendNumbers(duckdb_vector vector, std::size_t rows, std::vector<double>& values) {
    const auto* validity = duckdb_vector_get_validity(vector);
    const auto before = values.size();
    values.resize(before + rows);
    double* next = values.data() + before;
    withNumberReader(vector, [&](auto read) {
        if (!validity) {
            for (std::size_t i = 0; i < rows; ++i) next[i] = read(i);
            next += rows;
            return;
        }
        for (std::size_t i = 0; i < rows; ++i)
            if (valid(validity, i)) *next++ = read(i);
    });
    values.resize(static_cast<std::size_t>(next - values.data()));
    return rows - (values.size() - before);
}

} // namespace slipway::table
