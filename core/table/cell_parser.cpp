#include "core/table/cell_parser.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>

#include "core/base/text.h"

namespace slipway::table {

namespace {

std::string_view bare(std::string_view cell) {
    while (!cell.empty() && cell.front() == ' ') cell.remove_prefix(1);
    while (!cell.empty() && cell.back() == ' ') cell.remove_suffix(1);
    return cell;
}

bool equalsIgnoringCase(std::string_view text, std::string_view lower) {
    if (text.size() != lower.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if ((text[i] | 0x20) != lower[i]) return false;
    return true;
}

/// Takes exactly `count` digits off the front.
bool takeDigits(std::string_view& text, std::size_t count, int& value) {
    if (text.size() < count) return false;
    value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (text[i] < '0' || text[i] > '9') return false;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return true;
}

bool take(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

bool takeDate(std::string_view& text, std::int32_t& days) {
    int year = 0, month = 0, day = 0;
    if (!takeDigits(text, 4, year) || !take(text, '-') || !takeDigits(text, 2, month) || !take(text, '-') ||
        !takeDigits(text, 2, day))
        return false;
    using namespace std::chrono;
    const year_month_day date{
        std::chrono::year(year), std::chrono::month(unsigned(month)), std::chrono::day(unsigned(day))};
    if (!date.ok() || year == 0) return false;
    days = static_cast<std::int32_t>(sys_days(date).time_since_epoch().count());
    return true;
}

bool takeTime(std::string_view& text, std::int64_t& micros) {
    int hour = 0, minute = 0, second = 0;
    if (!takeDigits(text, 2, hour) || !take(text, ':') || !takeDigits(text, 2, minute)) return false;
    if (take(text, ':') && !takeDigits(text, 2, second)) return false;
    if (hour > 23 || minute > 59 || second > 59) return false;
    std::int64_t fraction = 0, unit = 100000;
    if (take(text, '.')) {
        std::size_t digits = 0;
        for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits, unit /= 10)
            fraction += unit * (text[digits] - '0');
        if (digits == 0 || digits > 9) return false;
        text.remove_prefix(digits);
    }
    micros = ((hour * 60LL + minute) * 60 + second) * 1000000 + fraction;
    return true;
}

/// Rest of a timestamp: nothing, Z, or +02, +0200, +02:00.
bool readZone(std::string_view text, std::int64_t& offsetMinutes) {
    offsetMinutes = 0;
    if (text.empty() || text == "Z" || text == "z") return true;
    const bool minus = text.front() == '-';
    if (!minus && text.front() != '+') return false;
    text.remove_prefix(1);
    int hours = 0, minutes = 0;
    if (!takeDigits(text, 2, hours)) return false;
    take(text, ':');
    if (!text.empty() && !takeDigits(text, 2, minutes)) return false;
    if (!text.empty() || hours > 18 || minutes > 59) return false;
    offsetMinutes = (minus ? -1 : 1) * (hours * 60 + minutes);
    return true;
}

CellKind kindOf(std::string_view cell) {
    bool b = false;
    std::int64_t i = 0;
    double d = 0;
    std::int32_t days = 0;
    if (readInteger(cell, i)) return CellKind::Integer;
    if (readReal(cell, d)) return CellKind::Real;
    if (readBoolean(cell, b)) return CellKind::Boolean;
    if (readDate(cell, days)) return CellKind::Date;
    return readTimestamp(cell, i) ? CellKind::Timestamp : CellKind::Text;
}

} // namespace

bool readBoolean(std::string_view cell, bool& value) {
    const auto text = bare(cell);
    value = equalsIgnoringCase(text, "true");
    return value || equalsIgnoringCase(text, "false");
}

bool readInteger(std::string_view cell, std::int64_t& value) {
    auto text = bare(cell);
    if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
}

bool readReal(std::string_view cell, double& value) {
    auto text = bare(cell);
    const bool minus = !text.empty() && text.front() == '-';
    if (minus || (!text.empty() && text.front() == '+')) text.remove_prefix(1);
    if (text.empty()) return false;
    const char first = text.front();
    if (first == '.' || (first >= '0' && first <= '9')) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (end != text.data() + text.size() || error == std::errc::invalid_argument) return false;
        // Out of range: as IEEE rounds it, to infinity or zero. The exponent's sign tells which.
        if (error == std::errc::result_out_of_range)
            value = text.find("e-") != text.npos || text.find("E-") != text.npos
                        ? 0.0
                        : std::numeric_limits<double>::infinity();
    } else if (equalsIgnoringCase(text, "inf") || equalsIgnoringCase(text, "infinity"))
        value = std::numeric_limits<double>::infinity();
    else if (equalsIgnoringCase(text, "nan"))
        value = std::numeric_limits<double>::quiet_NaN();
    else
        return false;
    if (minus) value = -value;
    return true;
}

bool readDate(std::string_view cell, std::int32_t& days) {
    auto text = bare(cell);
    return takeDate(text, days) && text.empty();
}

bool readTimestamp(std::string_view cell, std::int64_t& micros) {
    auto text = bare(cell);
    std::int32_t days = 0;
    std::int64_t time = 0, offset = 0;
    if (!takeDate(text, days)) return false;
    if (!text.empty()) {
        if (!take(text, 'T') && !take(text, ' ')) return false;
        if (!takeTime(text, time) || !readZone(text, offset)) return false;
    }
    micros = days * 86400000000LL + time - offset * 60000000LL;
    return true;
}

CellKind widened(CellKind before, std::string_view cell) {
    bool b = false;
    std::int64_t i = 0;
    double d = 0;
    std::int32_t days = 0;
    switch (before) {
    case CellKind::Unknown:
        return kindOf(cell);
    case CellKind::Boolean:
        return readBoolean(cell, b) ? before : CellKind::Text;
    case CellKind::Integer:
        if (readInteger(cell, i)) return before;
        [[fallthrough]];
    case CellKind::Real:
        return readReal(cell, d) ? CellKind::Real : CellKind::Text;
    case CellKind::Date:
        if (readDate(cell, days)) return before;
        [[fallthrough]];
    case CellKind::Timestamp:
        return readTimestamp(cell, i) ? CellKind::Timestamp : CellKind::Text;
    case CellKind::Text:
        break;
    }
    return CellKind::Text;
}

} // namespace slipway::table
