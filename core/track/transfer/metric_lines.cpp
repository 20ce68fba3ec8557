#include "core/track/transfer/metric_lines.h"

#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::track::transfer {

namespace {

constexpr std::size_t kLongestLine = 16 * 1024;

std::optional<std::int64_t> integerOf(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// One line without its end; of a longer one only the beginning, which no metric has.
bool nextLine(std::istream& in, std::string& line) {
    line.clear();
    for (int c = in.get(); c != std::char_traits<char>::eof(); c = in.get()) {
        if (c == '\n') return true;
        if (line.size() <= kLongestLine) line += static_cast<char>(c);
    }
    return !line.empty();
}

} // namespace

std::optional<double> pythonDouble(std::string_view text) {
    const bool negative = text.starts_with('-');
    auto number = text;
    if (negative || text.starts_with('+')) number.remove_prefix(1);
    const auto name = toLower(number);
    const double sign = negative ? -1 : 1;
    if (name == "nan") return std::numeric_limits<double>::quiet_NaN();
    if (name == "inf" || name == "infinity") return sign * std::numeric_limits<double>::infinity();
    if (number.empty() || number.front() == '-') return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (end != number.data() + number.size()) return std::nullopt;
    if (error == std::errc::result_out_of_range) return std::nullopt;
    return error == std::errc() ? std::optional(sign * value) : std::nullopt;
}

std::string pythonText(double value) {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
    auto text = toText(value);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

std::optional<MetricLine> metricLine(std::string_view line) {
    auto parts = split(trimmed(line), ' ');
    if (parts.size() < 2) return std::nullopt;
    const auto at = integerOf(parts[0]);
    const auto value = pythonDouble(parts[1]);
    const auto step = parts.size() > 2 ? integerOf(parts[2]) : std::optional<std::int64_t>(0);
    if (!at || !value || !step) return std::nullopt;
    MetricLine read{*value, *step, *at, {}};
    if (parts.size() > 3) read.rest.assign(parts.begin() + 3, parts.end());
    return read;
}

Status eachMetricLine(
    const std::filesystem::path& file, Problems& problems, const std::function<Status(MetricLine&&)>& take) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        problems.add(file.string(), "cannot be read");
        return {};
    }
    std::string line;
    for (std::int64_t number = 1; nextLine(in, line); ++number) {
        if (trimmed(line).empty()) continue;
        auto read = metricLine(line);
        if (!read) {
            problems.add(fmt::format("{}, line {}", file.string(), number),
                fmt::format("'{}' is not 'TIME VALUE STEP'", forMessage(line, 40)));
            continue;
        }
        SLIPWAY_TRY(take(std::move(*read)));
    }
    return {};
}

} // namespace slipway::track::transfer
