#include "core/base/time.h"

#include <cctype>
#include <charconv>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

namespace slipway {

using namespace std::chrono;

std::string toIso8601(Timestamp time) {
    const sys_time<milliseconds> point{milliseconds{time}};
    const auto day = floor<days>(point);
    const year_month_day date{day};
    const hh_mm_ss clock{point - day};
    auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
        clock.minutes().count(), clock.seconds().count());
    if (clock.subseconds().count() != 0) text += fmt::format(".{:03}", clock.subseconds().count());
    return text + "Z";
}

namespace {

/// Reads exactly `width` digits at `at`; -1 when they are not there.
int digits(std::string_view text, std::size_t at, std::size_t width) {
    if (at + width > text.size()) return -1;
    int value = 0;
    for (std::size_t i = at; i < at + width; ++i) {
        if (!std::isdigit(static_cast<unsigned char>(text[i]))) return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

std::unexpected<Error> badTime(std::string_view text) {
    return fail(
        ErrorCode::InvalidArgument, fmt::format("'{}' is not a time", text), "Write it like 2026-01-31T10:00:00Z");
}

} // namespace

Result<Timestamp> parseIso8601(std::string_view text) {
    const int y = digits(text, 0, 4), mo = digits(text, 5, 2), d = digits(text, 8, 2);
    if (y < 0 || mo < 0 || d < 0 || text[4] != '-' || text[7] != '-') return badTime(text);
    const year_month_day date{year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
    if (!date.ok()) return badTime(text);
    auto point = milliseconds{sys_days{date}.time_since_epoch()};
    if (text.size() == 10) return point.count();

    const int h = digits(text, 11, 2), mi = digits(text, 14, 2);
    if ((text[10] != 'T' && text[10] != ' ') || h < 0 || h > 23 || mi < 0 || mi > 59 || text[13] != ':')
        return badTime(text);
    point += hours{h} + minutes{mi};
    std::size_t at = 16;
    if (at < text.size() && text[at] == ':') {
        const int s = digits(text, 17, 2);
        if (s < 0 || s > 60) return badTime(text);
        point += seconds{s};
        at = 19;
        if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
            int scale = 100;
            for (++at; at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])); ++at, scale /= 10)
                point += milliseconds{(text[at] - '0') * scale};
        }
    }
    if (at == text.size() || (text[at] == 'Z' && at + 1 == text.size())) return point.count();
    if (text[at] != '+' && text[at] != '-') return badTime(text);
    const int zoneHours = digits(text, at + 1, 2);
    const bool colon = at + 3 < text.size() && text[at + 3] == ':';
    const int zoneMinutes = digits(text, at + (colon ? 4 : 3), 2);
    if (zoneHours < 0 || (zoneMinutes < 0 && text.size() != at + 3)) return badTime(text);
    const auto zone = hours{zoneHours} + minutes{std::max(zoneMinutes, 0)};
    return (text[at] == '+' ? point - zone : point + zone).count();
}

Result<std::int64_t> parseDuration(std::string_view text) {
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    double scale = 0;
    if (unit.empty() || unit == "s")
        scale = 1000;
    else if (unit == "ms")
        scale = 1;
    else if (unit == "m" || unit == "min")
        scale = 60e3;
    else if (unit == "h")
        scale = 3600e3;
    else if (unit == "d")
        scale = 86400e3;
    if (failed != std::errc{} || scale == 0 || value < 0 || !(value * scale < 1e15))
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is not a length of time", text),
            "Write it like 30s, 5m, 2h or 7d");
    return static_cast<std::int64_t>(std::llround(value * scale));
}

} // namespace slipway
